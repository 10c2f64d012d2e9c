"""What ``campaign report`` tells, row by row."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from crmcli.domain.campaigns.launch import PART
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, Choice, Day, Flag, Money, Number, Percent, Ref, Text

STATUS = Choice(
    {
        "planned": ("○", "yellow"),
        "launched": ("●", "green"),
        "finished": ("✓", ""),
        "cancelled": ("✗", "red"),
    }
)


@frozen
class CampaignResult:
    """A campaign's outcome; ``rate`` is responses / reached, 0..1; days are both included."""

    id: Annotated[int, Ref("CA", "no.")]
    name: str
    status: Annotated[str, STATUS]
    from_on: Annotated[date, Day("from")]
    until_on: Annotated[date, Day("until")]
    over: Annotated[bool, Flag("window over")]
    reached: int
    held_out: int
    left_out: int
    responses: int
    rate: Annotated[float | None, Percent("response rate")]
    leads: int
    opportunities: int
    orders: int
    cost: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]


@frozen
class GroupLine:
    """A part of the audience in one currency; ``share`` is buyers / members, ``per_head`` revenue of each."""

    part: Annotated[str, PART]
    members: int
    buyers: int
    share: Annotated[float | None, Percent("bought")]
    orders: int
    revenue: Annotated[int | None, Money("currency")]
    per_head: Annotated[int | None, Money("currency", "per head")]
    currency: Annotated[str | None, Text(show=DETAIL)]


@frozen
class LiftLine:
    """What was brought in one currency: per head with its 95 % interval, in all, and against the cost.

    ``roi`` is (incremental - cost) / cost, None where the cost is not known or in another currency.
    """

    lift: Annotated[int | None, Money("currency", "lift per head")]
    low: Annotated[int | None, Money("currency", "95 % from")]
    high: Annotated[int | None, Money("currency", "to")]
    incremental: Annotated[int | None, Money("currency")]
    cost: Annotated[int | None, Money("currency")]
    roi: Annotated[float | None, Percent("return")]
    currency: Annotated[str | None, Text(show=DETAIL)]


@frozen
class LinkedLine:
    """What came of it by name: records that responses name, or that name the campaign."""

    what: str
    records: Annotated[int, Number()]
    amount: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]
