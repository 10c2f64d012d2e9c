"""The rows of ``report campaigns``."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Choice, Day, Money, Number, Percent, Ref, Text
from crmcli.said import named


@frozen
class CampaignRow:
    """A campaign and what it brought."""

    id: Annotated[int, Ref("CA", "no."), "Number of the campaign."]
    name: Annotated[str, Text(), "Its name."]
    from_on: Annotated[date, Day("from", show=ROOMY), "First day whose orders count."]
    until_on: Annotated[
        date, Day("until", show=DETAIL), "Last day whose orders count: that of the window, or of the report."
    ]
    audience: Annotated[int, Number(show=DETAIL), "Members, those left out too."]
    held_out: Annotated[int, Number("held out", show=ROOMY), "Members left alone, to compare with."]
    reached: Annotated[int, Number(), "Members it was sent to."]
    responses: Annotated[int, Number("answers", show=ROOMY), "Those of them who answered by the day."]
    rate: Annotated[float | None, Percent("answered", bar=True), "Responses / reached."]
    buyers: Annotated[int, Number(show=ROOMY), "Those reached who bought in the window."]
    revenue: Annotated[
        int | None,
        Money("currency"),
        "Orders of those reached in the window, refunds off, cancelled ones out.",
    ]
    lift: Annotated[
        int | None,
        Money("currency", named("lift", "campaign"), show=DETAIL),
        "Revenue per head of those reached less that of those held out; blank with nobody held out.",
    ]
    low: Annotated[
        int | None,
        Money("currency", "95 % from", show=DETAIL),
        "Lower end of the 95 % interval of the lift (Welch 1947); blank where groups are too small for one.",
    ]
    high: Annotated[
        int | None, Money("currency", named("to", "end"), show=DETAIL), "Upper end of that interval."
    ]
    incremental: Annotated[
        int | None,
        Money("currency", "brought", show=ROOMY),
        "Lift x reached: revenue beyond what comes anyway.",
    ]
    cost: Annotated[int | None, Money("currency"), "What it cost; blank when nobody has told."]
    roi: Annotated[
        float | None, Percent("return", digits=0), "(incremental - cost) / cost; blank without either."
    ]
    roi_most: Annotated[
        float | None,
        Percent("at most", digits=0, show=ROOMY),
        "(revenue - cost) / cost: the return if nobody had bought anything without it.",
    ]
    profit: Annotated[
        int | None,
        Money("currency", show=ROOMY),
        "Incremental x the share of margin in what those reached bought (lines of known cost), less cost.",
    ]
    kind: Annotated[str | None, Text(show=DETAIL), "Its kind."]
    channel: Annotated[str | None, Choice({}, show=DETAIL), "Its channel."]
    owner: Annotated[str | None, Text(show=DETAIL), "Who of us looks after it."]
    currency: Annotated[str, Text(show=DETAIL), "Currency of the amounts; other ones are left out."]


@frozen
class GroupRow:
    """Campaigns of a group and currency."""

    group: Annotated[str | None, Text(), "The kind, channel or month; blank: none."]
    campaigns: Annotated[int, Number(), "Campaigns that began."]
    reached: Annotated[int, Number(), "Members they were sent to; who is in two counts twice."]
    held_out: Annotated[int, Number("held out", show=DETAIL), "Members left alone, to compare with."]
    responses: Annotated[int, Number("answers", show=ROOMY), "Those reached who answered."]
    rate: Annotated[float | None, Percent("answered", bar=True), "Responses / reached."]
    buyers: Annotated[int, Number(show=ROOMY), "Those reached who bought in the window."]
    revenue: Annotated[
        int, Money("currency"), "Orders of those reached in the windows; one order may count in two."
    ]
    incremental: Annotated[
        int | None,
        Money("currency", "brought", show=ROOMY),
        "Lift x reached, added up over the campaigns with somebody held out; blank where there is none.",
    ]
    cost: Annotated[
        int | None, Money("currency"), "What they cost; blank when one of the costs is not known."
    ]
    roi: Annotated[
        float | None,
        Percent("return", digits=0),
        "(incremental - cost) / cost, over the campaigns of which both are known.",
    ]
    profit: Annotated[
        int | None, Money("currency", show=ROOMY), "Profits of the campaigns where they are known, added up."
    ]
    currency: Annotated[str, Text(show=DETAIL), "Currency of the amounts."]


@frozen
class MonthRow(GroupRow):
    """Campaigns that began in a month."""

    trend: Annotated[
        float | None, Percent("trend", show=ROOMY), "Rate less that of the month before in the list, 0..1."
    ]
