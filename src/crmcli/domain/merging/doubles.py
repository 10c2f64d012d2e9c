"""What two records may have once only in an incident, a campaign, a snapshot, a relation: made one.

Of two memberships of a campaign the one that was reached counts, with the first of its days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.nouns import MEMBER, RELATION, Noun
from crmcli.domain.removing import delete
from crmcli.domain.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Writer

_PARTS = ("reached", "held_out", "left_out")  # what counts more comes first
_MEMBER = (
    *("id", "campaign_id", "part", "sent_on", "responded_on", "response"),
    *("made_lead_id", "opportunity_id", "order_id", "note"),
)
_ENDS = tuple(
    f"{other}{column}" for other in ("", "other_") for column in ("customer_id", "contact_id", "lead_id")
)


def drop_doubles(db: Writer, noun: Noun, gone: int, keep: int) -> None:
    """Take away, before the rest is handed over, what the kept record has as well."""
    if noun.owner in db.tables["incident_customer"].columns:
        query = (
            f"SELECT g.id FROM incident_customer g JOIN incident_customer k ON k.incident_id = g.incident_id "
            f"AND k.{noun.owner} = :keep WHERE g.{noun.owner} = :gone ORDER BY g.id"
        )
        for (row,) in db.tuples(query, {"keep": keep, "gone": gone}):
            db.delete("incident_customer", row)
    _join_members(db, noun, gone, keep)


def follow(db: Writer, noun: Noun, gone: int, keep: int) -> None:
    """Let what holds a number, not a reference, hold the kept one; relations of one with itself go."""
    query = (
        "SELECT m.id, k.id FROM segment_member m JOIN segment_snapshot s ON s.id = m.snapshot_id "
        "JOIN segment g ON g.id = s.segment_id LEFT JOIN segment_member k ON k.snapshot_id = s.id "
        "AND k.number = :keep WHERE g.noun = :noun AND m.number = :gone ORDER BY m.id"
    )
    for row, double in db.tuples(query, {"noun": noun.name, "gone": gone, "keep": keep}):
        if double is None:
            db.update("segment_member", row, {"number": keep})
        else:
            db.delete("segment_member", row)
    _name_firings(db, noun, gone, keep)
    _drop_relations(db, noun, keep)


def _join_members(db: Writer, noun: Noun, gone: int, keep: int) -> None:
    """Make one membership of two in the same campaign."""
    query = f"SELECT {', '.join(_MEMBER)} FROM campaign_member WHERE {noun.owner} = :id ORDER BY id"
    ours = {row[1]: dict(zip(_MEMBER, row, strict=True)) for row in db.tuples(query, {"id": keep})}
    for row in db.tuples(query, {"id": gone}):
        theirs = dict(zip(_MEMBER, row, strict=True))
        mine = ours.get(theirs["campaign_id"])
        if mine is not None:
            db.update("campaign_member", mine["id"], _joined(mine, theirs))
            delete(db, MEMBER, theirs["id"])


def _joined(mine: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """Return what a membership comes to that takes another one in."""
    made: dict[str, Any] = {"part": min(mine["part"], theirs["part"], key=_PARTS.index)}
    for name in ("sent_on", "responded_on"):
        made[name] = min((day for day in (mine[name], theirs[name]) if day), default=None)
    for name in _MEMBER[5:]:
        made[name] = mine[name] if mine[name] is not None else theirs[name]
    if made["part"] == "reached":
        # Why one of them was left out no longer holds.
        made["note"] = next((one["note"] for one in (mine, theirs) if one["part"] == "reached"), None)
    return made


def _name_firings(db: Writer, noun: Noun, gone: int, keep: int) -> None:
    """Let what a rule or playbook has done for the one that goes be done for the kept one."""
    start, now = f"{noun.ref(gone)}/", f"{noun.ref(keep)}/"
    query = " UNION ALL ".join(
        f"SELECT f.id, f.key, f.rule_id, f.playbook_id FROM {table} p JOIN firing f ON f.{table}_id = p.id "
        "WHERE f.key >= :start AND f.key < :after"
        for table in ("rule", "playbook")
    )
    known = (
        "SELECT id FROM firing WHERE key = :key AND coalesce(rule_id, 0) = :rule "
        "AND coalesce(playbook_id, 0) = :playbook"
    )
    # What begins with C-7/ lies between it and C-70, by bytes.
    for row, key, rule, playbook in db.tuples(query, {"start": start, "after": f"{start[:-1]}0"}):
        other = now + key.removeprefix(start)
        if db.value(known, {"key": other, "rule": rule or 0, "playbook": playbook or 0}) is None:
            db.update("firing", row, {"key": other})


def _drop_relations(db: Writer, noun: Noun, keep: int) -> None:
    """Take away relations of the kept record with itself, and such as it has twice."""
    columns = ("id", *_ENDS, "role", "other_role", "since", "until")
    query = (
        f"SELECT {', '.join(columns)} FROM relation WHERE {noun.owner} = :id "
        f"UNION SELECT {', '.join(columns)} FROM relation WHERE other_{noun.owner} = :id ORDER BY id"
    )
    known: set[tuple[Any, ...]] = set()
    for row in db.tuples(query, {"id": keep}):
        ends, (role, other_role, *days) = row[1 : 1 + len(_ENDS)], row[1 + len(_ENDS) :]
        said = (*ends, fold(role), fold(other_role or ""), *days)
        if said in known or _is_its_own(ends):
            delete(db, RELATION, row[0])
        known.add(said)


def _is_its_own(ends: Sequence[int | None]) -> bool:
    half = len(_ENDS) // 2
    return list(ends[:half]) == list(ends[half:])
