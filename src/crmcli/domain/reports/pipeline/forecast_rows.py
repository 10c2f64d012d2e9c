"""The rows of ``report forecast``, and what opportunities of one row make together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Money, Number, Text
from crmcli.domain.reports import figures
from crmcli.domain.reports.pipeline.opportunities import Deal
from crmcli.domain.reports.pipeline.pipeline_rows import Open
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.domain.reports.pipeline.opportunities import Stage

OVERDUE, NO_DAY = say("overdue"), say("no day")


@frozen
class ForecastRow:
    """What is expected to close in a period or a group, in one currency."""

    group: Annotated[
        str | None,
        Text(),
        "The period of the expected close, or what --by says; overdue is a close expected before the day "
        "of the report, no day one of which nobody said when.",
    ]
    count: Annotated[int, Number(), "Opportunities open at the end of the day."]
    amount: Annotated[
        int | None, Money("currency"), "Sum of their amounts; blank where none of them has one."
    ]
    weighted: Annotated[
        int | None,
        Money("currency"),
        "Sum of amount x probability, rounded once; an unset probability is its stage's default.",
    ]
    won: Annotated[
        int | None,
        Money("currency", "won so far"),
        "Amounts won in the period by the end of the day; blank where the row is of no period.",
    ]
    expected: Annotated[int | None, Money("currency"), "Won so far + weighted."]
    target: Annotated[
        int | None,
        Money("currency"),
        "The target of won_amount for exactly the period, or of the periods that make it up; blank without.",
    ]
    commit: Annotated[
        int | None,
        Money("currency", show=ROOMY),
        "Won so far + amounts of a probability of --commit percent or more that somebody set; blank where "
        "nobody set any.",
    ]
    best: Annotated[int | None, Money("currency", "best case", show=ROOMY), "Won so far + all amounts."]
    overdue: Annotated[
        int | None, Money("currency", show=ROOMY), "Of the amounts, those expected to close before the day."
    ]
    defaulted: Annotated[
        int, Number("by default", show=ROOMY), "Of them with an amount, weighted by the default of the stage."
    ]
    unpriced: Annotated[int, Number("no amount", show=DETAIL), "Of them without an amount."]
    currency: Annotated[str | None, Text(show=DETAIL), "Of the amounts, ISO 4217; blank where there is none."]


class Line(NamedTuple):
    """A row in the making: open opportunities, won ones (None: no period to have won them in), target."""

    label: str | None
    currency: str | None
    opened: list[Deal]
    won: list[Deal] | None
    target: int | None


def forecast_row(line: Line, stages: Mapping[int, Stage], commit: int, as_of: str) -> ForecastRow:
    """Return the row of a line; ``commit`` is a probability in percent."""
    sums = Open(line.opened, stages)
    nothing = 0 if line.currency and not line.opened else None
    amount = figures.added((nothing, sums.amount))
    weighted = figures.per(figures.added((nothing, sums.weighted)), 100)
    won = _won(line)
    said = [deal for deal in line.opened if deal.chance is not None]
    sure = [deal.amount for deal in said if (deal.chance or 0) >= commit]
    late = [deal.amount for deal in line.opened if is_overdue(deal, as_of)]
    return ForecastRow(
        group=line.label,
        count=sums.count,
        amount=amount,
        weighted=weighted,
        won=won,
        expected=figures.added((won, weighted)),
        target=line.target,
        commit=figures.added((won, *sure, 0 if line.currency else None)) if said or not line.opened else None,
        best=figures.added((won, amount)),
        overdue=figures.added((0 if line.currency else None, *late)),
        defaulted=sums.defaulted,
        unpriced=sums.unpriced,
        currency=line.currency,
    )


def _won(line: Line) -> int | None:
    if line.won is None:
        return None
    return figures.added((0 if line.currency else None, *(deal.amount for deal in line.won)))


def is_overdue(deal: Deal, as_of: str) -> bool:
    """Tell whether an open opportunity was expected to close before a day."""
    return deal.due is not None and deal.due < as_of
