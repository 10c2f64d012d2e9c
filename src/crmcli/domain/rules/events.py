"""What happened in some changes, as the events that rules speak of; never what an undo took back.

A row that was taken back is gone, and a state that was taken back is no longer there: both are asked of
the store as it is.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.journal.image import image
from crmcli.domain.nouns import CUSTOMER, LEAD, Noun
from crmcli.said import say
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.rules.grammar import Wording
    from crmcli.sql import Reader


class Span(NamedTuple):
    """The changes looked at, both included; without those that rules made, unless ``own``.

    What was of an earlier day than ``since_day`` is history, whenever it was entered. ``today`` and
    ``begun`` (the rule's first day), both included, bound what happens by a day passing.
    """

    low: int
    high: int
    today: date
    since_day: date
    begun: date
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


def _on(column: str) -> str:
    """Return the test that an event is of a day that still counts, or of none."""
    return f"(x.{column} IS NULL OR x.{column} >= :fresh)"


_STEPPED = f"SELECT x.case_id, 'step' || x.id FROM case_step x WHERE {{span}} AND {_on('at')}"
_MOVED = (
    "SELECT x.opportunity_id, 'step' || x.id FROM stage_change x JOIN stage s ON s.id = x.to_stage_id "
    f"WHERE {{span}} AND {_on('changed_on')}"
)
_CREATED = {
    "case opened": f"{_MADE} AND {_on('opened_at')}",
    "order placed": (
        f"{_MADE} AND x.status <> 'cancelled' AND coalesce(x.total_minor, 0) >= 0 AND {_on('ordered_on')}"
    ),
    "payment received": f"{_MADE} AND x.amount_minor > 0 AND {_on('paid_on')}",
    "survey answered": f"{_MADE} AND {_on('answered_on')}",
    "lead added": f"{_MADE} AND {_on('created_on')}",
    "customer added": f"{_MADE} AND {_on('created_on')}",
    "request made": f"{_MADE} AND {_on('asked_on')}",
    "activity logged": f"{_MADE} AND x.done = 1 AND x.kind = :kind AND {_on('at')}",
    "case resolved": f"{_STEPPED} AND x.kind = 'resolved'",
    "case reopened": f"{_STEPPED} AND x.kind = 'reopened'",
    "lead converted": (
        f"SELECT x.lead_id, 'conversion' || x.id FROM conversion x WHERE {{span}} AND {_on('converted_on')}"
    ),
    "opportunity won": f"{_MOVED} AND s.outcome = 'won'",
    "opportunity lost": f"{_MOVED} AND s.outcome = 'lost'",
    "opportunity moved": f"{_MOVED} AND x.from_stage_id IS NOT NULL AND x.to_stage_id = :stage",
    "tag added": (
        "SELECT x.customer_id, 'tag' || x.id FROM tagging x JOIN tag t ON t.id = x.tag_id "
        "WHERE {span} AND x.customer_id IS NOT NULL AND (:tag = '' OR t.name_fold = :tag)"
    ),
}
_BECAME = {
    "quote accepted": ("accepted", "decided_on"),
    "quote rejected": ("rejected", "decided_on"),
    "lead lost": ("lost", "lost_on"),
}
"""Event -> the status that is come to, and the day of it."""
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
        pairs = _became(db, event.noun, *_BECAME[event.name], span)
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
    if ":fresh" in query:
        values["fresh"] = span.since_day.isoformat()
    test = _SPAN if span.own else _SPAN + _NOT_OWN
    made = query.replace("{table}", event.noun.table).replace("{span}", test)
    return [(number, key) for number, key in db.tuples(f"{made} ORDER BY 1, 2", values)]


def _became(db: Reader, noun: Noun, status: str, day: str, span: Span) -> list[tuple[int, str]]:
    """Return the records that came to a status and are in it still; ``day`` is the column of its day."""
    fresh = span.since_day.isoformat()
    values = {"low": span.low, "high": span.high, "status": status, "fresh": fresh}
    test = _SPAN if span.own else _SPAN + _NOT_OWN
    query = (
        f"SELECT x.id, x.created_change FROM {noun.table} x "
        f"WHERE {test} AND x.status = :status AND {_on(day)}"
    )
    found = [(number, f"change{change}") for number, change in db.tuples(query, values)]
    changed = test.replace("x.created_change", "x.change_id")
    query = (
        f"SELECT x.row_id, x.change_id, x.old FROM revision x JOIN {noun.table} r ON r.id = x.row_id "
        f"WHERE {changed} AND x.tbl = :tbl AND x.kind = 'U' AND r.status = :status "
        f"AND {_on(day).replace('x.', 'r.')} ORDER BY x.id"
    )
    for number, change, old in db.tuples(query, values | {"tbl": noun.table}):
        if image(old).get("status") != status:
            found.append((number, f"change{change}"))
    return sorted(found)


def _expired(db: Reader, span: Span) -> list[tuple[int, str]]:
    """Return the quotes whose last day has passed without an answer, since the rule is there."""
    days = {"since": max(span.since_day, span.begun).isoformat(), "today": span.today.isoformat()}
    query = (
        "SELECT q.id, q.valid_until FROM quote q WHERE q.status IN ('draft', 'sent') "
        "AND q.valid_until >= :since AND q.valid_until < :today ORDER BY q.id"
    )
    return (
        []
        if span.own
        else [(number, say("expired {day}", day=day)) for number, day in db.tuples(query, days)]
    )


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
