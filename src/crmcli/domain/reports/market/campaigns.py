"""``report campaigns``: what campaigns reached, brought and cost, one by one or added up.

Revenue and its window are those of ``campaign report``: the orders of members from the first day on, for 30
days or to the last day. Lift compares those reached with those held out; without anybody held out it is not
known, and neither are return and profit. Nothing is guessed for a cost that nobody told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.campaigns.lift import returned
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import AnyRef, Money, Number, Text
from crmcli.domain.pictures import Bar, Bars
from crmcli.domain.reports import figures
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.groups import cut
from crmcli.domain.reports.market.campaign_facts import HELD_OUT, LEFT_OUT, REACHED, Told, fetch
from crmcli.domain.reports.market.campaign_rows import CampaignRow, GroupRow, MonthRow
from crmcli.domain.reports.scope import Asked, chosen
from crmcli.domain.results import Listing, Report
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader

BY = ("campaign", "kind", "channel", "month")
ROWS = (CampaignRow, GroupRow, MonthRow)
BARS = 20
"""Campaigns at most in the picture."""


@frozen
class Request(Asked):
    """Campaigns that began in the span; ``window`` sets the days whose orders count, whatever their end."""

    window: int | None = None


def report(db: Reader, request: Request) -> Report[Any]:
    """Tell campaigns, the latest first; or their sums by kind, channel, or the month they began in.

    Raises:
        UsageError: the report can't be told by that.
    """
    by = chosen("campaigns", request.by or "campaign", BY)
    found, notes = fetch(db, request, request.window)
    found.sort(key=lambda one: (-one.window.since.toordinal(), one.number))
    rows: list[Any] = [campaign_row(one) for one in found] if by == "campaign" else group_rows(found, by)
    shown, rest = cut(rows, request.limit, "row")
    row: type[Any] = CampaignRow
    if by != "campaign":
        row = figures.headed(MonthRow if by == "month" else GroupRow, by)
    return Report(
        "campaigns",
        row,
        shown,
        (
            say("Campaigns{span}", span=request.span)
            if by == "campaign"
            else say("Campaigns by {by}{span}", by=named(by), span=request.span)
        )
        + (say(" in {currency}", currency=request.currency) if request.currency else ""),
        request.as_of,
        pictures=pictures(found, by, rows, request.language),
        empty="no campaign has begun: crm campaign plan \"Geri gel\" --where 'status = lapsed'",
        notes=(*rest, *notes, *_told(found)),
    )


def _told(found: Sequence[Told]) -> tuple[str, ...]:
    """Return what is not known of the campaigns, in words."""
    running = sum(not one.window.whole for one in found)
    unpriced = sum(one.cost is None for one in found)
    alone = sum(not one.parts.get(HELD_OUT) for one in found)
    foreign = sum(any(other.currency not in (None, one.code) for other in one.bought) for one in found)
    return (
        *figures.left_out(running, "campaign", say("whose window is not over: more may come")),
        *figures.left_out(unpriced, "campaign", say("without a cost: no return")),
        *figures.left_out(alone, "campaign", say("with nobody held out: no lift")),
        *figures.left_out(
            foreign, "campaign", say("bought from in other currencies too; --currency turns them")
        ),
    )


def campaign_row(one: Told) -> CampaignRow:
    """Return what a campaign brought."""
    reached, held = (one.parts.get(part, 0) for part in (REACHED, HELD_OUT))
    lift, incremental = one.lift, one.lift.incremental
    return CampaignRow(
        id=one.number,
        name=one.name,
        from_on=one.window.since,
        until_on=one.window.until,
        audience=reached + held + one.parts.get(LEFT_OUT, 0),
        held_out=held,
        reached=reached,
        responses=one.responses,
        rate=figures.share(one.responses, reached),
        buyers=one.buyers(REACHED),
        revenue=one.revenue(REACHED),
        lift=_whole(lift.difference),
        low=_whole(lift.low),
        high=_whole(lift.high),
        incremental=incremental,
        cost=one.cost,
        roi=returned(incremental, one.cost),
        roi_most=returned(one.revenue(REACHED), one.cost),
        profit=_profit(one),
        kind=one.kind,
        channel=one.channel,
        owner=one.owner,
        currency=one.code,
    )


def _profit(one: Told) -> int | None:
    """Return the margin of what it brought beyond what comes anyway, less its cost."""
    incremental = one.lift.incremental
    if incremental is None or one.cost is None or one.margin_rate is None:
        return None
    return round(incremental * one.margin_rate) - one.cost


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def group_rows(found: Sequence[Told], by: str) -> list[Any]:
    """Return the sums by group and currency: months in time, everything else the most reached first."""
    from crmcli.domain.text import fold, sort_key

    parts: dict[tuple[str, str], list[Told]] = {}
    labels: dict[str, str | None] = {}
    for one in found:
        label = one.window.since.isoformat()[:7] if by == "month" else getattr(one, by)
        key = "" if label is None else fold(label)
        labels.setdefault(key, label)
        parts.setdefault((key, one.code), []).append(one)

    def order(key: tuple[str, str]) -> tuple[Any, ...]:
        name, code = key
        reached = -sum(one.parts.get(REACHED, 0) for one in parts[key])
        return (name == "", name if by == "month" else reached, sort_key(labels[name] or ""), code)

    keys = sorted(parts, key=order)
    rows = [summed(labels[name], parts[name, code]) for name, code in keys]
    if by != "month":
        return [GroupRow(**row) for row in rows]
    last: dict[str, float | None] = {}
    told = []
    for row in rows:
        before, now = last.get(row["currency"]), row["rate"]
        last[row["currency"]] = now
        told.append(MonthRow(**row, trend=None if before is None or now is None else now - before))
    return told


def summed(name: str | None, part: Sequence[Told]) -> dict[str, Any]:
    """Return the figures of several campaigns of one currency together, by the names of the columns."""
    rows = [campaign_row(one) for one in part]
    reached, responses = sum(row.reached for row in rows), sum(row.responses for row in rows)
    both = [row for row in rows if row.incremental is not None and row.cost is not None]
    incremental, cost = (sum(getattr(row, name) for row in both) for name in ("incremental", "cost"))
    return {
        "group": name,
        "campaigns": len(rows),
        "reached": reached,
        "held_out": sum(row.held_out for row in rows),
        "responses": responses,
        "rate": figures.share(responses, reached),
        "buyers": sum(row.buyers for row in rows),
        "revenue": sum(row.revenue for row in rows),
        "incremental": figures.added(row.incremental for row in rows),
        "cost": None if any(row.cost is None for row in rows) else figures.added(row.cost for row in rows),
        "roi": returned(incremental, cost) if both else None,
        "profit": figures.added(row.profit for row in rows),
        "currency": part[0].code,
    }


def pictures(found: Sequence[Told], by: str, rows: Sequence[Any], language: str) -> tuple[Bars, ...]:
    """Return the response rate of each campaign or group, in the order of the rows."""
    names = [one.name for one in found] if by == "campaign" else [row.group or say("none") for row in rows]
    bars = tuple(
        Bar(
            name,
            row.rate,
            say(
                "{percent} ({responses:,} of {reached:,})",
                percent=figures.percent(row.rate, language, 1),
                responses=row.responses,
                reached=row.reached,
            ),
        )
        for name, row in zip(names, rows, strict=True)
        if row.rate is not None
    )
    return (Bars("Who answered, of those reached", bars[:BARS]),) if bars else ()


@frozen
class MemberLine:
    """What a member bought in the window."""

    id: Annotated[str, AnyRef("no.")]
    part: Annotated[str, Text(wrap=False)]
    orders: Annotated[int, Number()]
    revenue: Annotated[int, Money("currency")]
    currency: Annotated[str | None, Text(wrap=False)]


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return how the figures of a campaign are made, and who bought what; or a group's campaigns."""
    found, _ = fetch(db, request, request.window)
    by = request.by or "campaign"
    if by == "campaign":
        one = next(one for one in found if one.number == row.id)
        return (
            Listing(StepRow, steps(one), title="steps"),
            Listing(MemberLine, _members(db, one), title="members"),
            Listing(_linked_row(), one.linked.lines, title="came of it"),
        )
    mine = [
        one
        for one in found
        if one.code == row.currency
        and _same(one.window.since.isoformat()[:7] if by == "month" else getattr(one, by), row.group)
    ]
    return (Listing(CampaignRow, [campaign_row(one) for one in mine], title="campaigns"),)


def _same(one: str | None, other: str | None) -> bool:
    from crmcli.domain.text import fold

    return fold(one or "") == fold(other or "")


def _linked_row() -> type[Any]:
    from crmcli.domain.campaigns.result_rows import LinkedLine

    return LinkedLine


_PARTS = {REACHED: say("reached"), HELD_OUT: say("held out")}


def steps(one: Told) -> list[StepRow]:
    """Return the arithmetic of a campaign's lift, return and profit."""
    told = [StepRow(say("window"), say("{since} to {until}", since=one.window.since, until=one.window.until))]
    for part in (REACHED, HELD_OUT):
        members, revenue = one.parts.get(part, 0), one.revenue(part)
        each = (
            say(
                " / {members:,} = {money} each",
                members=members,
                money=figures.money(round(revenue / members), one.code),
            )
            if members
            else ""
        )
        told.append(StepRow(_PARTS[part], figures.money(revenue, one.code) + each))
    incremental, lift = one.lift.incremental, one.lift
    told += [
        StepRow(say("lift = difference per head"), _money(_whole(lift.difference), one.code)),
        StepRow(say("incremental = lift x reached"), _money(incremental, one.code)),
        StepRow(say("cost"), _money(one.cost, one.code)),
        StepRow(say("return = (incremental - cost) / cost"), _number(returned(incremental, one.cost))),
        StepRow(say("margin in what was bought"), _number(one.margin_rate)),
        StepRow(say("profit = incremental x margin - cost"), _money(_profit(one), one.code)),
    ]
    if lift.why_none:
        told.append(StepRow(say("why no interval"), lift.why_none))
    return told


def _money(amount: int | None, code: str) -> str | None:
    return None if amount is None else figures.exact(amount, code)


def _number(value: float | None) -> str | None:
    return None if value is None else say("{number:.6g}", number=value)


_WHO = """
SELECT m.id, CASE WHEN m.customer_id IS NOT NULL THEN 'C-' || m.customer_id
  WHEN m.contact_id IS NOT NULL THEN 'P-' || m.contact_id ELSE 'L-' || m.lead_id END
FROM campaign_member m WHERE m.campaign_id = :id
"""


def _members(db: Reader, one: Told) -> list[MemberLine]:
    """Return the members who bought, those reached first, the most first."""
    who = dict(db.tuples(_WHO, {"id": one.number}))
    lines = [
        MemberLine(who[each.member], named(each.part, "choice"), each.orders, each.revenue, each.currency)
        for each in one.bought
    ]
    return sorted(lines, key=lambda line: (line.part != REACHED, line.currency or "", -line.revenue, line.id))
