"""Records by the beginning of their number or name, most recently touched first: what a person types next.

A record is touched by the change that made it, by one that altered it, and by an activity about it. Only
the latest few of each are looked at, so that a glance costs the same in a large store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.nouns import (
    CAMPAIGN,
    CASE,
    CONTACT,
    CUSTOMER,
    LEAD,
    OPPORTUNITY,
    ORDER,
    PLAN,
    Noun,
    split_ref,
)
from crmcli.sql import like, marks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmcli.sql import Reader

MOST = 30
"""Records that are offered."""
_LATEST = 2_000
"""Rows of the journal, and of the activities, that are looked at for what was touched."""
_CANDIDATES = 300
"""Records of a name that are ranked."""
_ACTED_ON = frozenset((CUSTOMER, CONTACT, LEAD, OPPORTUNITY, ORDER, CAMPAIGN, CASE, PLAN))
"""What an activity may be about."""
_CUSTOMER = "(SELECT c.name FROM customer c WHERE c.id = r.customer_id)"
_ABOUT = {
    "customer": "r.city",
    "contact": "(SELECT c.name FROM customer_contact k JOIN customer c ON c.id = k.customer_id "
    "WHERE k.contact_id = r.id ORDER BY k.until IS NOT NULL, k.is_primary DESC, k.id LIMIT 1)",
    "lead": "CASE WHEN r.name IS NULL THEN r.city ELSE coalesce(r.company, r.city) END",
    "product": "r.sku",
    "user": "r.team",
    "campaign": "r.status",
    "closing_step": "(SELECT s.name FROM stage s WHERE s.id = r.stage_id)",
    **dict.fromkeys(("opportunity", "order", "quote", "payment", "need", "plan", "case"), _CUSTOMER),
    **dict.fromkeys(("request", "wallet", "survey", "activity"), _CUSTOMER),
}
"""What tells records of one name apart, as SQL over ``r``."""
_UNNAMED = frozenset(
    {"order_line", "quote_line", "activity", "relation", "wallet", "price", "rate", "target", "survey"}
    | {"check", "verification", "member"}
)
_FORMS = {
    "order": ("number_fold",),
    "payment": ("number_fold",),
    "product": ("name_fold", "sku_fold"),
    "quote": ("name_fold", "number_fold"),
}
_MOST_DIGITS = 9
_AFTER = "\U0010ffff"


class Known(NamedTuple):
    """A record that may be meant; ``about`` tells it from others of its name."""

    ref: str
    label: str
    about: str
    touched: int
    """The number of the change that last touched it, 0 when that was long ago."""


def recent(
    db: Reader, nouns: Sequence[Noun], typed: str, only: Mapping[str, str] | None = None
) -> list[Known]:
    """Return the records of some nouns that ``typed`` may begin, at most ``MOST``, latest touched first.

    It begins a number ("C-1", "c1"), a name, or a word within a name; "" begins all. ``only`` is a test
    in SQL over ``r``, by noun.
    """
    found = [known for noun in nouns for known in _of(db, noun, typed, (only or {}).get(noun.name, "1 = 1"))]
    if len(nouns) > 1:
        found.sort(key=lambda known: -known.touched)
    return found[:MOST]


def _of(db: Reader, noun: Noun, typed: str, test: str) -> list[Known]:
    """Return the records of one noun."""
    touched = _touched(db, noun)
    ids = _ids(db, noun, typed.strip(), test)
    if ids is None:
        ids = list(touched)[: MOST * 2]
        ids += _latest(db, noun, test)
    exact = split_ref(typed.strip())
    whole = exact[1] if exact else None
    ranked = sorted(
        dict.fromkeys(ids), key=lambda number: (number != whole, -touched.get(number, 0), -number)
    )
    return _told(db, noun, ranked, test, touched)[:MOST]


def _touched(db: Reader, noun: Noun) -> dict[int, int]:
    """Return number -> change of the records touched of late, the latest first."""
    changed = (
        "SELECT row_id AS id, change_id AS at FROM revision "
        "WHERE id > (SELECT coalesce(max(id), 0) FROM revision) - :latest AND tbl = :tbl"
    )
    parts = [changed]
    if noun in _ACTED_ON:
        parts.append(
            f"SELECT {noun.owner} AS id, created_change AS at FROM activity "
            f"WHERE id > (SELECT coalesce(max(id), 0) FROM activity) - :latest AND {noun.owner} IS NOT NULL"
        )
    parts.append(
        f"SELECT id, created_change AS at FROM {noun.table} "
        f"WHERE id > (SELECT coalesce(max(id), 0) FROM {noun.table}) - :newest"
    )
    rows = db.tuples(
        f"SELECT id, max(at) AS touched FROM ({' UNION ALL '.join(parts)}) u "
        "GROUP BY id ORDER BY touched DESC, id DESC LIMIT :most",
        {"tbl": noun.table, "latest": _LATEST, "newest": _CANDIDATES, "most": _CANDIDATES},
    )
    return {row[0]: row[1] for row in rows}


def _latest(db: Reader, noun: Noun, test: str) -> list[int]:
    query = f"SELECT r.id FROM {noun.table} r WHERE {test} ORDER BY r.id DESC LIMIT :most"
    return [row[0] for row in db.tuples(query, {"most": MOST})]


def _ids(db: Reader, noun: Noun, typed: str, test: str) -> list[int] | None:
    """Return the numbers that ``typed`` begins; None where it begins all there are."""
    if not typed:
        return None
    head = typed.rstrip("0123456789")
    digits = typed[len(head) :]
    found = []
    if noun.prefix.startswith(head.rstrip("-").upper()) and (not digits or len(head.rstrip("-")) > 0):
        if not digits and (head.endswith("-") or head.upper() == noun.prefix):
            return None if head.rstrip("-").upper() == noun.prefix else []
        if digits and head.rstrip("-").upper() == noun.prefix:
            found = _numbered(db, noun, digits, test)
    return found + _named(db, noun, typed, test)


def _numbered(db: Reader, noun: Noun, digits: str, test: str) -> list[int]:
    """Return the numbers that begin with some digits, the shortest first."""
    if digits.startswith("0") or len(digits) > _MOST_DIGITS:
        return []
    spans: list[str] = []
    values: dict[str, int] = {}
    for place in range(_MOST_DIGITS - len(digits)):
        spans.append(f"(r.id >= :from{place} AND r.id < :to{place})")
        values |= {f"from{place}": int(digits) * 10**place, f"to{place}": (int(digits) + 1) * 10**place}
    query = (
        f"SELECT r.id FROM {noun.table} r WHERE ({' OR '.join(spans) or '1 = 0'}) AND {test} "
        "ORDER BY r.id LIMIT :most"
    )
    return [row[0] for row in db.tuples(query, {**values, "most": MOST})]


def _named(db: Reader, noun: Noun, typed: str, test: str) -> list[int]:
    """Return the records whose name, or a word of it, begins with a text."""
    from crmcli.domain.text import fold

    folded = fold(typed)
    if not folded or noun.name in _UNNAMED:
        return []
    found: list[int] = []
    for column in _FORMS.get(noun.name, ("name_fold",)):
        begins = f"r.{column} >= :from AND r.{column} < :to"
        values = {"from": folded, "to": folded + _AFTER, "most": _CANDIDATES}
        query = f"SELECT r.id FROM {noun.table} r WHERE {begins} AND {test} ORDER BY r.id DESC LIMIT :most"
        found += [row[0] for row in db.tuples(query, values)]
        if len(found) < MOST:
            within = {"word": f"% {like(folded)}%", "most": MOST}
            query = (
                f"SELECT r.id FROM {noun.table} r WHERE r.{column} LIKE :word ESCAPE '\\' AND {test} "
                "ORDER BY r.id DESC LIMIT :most"
            )
            found += [row[0] for row in db.tuples(query, within)]
    return found


def _told(db: Reader, noun: Noun, ids: Sequence[int], test: str, touched: Mapping[int, int]) -> list[Known]:
    """Return records with their names, in the order of their numbers in ``ids``."""
    names, values = marks("i", list(ids[: MOST * 2]))
    about = _ABOUT.get(noun.name, "NULL")
    query = f"SELECT r.id, {noun.label}, {about} FROM {noun.table} r WHERE r.id IN ({names}) AND {test}"
    rows = {row[0]: row for row in db.tuples(query, values)}
    return [
        Known(
            noun.ref(number), str(rows[number][1] or ""), str(rows[number][2] or ""), touched.get(number, 0)
        )
        for number in ids
        if number in rows
    ]
