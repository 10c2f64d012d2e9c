"""The rows of ``report channels``."""

from __future__ import annotations

from typing import Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Duration, Money, Number, Percent, Text

_PROFIT = "Margin less cost, in the total without what no touch came before; blank where either is unknown."
_RETURN = (
    ", in the total without what no touch came before; blank where its cost, or one of its campaigns', is "
    "unknown."
)


@frozen
class Counted:
    """What every row of the report tells, however purchases are credited."""

    group: Annotated[
        str | None, Text(), "The channel, source or campaign; no touch: what came with none in the window."
    ]
    touches: Annotated[int, Number(), "Touches in the span, with customers and with leads that are none yet."]
    leads: Annotated[int, Number(show=ROOMY), "Leads that came in through it in the span."]
    customers: Annotated[
        int,
        Number(),
        "Different customers with a purchase in the span and such a touch in the window before.",
    ]
    won: Annotated[
        int,
        Number(show=ROOMY),
        "Opportunities won in the span with such a touch in the window before; one may count in many rows.",
    ]
    lost: Annotated[int, Number(show=DETAIL), "Opportunities lost, counted likewise."]
    win_rate: Annotated[float | None, Percent("win rate", show=ROOMY, digits=0), "Won / (won + lost)."]
    cycle: Annotated[
        float | None,
        Duration("to win", show=ROOMY, digits=0),
        "Mean days of those won from their creation to their close.",
    ]
    cost: Annotated[
        int | None,
        Money("currency"),
        "What its campaigns that began in the span cost, and the logged minutes of its touches at the "
        "minute cost; blank when neither is known.",
    ]


_REVENUE = "Totals of the orders of the span, refunds too, "


@frozen
class ChannelRow(Counted):
    """A channel, source or campaign, with the revenue credited in three ways."""

    first: Annotated[
        int, Money("currency", "first touch", show=ROOMY), _REVENUE + "credited to the first touch."
    ]
    last: Annotated[
        int, Money("currency", "last touch", show=ROOMY), _REVENUE + "credited to the last touch."
    ]
    linear: Annotated[
        int, Money("currency"), _REVENUE + "credited to all touches alike, rounded by largest remainder."
    ]
    share: Annotated[float | None, Percent(show=ROOMY, bar=True), "Linear / all revenue of the report."]
    margin: Annotated[
        int | None,
        Money("currency", show=DETAIL),
        "Linear credit of the margin of orders whose costs are all known.",
    ]
    profit: Annotated[
        int | None,
        Money("currency", show=ROOMY),
        _PROFIT,
    ]
    roi: Annotated[
        float | None,
        Percent("return", digits=0),
        "(linear - cost) / cost" + _RETURN,
    ]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the amounts."]


@frozen
class CreditedRow(Counted):
    """A channel, source or campaign, with the revenue credited in one way."""

    revenue: Annotated[int, Money("currency"), _REVENUE + "credited in the way asked for."]
    share: Annotated[float | None, Percent(bar=True), "Revenue / all revenue of the report."]
    margin: Annotated[
        int | None,
        Money("currency", show=DETAIL),
        "Credit of the margin of orders whose costs are all known.",
    ]
    profit: Annotated[
        int | None,
        Money("currency", show=ROOMY),
        _PROFIT,
    ]
    roi: Annotated[
        float | None,
        Percent("return", digits=0),
        "(revenue - cost) / cost" + _RETURN,
    ]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the amounts."]
