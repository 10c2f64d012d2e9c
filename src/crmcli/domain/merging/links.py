"""What refers to a record that goes, made to refer to the kept one.

Works from the store's own map of references, so that no table is forgotten; a few tables hold what
both records may have once only (a tag, a link to a contact, a phone): doubles become one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.merging.doubles import drop_doubles, follow
from crmcli.domain.nouns import BY_TABLE, CONTACT, Noun
from crmcli.domain.text import fold
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.sql import Reader, Writer

_CALLED = {
    "identity": say("keys"),
    "tagging": say("tags"),
    "alias": say("former numbers"),
    "address": say("further addresses"),
    "consent": say("consents"),
    "conversion": say("conversions"),
    "customer_contact": say("contacts"),
    "incident_customer": say("incidents"),
    "campaign_member": say("campaigns"),
}


def references(db: Reader, noun: Noun) -> Iterator[tuple[str, str]]:
    """Yield (table, column) of everything that may refer to a record of the noun."""
    for table, info in db.tables.items():
        for column, parent in info.references.items():
            if parent == noun.table:
                yield table, column


def counts(db: Reader, noun: Noun, gone: int, keep: int) -> dict[str, int]:
    """Return how many rows of each kind refer to a record, as people call them."""
    found: dict[str, int] = {}
    for table, column in references(db, noun):
        own = " AND id <> :keep" if table == noun.table else ""
        query = f"SELECT count(*) FROM {table} WHERE {column} = :gone{own}"
        count = db.value(query, {"gone": gone} | ({"keep": keep} if own else {}))
        if count:
            name = called(noun, table)
            found[name] = found.get(name, 0) + count
    return found


def called(noun: Noun, table: str) -> str:
    """Return what the rows of a table are called beside a record of the noun."""
    if table == "customer_contact" and noun is CONTACT:
        return say("customers")
    other = BY_TABLE.get(table)
    return _CALLED.get(table) or (other.words if other else table.replace("_", " "))


def relink(db: Writer, noun: Noun, gone: int, keep: int) -> None:
    """Make everything that refers to ``gone`` refer to ``keep``; keys are moved apart, see ``keys``."""
    drop_doubles(db, noun, gone, keep)
    for table, column in references(db, noun):
        if table == "identity" or not _any(db, table, column, gone):
            continue
        if table == "tagging":
            _drop_double_tags(db, noun, gone, keep)
        if table == "customer_contact":
            _join_links(db, noun, gone, keep)
        db.execute(
            f"UPDATE {table} SET {column} = :keep WHERE {column} = :gone", {"keep": keep, "gone": gone}
        )
    follow(db, noun, gone, keep)
    _move_pairs(db, noun, gone, keep)


def _any(db: Reader, table: str, column: str, number: int) -> bool:
    """Tell whether a row refers to a record: asking costs less than an update that finds none."""
    return db.value(f"SELECT id FROM {table} WHERE {column} = :id LIMIT 1", {"id": number}) is not None


def _drop_double_tags(db: Writer, noun: Noun, gone: int, keep: int) -> None:
    """Take from the one that goes the tags that the kept one carries as well."""
    query = (
        f"SELECT g.id FROM tagging g JOIN tagging k ON k.tag_id = g.tag_id AND k.{noun.owner} = :keep "
        f"WHERE g.{noun.owner} = :gone ORDER BY g.id"
    )
    for (row,) in db.tuples(query, {"keep": keep, "gone": gone}):
        db.delete("tagging", row)


def _join_links(db: Writer, noun: Noun, gone: int, keep: int) -> None:
    """Make one link of two between the same contact and customer; one primary contact stays the one.

    The link begins with the earlier, ends with the later or not at all, and has both roles.
    """
    beside = "contact_id" if noun.owner == "customer_id" else "customer_id"
    query = (
        f"SELECT id, {beside}, role, since, until, is_primary FROM customer_contact "
        f"WHERE {noun.owner} = :id ORDER BY id"
    )
    ours: dict[int, tuple[Any, ...]] = {}
    for row in db.tuples(query, {"id": keep}):
        ours.setdefault(row[1], row)
    primary = any(row[5] for row in ours.values())
    for row in db.tuples(query, {"id": gone}):
        link, other, role, since, until, is_primary = row
        if other in ours:
            first = ours[other]
            values = {
                "role": _roles(first[2], role),
                "since": min((day for day in (first[3], since) if day), default=None),
                "until": max(first[4], until) if first[4] and until else None,
                "is_primary": max(first[5], is_primary if noun is CONTACT or not primary else 0),
            }
            db.update("customer_contact", first[0], values)
            db.delete("customer_contact", link)
            ours[other] = (first[0], other, *values.values())
            primary = primary or bool(values["is_primary"])
        elif is_primary and primary and noun.owner == "customer_id":
            db.update("customer_contact", link, {"is_primary": 0})


def _roles(first: str | None, second: str | None) -> str | None:
    if not first or not second or fold(first) == fold(second):
        return first or second
    return f"{first}, {second}"


def _move_pairs(db: Writer, noun: Noun, gone: int, keep: int) -> None:
    """Let what was told apart from the one that goes be told apart from the kept one."""
    query = "SELECT id, low, high FROM distinct_pair WHERE noun = :noun AND (low = :gone OR high = :gone)"
    for row, low, high in db.tuples(query, {"noun": noun.name, "gone": gone}):
        other = high if low == gone else low
        pair = {"low": min(keep, other), "high": max(keep, other)}
        known = "SELECT id FROM distinct_pair WHERE noun = :noun AND low = :low AND high = :high"
        if other == keep or db.value(known, {"noun": noun.name} | pair) is not None:
            db.delete("distinct_pair", row)
        else:
            db.update("distinct_pair", row, pair)
