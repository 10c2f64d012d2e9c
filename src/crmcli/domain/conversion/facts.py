"""What a conversion has to know before it decides: the leads, and the records they may go into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.nouns import CONTACT, CUSTOMER, OPPORTUNITY, Noun
from crmcli.domain.records import Key
from crmcli.sql import marks

if TYPE_CHECKING:
    from crmcli.sql import Reader

_CHUNK = 500

# Column of a table -> field, where the names differ; amounts are read with their currency.
_LEAD = (
    *("name", "company", "title", "email", "phone", "website", "industry", "address", "city", "country"),
    *("source", "campaign", "status", "score", "branch", "note", "created_on", "custom"),
    *("owner_id", "referrer_id", "contact_id", "customer_id", "amount_minor", "currency"),
)
_PLACE = ("address", "city", "district", "region", "postal_code", "country")
_HELD = {
    CUSTOMER: (
        *("name", "kind", "email", "phone", "tax_number", "website", "industry", *_PLACE, "source", "branch"),
        *("note", "custom", "owner_id", "referrer_id", "parent_id"),
    ),
    CONTACT: ("name", "title", "email", "phone", *_PLACE, "source", "note", "custom", "owner_id"),
    OPPORTUNITY: (
        *("name", "source", "campaign", "branch", "note", "custom", "expected_close"),
        *("owner_id", "customer_id", "contact_id", "lead_id", "amount_minor", "currency"),
    ),
}


class Conversion(NamedTuple):
    """What a lead was converted into before."""

    customer: int | None
    contact: int | None
    opportunity: int | None
    days: int | None
    touches: int
    on: str
    change: int


class Own(NamedTuple):
    """An opportunity that came from the lead before it is converted."""

    number: int
    customer: int | None
    contact: int | None
    outcome: str


class Lead(NamedTuple):
    """A lead and what hangs on it.

    ``label`` is what people call it, its contact's name where it has none of its own; ``values`` are its
    fields that are not empty, references as numbers, ``amount`` as (minor units,
    currency); ``first`` the day of the first contact, ``touches`` the activities done until today.
    """

    number: int
    label: str | None
    values: Mapping[str, Any]
    custom: Mapping[str, Any]
    keys: tuple[Key, ...]
    tags: tuple[str, ...]
    own: tuple[Own, ...]
    first: date | None
    touches: int
    conversion: Conversion | None


class Held(NamedTuple):
    """A record that a lead may go into: its fields that are not empty, its custom fields, keys and tags."""

    number: int
    values: Mapping[str, Any]
    custom: Mapping[str, Any]
    keys: frozenset[tuple[str, str]]
    tags: frozenset[str]

    @property
    def label(self) -> str:
        """What people call it."""
        return str(self.values.get("name") or "")


def leads(db: Reader, numbers: Sequence[int], today: date) -> dict[int, Lead]:
    """Return the leads of these numbers, each with what hangs on it, in few questions."""
    found: dict[int, Lead] = {}
    for start in range(0, len(numbers), _CHUNK):
        found |= _chunk(db, numbers[start : start + _CHUNK], today)
    return found


# What hangs on a lead, a question each; {among} are the numbers of leads.
_KEYS = "SELECT lead_id, kind, norm, value FROM identity WHERE lead_id IN ({among}) ORDER BY id"
_TAGS = """
SELECT g.lead_id, t.name FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.lead_id IN ({among})
ORDER BY t.name_sort, t.id
"""
_OWN = """
SELECT o.lead_id, o.id, o.customer_id, o.contact_id, s.outcome FROM opportunity o
JOIN stage s ON s.id = o.stage_id WHERE o.lead_id IN ({among}) ORDER BY o.id
"""
_TOUCHED = """
SELECT lead_id, min(substr(at, 1, 10)), count(*) FROM activity
WHERE lead_id IN ({among}) AND done = 1 AND substr(at, 1, 10) <= :today GROUP BY lead_id
"""
_CONVERTED = """
SELECT lead_id, customer_id, contact_id, opportunity_id, days, touches, converted_on, created_change
FROM conversion WHERE lead_id IN ({among})
"""


def _chunk(db: Reader, numbers: Sequence[int], today: date) -> dict[int, Lead]:
    among, values = marks("n", list(numbers))

    def asked(query: str, **more: str) -> dict[int, list[tuple[Any, ...]]]:
        return _grouped(db.tuples(query.format(among=among), values | more))

    keys, tags, own = asked(_KEYS), asked(_TAGS), asked(_OWN)
    touched, converted = asked(_TOUCHED, today=today.isoformat()), asked(_CONVERTED)
    found = {}
    columns = ", ".join(f"r.{column}" for column in _LEAD)
    query = f"SELECT r.id, p.name, {columns} FROM lead r LEFT JOIN contact p ON p.id = r.contact_id"
    for number, person, *cells in db.tuples(f"{query} WHERE r.id IN ({among})", values):
        fields, custom = _fields(_LEAD, cells)
        first, touches = touched.get(number, [(None, 0)])[0]
        days = [day for day in (fields.get("created_on"), first) if day]
        found[number] = Lead(
            number=number,
            label=fields.get("name") or fields.get("company") or person,
            values=fields,
            custom=custom,
            keys=tuple(Key(*key) for key in keys.get(number, ())),
            tags=tuple(name for (name,) in tags.get(number, ())),
            own=tuple(Own(*cells) for cells in own.get(number, ())),
            first=date.fromisoformat(min(days)) if days else None,
            touches=touches,
            conversion=Conversion(*converted[number][0]) if number in converted else None,
        )
    return found


def _grouped(rows: Sequence[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    """Return number -> the rest of its rows."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    for number, *rest in rows:
        found.setdefault(number, []).append(tuple(rest))
    return found


def _fields(columns: Sequence[str], cells: Sequence[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields that are not empty, and the custom ones."""
    row = dict(zip(columns, cells, strict=True))
    stored, minor, code = row.pop("custom", None), row.pop("amount_minor", None), row.pop("currency", None)
    custom: dict[str, Any] = {}
    if stored:
        import json

        custom = json.loads(stored)
    values = {column.removesuffix("_id"): value for column, value in row.items() if value not in (None, "")}
    if minor is not None:
        values["amount"] = (minor, code)
    return values, custom


def held(db: Reader, noun: Noun, number: int) -> Held:
    """Return a record that exists."""
    columns = _HELD[noun]
    cells = db.tuples(f"SELECT {', '.join(columns)} FROM {noun.table} WHERE id = :id", {"id": number})[0]
    values, custom = _fields(columns, cells)
    keys: frozenset[tuple[str, str]] = frozenset()
    if noun is not OPPORTUNITY:
        keys = frozenset(
            db.tuples(f"SELECT kind, norm FROM identity WHERE {noun.owner} = :id", {"id": number})
        )
    tags = db.tuples(
        f"SELECT t.name_fold FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.{noun.owner} = :id",
        {"id": number},
    )
    return Held(number, values, custom, keys, frozenset(row[0] for row in tags))


def customers_of(db: Reader, contact: int, today: date) -> list[tuple[int, str]]:
    """Return number and name of the customers a contact is at and has not left by today."""
    found = db.tuples(
        "SELECT DISTINCT c.id, c.name FROM customer_contact k JOIN customer c ON c.id = k.customer_id "
        "WHERE k.contact_id = :contact AND (k.until IS NULL OR k.until >= :today) ORDER BY c.id",
        {"contact": contact, "today": today.isoformat()},
    )
    return [(row[0], row[1]) for row in found]


def users(db: Reader) -> dict[int, str]:
    """Return the name of every user."""
    return dict(db.tuples("SELECT id, name FROM crm_user"))
