"""What happened in some changes, as the events that rules speak of; never what an undo took back.

A row that was taken back is gone, and a state that was taken back is no longer there: both are asked of
the store as it is.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.journal.image import image
from crmcli.domain.nouns import CUSTOMER, LEAD, Noun
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.rules.grammar import Wording
    from crmcli.sql import Reader


class Span(NamedTuple):
    """The changes looked at, both included; without those that rules made, unless ``own``.

    ``today`` and ``since_day`` bound what happens by a day passing, both included.
    """

    low: int
    high: int
    today: date
    since_day: date
    own: bool = False


class Happening(NamedTuple):
    """An event: the record it happened to, and ``key``, which no other event of the rule has."""

    noun: Noun
    number: int
    key: str
    customer: int | None = None
    contact: int | None = None
    lead: int | None = None
    owner: int | None = None

    @property
    def ref(self) -> str:
        """The record's number as people write it."""
        return self.noun.ref(self.number)


_MADE = "SELECT x.id, 'made' FROM {table} x WHERE {span}"
_CREATED = {
    "case opened": _MADE,
    "order placed": f"{_MADE} AND x.status <> 'cancelled' AND coalesce(x.total_minor, 0) >= 0",
    "payment received": f"{_MADE} AND x.amount_minor > 0",
    "survey answered": _MADE,
    "lead added": _MADE,
    "customer added": _MADE,
    "request made": _MADE,
    "activity logged": f"{_MADE} AND x.done = 1 AND x.kind = :kind",
    "case resolved": "SELECT x.case_id, 'step' || x.id FROM case_step x WHERE {span} AND x.kind = 'resolved'",
    "case reopened": "SELECT x.case_id, 'step' || x.id FROM case_step x WHERE {span} AND x.kind = 'reopened'",
    "lead converted": "SELECT x.lead_id, 'conversion' || x.id FROM conversion x WHERE {span}",
    "opportunity won": (
        "SELECT x.opportunity_id, 'step' || x.id FROM stage_change x JOIN stage s ON s.id = x.to_stage_id "
        "WHERE {span} AND s.outcome = 'won'"
    ),
    "opportunity lost": (
        "SELECT x.opportunity_id, 'step' || x.id FROM stage_change x JOIN stage s ON s.id = x.to_stage_id "
        "WHERE {span} AND s.outcome = 'lost'"
    ),
    "opportunity moved": (
        "SELECT x.opportunity_id, 'step' || x.id FROM stage_change x "
        "WHERE {span} AND x.from_stage_id IS NOT NULL AND x.to_stage_id = :stage"
    ),
    "tag added": (
        "SELECT x.customer_id, 'tag' || x.id FROM tagging x JOIN tag t ON t.id = x.tag_id "
        "WHERE {span} AND x.customer_id IS NOT NULL AND (:tag = '' OR t.name_fold = :tag)"
    ),
}
_BECAME = {"quote accepted": "accepted", "quote rejected": "rejected", "lead lost": "lost"}
_SPAN = "x.created_change BETWEEN :low AND :high"
_NOT_OWN = " AND x.created_change NOT IN (SELECT f.created_change FROM firing f WHERE f.rule_id IS NOT NULL)"


def happened(db: Reader, wording: Wording, span: Span) -> list[Happening]:
    """Return the events of a rule in some changes, in the order of their records.

    Raises:
        NotFound, Conflict: the stage it names is no longer there.
    """
    event = wording.event
    if event is None:
        return []
    if event.name == "quote expired":
        pairs = _expired(db, span)
    elif event.name in _BECAME:
        pairs = _became(db, event.noun, _BECAME[event.name], span)
    else:
        pairs = _created(db, wording, span)
    found = dict.fromkeys(pairs)
    return _with_parties(db, event.noun, list(found))


def _created(db: Reader, wording: Wording, span: Span) -> list[tuple[int, str]]:
    """Return record and key of rows that came to be."""
    event = wording.event
    assert event is not None  # noqa: S101 - the caller looked
    query = _CREATED[event.name]
    values: dict[str, Any] = {"low": span.low, "high": span.high}
    if ":stage" in query:
        from crmcli.domain.given import row_named

        values["stage"] = row_named(db, "stage", wording.object or "")
    if ":tag" in query:
        from crmcli.domain.records import name_key

        values["tag"] = name_key(wording.object) if wording.object else ""
    if ":kind" in query:
        values["kind"] = wording.kind
    test = _SPAN if span.own else _SPAN + _NOT_OWN
    made = query.replace("{table}", event.noun.table).replace("{span}", test)
    return [(number, key) for number, key in db.tuples(f"{made} ORDER BY 1, 2", values)]


def _became(db: Reader, noun: Noun, status: str, span: Span) -> list[tuple[int, str]]:
    """Return the records that came to a status and are in it still."""
    values = {"low": span.low, "high": span.high, "status": status}
    test = _SPAN if span.own else _SPAN + _NOT_OWN
    query = f"SELECT x.id, x.created_change FROM {noun.table} x WHERE {test} AND x.status = :status"
    found = [(number, f"change{change}") for number, change in db.tuples(query, values)]
    changed = test.replace("x.created_change", "x.change_id")
    query = (
        f"SELECT x.row_id, x.change_id, x.old FROM revision x JOIN {noun.table} r ON r.id = x.row_id "
        f"WHERE {changed} AND x.tbl = :tbl AND x.kind = 'U' AND r.status = :status ORDER BY x.id"
    )
    for number, change, old in db.tuples(query, values | {"tbl": noun.table}):
        if image(old).get("status") != status:
            found.append((number, f"change{change}"))
    return sorted(found)


def _expired(db: Reader, span: Span) -> list[tuple[int, str]]:
    """Return the quotes whose last day has passed without an answer."""
    days = {"since": span.since_day.isoformat(), "today": span.today.isoformat()}
    query = (
        "SELECT q.id, q.valid_until FROM quote q WHERE q.status IN ('draft', 'sent') "
        "AND q.valid_until >= :since AND q.valid_until < :today ORDER BY q.id"
    )
    return [] if span.own else [(number, f"expired {day}") for number, day in db.tuples(query, days)]


_PARTIES = ("customer_id", "contact_id", "lead_id", "owner_id")


def _with_parties(db: Reader, noun: Noun, pairs: Sequence[tuple[int, str]]) -> list[Happening]:
    """Return events with whom their records are about; a record's owner, else its customer's or lead's."""
    if not pairs:
        return []
    columns = db.tables[noun.table].columns
    own = {CUSTOMER: "customer_id", LEAD: "lead_id"}.get(noun)
    picked = [
        "r.id" if name == own else f"r.{name}" if name in columns else "CAST(NULL AS bigint)"
        for name in _PARTIES
    ]
    listed, values = within(db.engine, "r.id", "ids", sorted({number for number, _ in pairs}))
    inner = f"SELECT r.id, {', '.join(f'{p} AS {n}' for p, n in zip(picked, _PARTIES, strict=True))}"
    query = (
        f"SELECT t.id, t.customer_id, t.contact_id, t.lead_id, coalesce(t.owner_id, c.owner_id, l.owner_id) "
        f"FROM ({inner} FROM {noun.table} r WHERE {listed}) t "
        "LEFT JOIN customer c ON c.id = t.customer_id LEFT JOIN lead l ON l.id = t.lead_id"
    )
    about = {row[0]: row[1:] for row in db.tuples(query, values)}
    return [
        Happening(noun, number, f"{noun.ref(number)}/{key}", *about[number])
        for number, key in pairs
        if number in about
    ]


def in_state(db: Reader, numbers: Sequence[int]) -> list[Happening]:
    """Return customers as what a state is about; their keys are the caller's."""
    return _with_parties(db, CUSTOMER, [(number, "") for number in numbers])
