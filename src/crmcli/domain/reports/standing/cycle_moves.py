"""``report cycle`` beside an earlier day: who moved from which phase and action to which."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, AnyRef, Choice, Money, Number, Text
from crmcli.domain.pictures import Cell, Grid
from crmcli.domain.reports.groups import cut
from crmcli.domain.reports.standing.cycle_rows import ACTION, PHASE, SummaryRow
from crmcli.domain.reports.standing.cycle_rules import ACTIONS
from crmcli.domain.results import Report
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.standing.cycle import Placed, Request
    from crmcli.sql import Reader

ABSENT = say("not there")


@frozen
class MovedRow:
    """Somebody whose phase or action is another than then; blank then is who was not there yet."""

    id: Annotated[str, AnyRef("no."), "Number of the customer or lead."]
    name: Annotated[str | None, Text(), "Its name."]
    phase_then: Annotated[str | None, Choice(PHASE.marks, "phase then"), "Its phase on the earlier day."]
    action_then: Annotated[str | None, Choice(ACTION.marks, "action then"), "What was to be done then."]
    phase: Annotated[str | None, PHASE, "Its phase now; blank for who is not there any more."]
    action: Annotated[str | None, ACTION, "What is to be done now."]
    reason: Annotated[str | None, Text(), "Why, now."]
    revenue: Annotated[int | None, Money("currency", show=ROOMY), "Its revenue of the days, now."]
    revenue_then: Annotated[
        int | None,
        Money("currency", show=DETAIL),
        "Its revenue of the days, then; blank in another currency.",
    ]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the amounts."]


@frozen
class PlaceRow:
    """Those of one phase and action, so named that they can be set beside those of another day."""

    place: Annotated[str | None, Text("phase, action"), "Phase and action."]
    count: Annotated[int, Number(), "Customers and open leads in it."]
    revenue: Annotated[int | None, Money("currency"), "Sum of their revenue of the days."]
    cost: Annotated[int | None, Money("currency", "cost to serve"), "Sum of what serving them cost."]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the amounts."]


def moved(db: Reader, request: Request, then: Request) -> Report[Any]:
    """Return who moved, by what is to be done now, then by what was; the others are counted."""
    from crmcli.domain.reports.standing.cycle import place
    from crmcli.domain.reports.standing.cycle_rows import reason

    world, now = place(db, request)
    before, was = place(db, then)
    alike = before.currency == world.currency
    here, there = ({one.ref: (one, told) for one, told in part} for part in (now, was))
    rows = []
    for ref in dict.fromkeys((*here, *there)):
        one, told = here.get(ref, (None, None))
        old, said = there.get(ref, (None, None))
        if (told and told[:2]) == (said and said[:2]) or not _asked(request, told, said):
            continue
        known = one or old
        code = None if known is None or known.facts.lead else world.currency
        rows.append(
            MovedRow(
                ref,
                known.name if known else None,
                said.phase if said else None,
                said.action if said else None,
                told.phase if told else None,
                told.action if told else None,
                reason(one, told, world.currency) if one and told else None,
                one.facts.revenue if one and code else None,
                old.facts.revenue if old and code and alike else None,
                code,
            )
        )
    rows.sort(key=_order)
    shown, more = cut(rows, request.limit, "row")
    stayed = len({*here, *there}) - len(rows)
    return Report(
        "cycle",
        MovedRow,
        shown,
        say("Who moved, beside {as_of}", as_of=then.as_of),
        request.as_of,
        pictures=(_grid(here, there),) if here or there else (),
        empty="nobody moved",
        notes=(*more, say("{stayed:,} others stayed where they were", stayed=stayed), *world.notes),
    )


def _asked(request: Request, told: Any, said: Any) -> bool:
    """Tell whether somebody is, or was, of the action and phase asked about."""
    return any(
        request.action in (None, each.action) and request.phase in (None, each.phase)
        for each in (told, said)
        if each is not None
    )


def _order(row: MovedRow) -> tuple[Any, ...]:
    from crmcli.domain.text import sort_key

    now, then = (
        len(ACTIONS) if action is None else ACTIONS.index(action) for action in (row.action, row.action_then)
    )
    return (now, then, -(row.revenue or 0), row.id[0], sort_key(row.name or ""), int(row.id[2:]))


def _grid(here: dict[str, Placed], there: dict[str, Placed]) -> Grid:
    """Return the picture: what was to be done then down, what is now across."""

    def action(known: dict[str, Placed], ref: str) -> str:
        return known[ref][1].action if ref in known else ABSENT

    counts = Counter((action(there, ref), action(here, ref)) for ref in {*here, *there})
    names = (*ACTIONS, ABSENT)
    words = (*(named(action, "action") for action in ACTIONS), ABSENT)
    most = max(counts.values())
    return Grid(
        title="How many",
        down="then",
        across="now",
        rows=words,
        columns=words,
        cells=tuple(
            tuple(
                Cell(f"{counts[down, over]:,}" if counts[down, over] else "", counts[down, over] / most)
                for over in names
            )
            for down in names
        ),
    )


def places(found: Report[Any]) -> Report[Any]:
    """Return a summary with rows that can be told apart by their first column."""

    def row(one: SummaryRow) -> PlaceRow:
        name = None if one.phase is None or one.action is None else listed((one.phase, one.action))
        return PlaceRow(name, one.count, one.revenue, one.cost, one.currency)

    rows: Sequence[PlaceRow] = [row(one) for one in found.rows]
    return replace(found, row=PlaceRow, rows=rows, total=None if found.total is None else row(found.total))
