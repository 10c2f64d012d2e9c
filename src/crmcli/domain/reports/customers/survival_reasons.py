"""What is behind a share who stay: its factors, and the customers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Day, Duration, Flag, Number, Percent, Ref, Text
from crmcli.domain.reports import buyers
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.kaplan_meier import Curve, curve
from crmcli.domain.results import Listing
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.customers.survival import Request, Stay
    from crmcli.sql import Reader


@frozen
class FactorRow:
    """An age at which somebody ended: who was seen until then, who ended, what share stays on."""

    days: Annotated[int, Duration()]
    at_risk: Annotated[int, Number("seen")]
    ended: Annotated[int, Number("gone")]
    factor: Annotated[float, Percent("stay of those", digits=2)]
    survival: Annotated[float, Percent("stay", digits=2)]


@frozen
class StayRow:
    """A customer and how long it stayed, or has stayed so far."""

    id: Annotated[int, Ref("C", "no.")]
    name: Annotated[str, Text()]
    first: Annotated[date, Day("first bought")]
    last: Annotated[date, Day("last bought")]
    days: Annotated[int, Duration("stayed")]
    ended: Annotated[bool, Flag("gone")]


def reasons(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return the steps, the factors until the age of the row (all of a group) and the customers."""
    from crmcli.domain.reports.customers import survival

    stays = survival.fetch(db, request)
    steps = [
        StepRow(
            say("gone"),
            say(
                "as of {as_of} no purchase for more than {days} days: stayed from the first purchase "
                "until so many days after the last",
                as_of=request.as_of,
                days=survival.lapse_of(request),
            ),
        ),
        StepRow(
            say("still here"),
            say("stayed from the first purchase until {as_of} at least", as_of=request.as_of),
        ),
        StepRow(say("stay"), say("product of the shares who stay of those seen, age by age")),
    ]
    until = None
    if isinstance(row, survival.AgeRow):
        until = row.days
        stays = _between(stays, row)
        whole = curve(one.lasting for one in survival.fetch(db, request))
    else:
        by = request.by or survival.BY[0]
        parts, labels = survival.grouped(db, stays, by)
        everybody = survival.group_row(None, curve(one.lasting for one in stays))
        if row.__dict__ != everybody.__dict__:
            stays = next(part for key, part in parts.items() if labels[key] == row.group)
        whole = curve(one.lasting for one in stays)
    return (
        Listing(StepRow, steps, title="steps"),
        Listing(FactorRow, _factors(whole, until), title="factors"),
        Listing(StayRow, _rows(db, stays), title="customers"),
    )


def _between(stays: Sequence[Stay], row: Any) -> list[Stay]:
    """Return the customers who end, or are as old now, between the age before and that of the row."""
    from crmcli.domain.reports.customers.survival import AGES

    before = max((age for age in AGES if age < row.days), default=-1)
    return [one for one in stays if before < one.lasting.days <= row.days]


def _factors(whole: Curve, until: int | None) -> list[FactorRow]:
    return [
        FactorRow(
            point.days,
            point.at_risk,
            point.ended,
            (point.at_risk - point.ended) / point.at_risk,
            point.survival,
        )
        for point in whole.points
        if until is None or point.days <= until
    ]


def _rows(db: Reader, stays: Sequence[Stay]) -> list[StayRow]:
    """Return the customers, the longest stay first, then by name."""
    named = buyers.named(db, [one.buyer.id for one in stays])
    ordered = sorted(stays, key=lambda one: (-one.lasting.days, named[one.buyer.id].sort, one.buyer.id))
    return [
        StayRow(
            one.buyer.id,
            named[one.buyer.id].name,
            date.fromisoformat(one.buyer.first_on),
            date.fromisoformat(one.buyer.last_on),
            one.lasting.days,
            one.lasting.ended,
        )
        for one in ordered
    ]
