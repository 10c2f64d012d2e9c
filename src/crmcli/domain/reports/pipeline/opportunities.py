"""Opportunities as they stood on a day: what every report of the pipeline starts from.

The stage of an opportunity as of a day is its stage now with every dated step after that day taken
back. One that is closed now and closed after that day, with no step that says from where, was open
then, at a stage that is not known. The day it was closed on is that of its last step into the stage
it was in. Amounts, probabilities and owners are those of today; why and to whom it was lost is known
only where it was not moved since. An opportunity without a creation date is taken to have existed.

In one currency (``request.currency``) amounts in others are turned into it: of open ones at the rate
of the day asked about, of closed ones at that of their closing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.kinds import stage_told
from crmcli.domain.nouns import OPPORTUNITY
from crmcli.domain.reports import figures
from crmcli.domain.reports.in_one import InOne
from crmcli.domain.reports.pipeline.opportunity_traits import TRAITS
from crmcli.domain.reports.pipeline.stage_steps import Step, ends_of
from crmcli.said import Said, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crmcli.domain.reports.scope import Asked
    from crmcli.sql import Reader

RATE_OF = {False: say("the report's day"), True: say("its closing day")}
_WITHOUT = {
    "closing date": say("without a closing date left out"),
    "expected close": say("without an expected close left out"),
}


class Stage(NamedTuple):
    """A stage; ``rank`` counts the open ones from 0 in their order, then come won and lost.

    ``chance`` is its default probability in percent.
    """

    key: int
    label: str
    rank: int
    outcome: str
    chance: int
    active: bool


class Deal(NamedTuple):
    """An opportunity as it stood; ``traits`` are a key and a label for each that was asked for.

    ``stage`` is None where it was open at one that is not known; ``due`` is the day it was closed on,
    of an open one the day it is expected to be; ``chance`` its own probability in percent; ``amount``
    is in minor units of ``currency``; ``settled`` is False where it was moved after the day.
    """

    id: int
    stage: int | None
    outcome: str
    created: str | None
    due: str | None
    amount: int | None
    currency: str | None
    chance: int | None
    settled: bool
    traits: tuple[tuple[Any, str | None], ...]


_STAGES = """
SELECT id, name, outcome, probability, active FROM stage ORDER BY position, name_sort, id
"""


def fetch_stages(db: Reader) -> dict[int, Stage]:
    """Return all stages by their number, in their order: open, won, lost."""
    found = db.tuples(_STAGES)
    ordered = [row for outcome in ("open", "won", "lost") for row in found if row[2] == outcome]
    return {
        key: Stage(key, stage_told(label), rank, outcome, chance, bool(active))
        for rank, (key, label, outcome, chance, active) in enumerate(ordered)
    }


_DEALS = """
SELECT r.id, r.stage_id, r.created_on, r.expected_close, r.closed_on, r.amount_minor, r.currency,
  r.probability{traits}
FROM opportunity r {joins}
WHERE (r.created_on IS NULL OR r.created_on <= :as_of) AND {where} ORDER BY r.id
"""
_LATER = """
SELECT opportunity_id, changed_on, from_stage_id, to_stage_id FROM stage_change WHERE changed_on > :as_of
"""
_CLOSED = """
SELECT g.opportunity_id, g.to_stage_id, max(g.changed_on)
FROM stage_change g JOIN stage s ON s.id = g.to_stage_id
WHERE s.outcome <> 'open' AND g.changed_on <= :as_of AND EXISTS (
  SELECT 1 FROM stage_change h WHERE h.opportunity_id = g.opportunity_id AND h.changed_on > :as_of
) GROUP BY g.opportunity_id, g.to_stage_id
"""


def fetch(db: Reader, request: Asked, stages: Mapping[int, Stage], traits: Sequence[str] = ()) -> list[Deal]:
    """Return the opportunities asked about as they stood, of any day, amounts as they are.

    What has no currency counts as of the only one there is.
    """
    from crmcli.domain.where import conditions

    where, values = conditions(db, OPPORTUNITY, request.where, as_of=request.as_of)
    on = request.as_of.isoformat()
    wanted = [TRAITS[name] for name in traits]
    columns = "".join(f", {one.key}, {one.label}" for one in wanted)
    joins = " ".join(dict.fromkeys(join for one in wanted for join in one.joins))
    rows = db.tuples(_DEALS.format(traits=columns, joins=joins, where=where), {**values, "as_of": on})
    known = {row[6] for row in rows} - {None}
    only = request.currency or (next(iter(known)) if len(known) == 1 else None)
    past = _Past(db, on, stages, {row[0]: row[1] for row in rows})
    return [_deal(row, past, only) for row in rows]


class _Past:
    """Where opportunities stood that were moved after a day."""

    def __init__(self, db: Reader, on: str, stages: Mapping[int, Stage], now: Mapping[int, int]) -> None:
        self.on = on
        self.stages = stages
        self.rank = {key: stage.rank for key, stage in stages.items()}
        later: dict[int, list[Step]] = {}
        for number, day, before, after in db.tuples(_LATER, {"as_of": on}):
            later.setdefault(number, []).append(Step(day, before, after))
        self.moved = {number: self._then(later[number], now[number]) for number in later.keys() & now.keys()}
        closed = [one for one in self.moved.values() if stages[one].outcome != "open"]
        self.closed: dict[tuple[int, int], str] = {}
        if closed:
            rows = db.tuples(_CLOSED, {"as_of": on})
            self.closed = {(number, stage): day for number, stage, day in rows}

    def _then(self, steps: list[Step], now: int) -> int:
        """Return the stage that the first of later steps left; that it led to where none is told."""
        from itertools import groupby

        steps.sort(key=lambda step: step.day)
        before: int | None = now
        then = now
        for _, same in reversed([(day, list(same)) for day, same in groupby(steps, lambda step: step.day)]):
            before, end = ends_of(same, self.rank, before)
            then = end if before is None else before
        return then

    def stood(self, number: int, stage: int, closed_on: str | None) -> tuple[int | None, str, str | None]:
        """Return stage, outcome and closing day as of the day."""
        then = self.moved.get(number, stage)
        outcome = self.stages[then].outcome
        if outcome == "open":
            return then, outcome, None
        if number in self.moved:
            closed_on = self.closed.get((number, then), closed_on)
        if closed_on is not None and closed_on > self.on:
            return None, "open", None
        return then, outcome, closed_on


def _deal(row: tuple[Any, ...], past: _Past, only: str | None) -> Deal:
    number, stage, created, expected, closed_on, amount, currency, chance = row[:8]
    then, outcome, closed_on = past.stood(number, stage, closed_on)
    due = expected if outcome == "open" else closed_on
    pairs = tuple(zip(row[8::2], row[9::2], strict=True))
    settled = number not in past.moved
    return Deal(number, then, outcome, created, due, amount, currency or only, chance, settled, pairs)


class Turned(NamedTuple):
    """Opportunities with amounts in the currency asked for, and in words what became of the others."""

    deals: list[Deal]
    notes: tuple[str, ...]


def turned(db: Reader, request: Asked, deals: Iterable[Deal], *, keep: bool = False) -> Turned:
    """Return opportunities with amounts in ``request.currency``, all as they are where that is None.

    What can't be turned is left out, or with ``keep`` has no amount. An opportunity is turned at the
    rate of its closing, an open one at that of the report's day.
    """
    listed = list(deals)
    if request.currency is None:
        return Turned(listed, ())
    one = InOne(db, request.currency, request.as_of, {deal.currency for deal in listed})
    on = request.as_of.isoformat()
    kept: list[Deal] = []
    good: dict[bool, dict[str, int]] = {False: {}, True: {}}
    bad: dict[str, int] = {}
    for deal in listed:
        code = deal.currency
        if code is None or code == one.code:
            kept.append(deal)
            continue
        first, closed = one.first.get(code), deal.outcome != "open"
        day = deal.due if closed else on
        if first is None or day is None or day < first:
            bad[code] = bad.get(code, 0) + 1
            if keep:
                kept.append(deal._replace(amount=None, currency=one.code))
            continue
        good[closed][code] = good[closed].get(code, 0) + 1
        amount = None if deal.amount is None else one.rates.minor(deal.amount, code, day)
        kept.append(deal._replace(amount=amount, currency=one.code))
    notes = [
        note
        for closed, counts in good.items()
        for note in one.turned(_by_count(counts), "opportunity", RATE_OF[closed])
    ]
    lost = one.left_out(_by_count(bad), "opportunity")
    if keep:
        lost = without_amounts(lost)
    return Turned(kept, (*notes, *lost))


def without_amounts(left_out: Iterable[str]) -> tuple[str, ...]:
    """Return notes of what was left out, of records that are kept without their amounts."""
    return tuple(
        say("{plural} in {code} without an amount: {why}", **note.values)
        for note in left_out
        if isinstance(note, Said)
    )


def _by_count(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def in_span(deals: Iterable[Deal], request: Asked) -> tuple[list[Deal], int]:
    """Return the opportunities due within the span, and how many it leaves out for want of a day."""
    if not request.bounded:
        return list(deals), 0
    first = request.since.isoformat() if request.since else ""
    last = request.until.isoformat() if request.until else "~"
    kept, undated = [], 0
    for deal in deals:
        if deal.due is None:
            undated += 1
        elif first <= deal.due <= last:
            kept.append(deal)
    return kept, undated


def currencies(deals: Iterable[Deal]) -> dict[str | None, list[Deal]]:
    """Return the opportunities by currency, the one with the most first, none at all last."""
    parts: dict[str | None, list[Deal]] = {}
    for deal in deals:
        parts.setdefault(deal.currency, []).append(deal)
    return {code: parts[code] for code in figures.ranked({code: len(part) for code, part in parts.items()})}


def without_day(count: int, day: str) -> tuple[str, ...]:
    """Return a note of opportunities that a span leaves out: ``closing date``, ``expected close``."""
    return figures.left_out(count, "opportunity", _WITHOUT[day])
