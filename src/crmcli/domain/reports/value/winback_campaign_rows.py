"""The rows of ``report winback --by campaign`` and of what stands behind them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Day, Money, Number, Percent, Ref, Text
from crmcli.said import named


@frozen
class CampaignRow:
    """A win-back campaign in one currency; in the total's row sums."""

    id: Annotated[int | None, Ref("CA", "no."), "The campaign's number."]
    name: Annotated[str | None, Text(), "The campaign's name."]
    since: Annotated[date | None, Day("from", show=ROOMY), "Its first day; purchases count from it on."]
    until: Annotated[
        date | None,
        Day("until", show=DETAIL),
        "The last day that counts: --days (30) later, as of the report.",
    ]
    reached: Annotated[int, Number(), "Members who were reached."]
    came: Annotated[int, Number("came back"), "Of them, those who bought within the days."]
    rate: Annotated[float | None, Percent(named("rate", "share")), "Came back over reached."]
    held_out: Annotated[int, Number("held out", show=ROOMY), "Members left alone to compare with."]
    held_came: Annotated[int, Number("of them", show=ROOMY), "Of them, those who bought within the days."]
    held_rate: Annotated[
        float | None, Percent("by itself", show=ROOMY), "Bought over held out: who comes back by itself."
    ]
    revenue: Annotated[
        int | None, Money("currency", show=ROOMY), "What those reached bought within the days, refunds off."
    ]
    incremental: Annotated[
        int | None,
        Money("currency", "brought"),
        "Revenue per head reached less that held out, times the reached; blank without anybody held out.",
    ]
    low: Annotated[
        int | None,
        Money("currency", named("from", "end"), show=DETAIL),
        "Low end of its 95 % interval (Welch 1947); blank with fewer than ten in a group.",
    ]
    high: Annotated[
        int | None, Money("currency", named("to", "end"), show=DETAIL), "High end of its 95 % interval."
    ]
    cost: Annotated[
        int | None,
        Money("currency", show=ROOMY),
        "What it cost; blank where nobody said, or in another currency.",
    ]
    roi: Annotated[float | None, Percent("return"), "What it brought less the cost, over the cost."]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the amounts."]


@frozen
class MemberBehind:
    """A member of a campaign that bought within the days, in one currency."""

    member: Annotated[str, Text("no.", wrap=False)]
    name: Annotated[str | None, Text()]
    part: Annotated[str, Text(wrap=False)]
    orders: int
    revenue: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(wrap=False)]


@frozen
class TryBehind:
    """A win-back campaign that reached a customer."""

    id: Annotated[int, Ref("CA", "no.")]
    name: Annotated[str, Text()]
    since: Annotated[date, Day("from")]
    response: str | None
