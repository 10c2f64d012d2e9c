"""``report churn``: who is leaving, the chance that it is for good, and the money at stake.

Classes and risks are in ``leaving``; P(alive) of BG/NBD stands beside them and decides nothing, so that the
report says the same with and without the libraries that the model needs. Everybody is judged by what all
buyers do; ``--where`` picks who is shown.
"""

from __future__ import annotations

from datetime import date
from math import fsum
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import (
    DETAIL,
    ROOMY,
    Choice,
    Day,
    Duration,
    Money,
    Number,
    Percent,
    Reason,
    Ref,
    Text,
)
from crmcli.domain.reports import figures
from crmcli.domain.reports.groups import TRAITS, cut, groups, in_order
from crmcli.domain.reports.scope import Asked
from crmcli.domain.reports.value import leaving, occasions
from crmcli.domain.reports.value.fitting import shown
from crmcli.domain.reports.value.leaving import CLASSES, Leaver
from crmcli.domain.reports.value.occasions import day_of
from crmcli.domain.results import Report
from crmcli.domain.uncollected import uncollected
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from crmcli.domain.reports.value.occasions import Occasions
    from crmcli.domain.results import Listing
    from crmcli.sql import Reader

BY = ("customer", "class", *TRAITS)
CLASS = Choice(
    {"safe": ("●", "green"), "watch": ("◐", "yellow"), "at risk": ("◔", "red"), "lost": ("○", "dim")}, "class"
)


@frozen
class Request(Asked):
    """``only`` shows one class; ``cycle_quiet_factor`` is the setting, as text."""

    only: str | None = None
    cycle_quiet_factor: str = "2"


@frozen
class ChurnRow:
    """A buyer; in the total's row sums, and the mean of the risks."""

    id: Annotated[int | None, Ref("C", "no."), "The customer's number."]
    name: Annotated[str | None, Text(), "The customer's name."]
    kind: Annotated[
        str | None,
        CLASS,
        "Safe: quiet no longer than three of four gaps, and a risk below 50 %; watch: up to k times its "
        "usual gap (k is cycle_quiet_factor); at risk: longer; lost: longer than 2 k. The usual gap is the "
        "median of its own from three purchases on; before, the time in which three of four came again who "
        "did; 7 days at least.",
    ]
    risk: Annotated[
        float,
        Percent(digits=0),
        "Chance that nothing is bought within the next lapsed_days: of silences of such customers that "
        "lasted as long, the share that went on for so many days more (Kaplan and Meier 1958); in the total "
        "the mean.",
    ]
    reason: Annotated[str | None, Reason("why"), "What the class and the risk come from."]
    quiet: Annotated[int | None, Duration(show=DETAIL), "Days since the last purchase."]
    gap: Annotated[
        float | None,
        Duration("usual gap", show=DETAIL),
        "Days between purchases: the median. Blank when nobody ever came again.",
    ]
    last: Annotated[date | None, Day("last bought", show=DETAIL), "Day of the last purchase."]
    purchases: Annotated[int, Number(show=DETAIL), "Days with a purchase."]
    alive: Annotated[
        float | None,
        Percent("P(alive)", digits=0, show=ROOMY),
        "Chance that it still buys by BG/NBD (Fader, Hardie and Lee 2005), beside the rule; blank for who "
        "bought once, and without the extra 'analytics' or data enough.",
    ]
    value: Annotated[
        int | None,
        Money("currency", show=ROOMY),
        "What the year up to the last purchase brought, refunds off. Blank where no amount is known.",
    ]
    at_risk: Annotated[int | None, Money("currency", "at stake"), "Value times risk."]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the amounts."]


@frozen
class GroupRow:
    """The buyers of a group."""

    group: Annotated[str | None, Text(), "What the customers have in common; blank where nobody said."]
    customers: Annotated[int, Number(), "Customers who bought."]
    safe: Annotated[int, Number(show=ROOMY), "Of them, those in their rhythm."]
    watch: Annotated[int, Number(show=ROOMY), "Those later than usual."]
    leaving: Annotated[int, Number("at risk", show=ROOMY), "Those quiet for longer than k gaps."]
    lost: Annotated[int, Number(named("lost", "risk"), show=ROOMY), "Those quiet for longer than 2 k gaps."]
    risk: Annotated[float, Percent(digits=0), "Mean of the risks."]
    value: Annotated[int | None, Money("currency"), "What the years up to their last purchases brought."]
    at_risk: Annotated[int | None, Money("currency", "at stake"), "Sum of value times risk."]
    share: Annotated[float | None, Percent(bar=True), "Share of all that is at stake."]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the amounts."]


ROWS = (ChurnRow, GroupRow)


@uncollected()
def report(db: Reader, request: Request) -> Report[Any]:
    """List the buyers, those with most at stake first; groups of them likewise, classes in their order."""
    found = occasions.fetch(db, request)
    people = chosen(db, request, found)
    by = request.by or "customer"
    from crmcli.domain.reports.value.still_buying import chances

    alive = chances(found)
    if by == "customer":
        rows: list[Any] = customer_rows(people, found, alive.of, occasions.labels(db))
    else:
        rows = group_rows(db, people, found, by)
    shown_rows, rest = cut(rows, request.limit, "customer" if by == "customer" else "group")
    from crmcli.domain.reports.value.churn_seen import pictures

    return Report(
        "churn",
        ChurnRow if by == "customer" else figures.headed(GroupRow, by),
        shown_rows,
        say("Customers at risk") + ("" if by == "customer" else say(" by {by}", by=named(by))) + request.span,
        request.as_of,
        pictures=pictures(people, found, request) if people else (),
        total=_total(people, found, by) if people else None,
        empty=say(
            "nobody bought anything until {as_of}: crm import orders FILE brings orders in",
            as_of=request.as_of,
        ),
        notes=(*rest, *(alive.notes if by == "customer" else ()), *found.notes),
    )


def chosen(db: Reader, request: Request, found: Occasions) -> list[Leaver]:
    """Return the buyers asked about."""
    every = leaving.leavers(found, float(request.cycle_quiet_factor), request.lapsed_days)
    numbers = occasions.asked(db, request)
    return [
        one
        for one in every
        if (numbers is None or one.history.id in numbers) and request.only in (None, one.kind)
    ]


def customer_rows(
    people: Sequence[Leaver], found: Occasions, alive: dict[int, float], labels: dict[int, tuple[str, str]]
) -> list[ChurnRow]:
    """Return a row a buyer; the most at stake first, then by risk, name and number."""
    ranked = sorted(
        people,
        key=lambda one: (-(one.at_risk or 0), -one.risk, labels[one.history.id][1], one.history.id),
    )
    return [
        ChurnRow(
            id=one.history.id,
            name=labels[one.history.id][0],
            kind=named(one.kind, "risk"),
            risk=one.risk,
            reason=one.reason,
            quiet=one.quiet,
            gap=None if one.rhythm is None else one.rhythm.gap,
            last=day_of(one.history.last),
            purchases=len(one.history.days),
            alive=alive.get(one.history.id),
            value=one.value,
            at_risk=one.at_risk,
            currency=found.currency if one.value is not None else None,
        )
        for one in ranked
    ]


def _sum(people: Sequence[Leaver], found: Occasions) -> dict[str, Any]:
    """Return the figures of several buyers, by the names that the rows share."""
    value = figures.added(one.value for one in people)
    return {
        "risk": shown(fsum(one.risk for one in people) / len(people)) if people else 0.0,
        "value": value,
        "at_risk": figures.added(one.at_risk for one in people),
        "currency": found.currency if value is not None else None,
    }


def _total(people: Sequence[Leaver], found: Occasions, by: str) -> Any:
    """Return the row of all buyers asked about."""
    sums = _sum(people, found)
    if by != "customer":
        share = 1.0 if sums["at_risk"] else None
        return figures.headed(GroupRow, by)(group=None, share=share, **_counts(people), **sums)
    blank: dict[str, Any] = dict.fromkeys(("id", "name", "kind", "reason", "quiet", "gap", "last", "alive"))
    return ChurnRow(**blank, purchases=sum(len(one.history.days) for one in people), **sums)


def _counts(people: Sequence[Leaver]) -> dict[str, int]:
    """Return how many buyers are in each class."""
    by_class = leaving.parts(people)
    names = ("safe", "watch", "leaving", "lost")
    counts = {name: len(by_class[kind]) for name, kind in zip(names, CLASSES, strict=True)}
    return {"customers": len(people), **counts}


def group_rows(db: Reader, people: Sequence[Leaver], found: Occasions, by: str) -> list[Any]:
    """Return a row a group; every class is there once anybody bought, of other groups those with a buyer."""
    members, labels = members_of(db, people, by)
    sums = {key: _sum(part, found) for key, part in members.items()}
    whole = figures.added(one["at_risk"] for one in sums.values())
    order: Sequence[Hashable] = CLASSES if members else ()
    if by != "class":
        order = in_order(labels, {key: one["at_risk"] or 0 for key, one in sums.items()})
    row = figures.headed(GroupRow, by)
    return [
        row(
            group=labels.get(key),
            share=figures.share(sums[key]["at_risk"], whole),
            **_counts(members[key]),
            **sums[key],
        )
        for key in order
    ]


def members_of(
    db: Reader, people: Sequence[Leaver], by: str
) -> tuple[dict[Hashable, list[Leaver]], dict[Hashable, str | None]]:
    """Return the buyers by group, and what the groups are called."""
    members: dict[Hashable, list[Leaver]] = {}
    if by == "class":
        members.update(leaving.parts(people) if people else {})
        return members, {kind: named(kind, "risk") for kind in CLASSES}
    found = groups(db, by)
    for one in people:
        members.setdefault(found.of.get(one.history.id), []).append(one)
    return members, found.labels


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return how the class and the risk are made, and the purchases; of a sum, whose they are."""
    from crmcli.domain.reports.value import churn_told

    found = occasions.fetch(db, request)
    people = chosen(db, request, found)
    if isinstance(row, ChurnRow) and row.id is not None:
        (one,) = (each for each in people if each.history.id == row.id)
        return churn_told.customer(db, request, found, one)
    if not isinstance(row, ChurnRow) and (row.group is not None or row.customers != len(people)):
        members, labels = members_of(db, people, request.by or "")
        people = next((part for key, part in members.items() if labels.get(key) == row.group), [])
    return churn_told.several(customer_rows(people, found, {}, occasions.labels(db)), row)
