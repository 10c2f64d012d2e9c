"""Win-back campaigns: whom they reached, who came back, and what that brought beyond those held out.

A campaign is one by its kind: win-back, geri kazanma. It counts from its first day (that of the launch
without one) once it was launched; who bought within the days came back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.campaigns import result
from crmcli.domain.campaigns.lift import returned
from crmcli.domain.campaigns.result import Window
from crmcli.domain.reports import figures
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.groups import cut
from crmcli.domain.reports.value.winback_campaign_rows import CampaignRow, MemberBehind, TryBehind
from crmcli.domain.results import Listing, Report
from crmcli.errors import UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from crmcli.domain.campaigns.result import Facts
    from crmcli.domain.reports.scope import Asked
    from crmcli.sql import Reader

DAYS = 30
KINDS = frozenset({"winback", "gerikazanma", "gerikazanim", "gerikazan"})
"""Kinds that mean it, folded, letters only."""
_MOST_DAYS = 3650


class Campaign(NamedTuple):
    """A launched win-back campaign and the days that count."""

    id: int
    name: str
    window: Window


class Contact(NamedTuple):
    """A campaign that reached a customer; ``start`` its first day (ordinal)."""

    campaign: Campaign
    start: int
    response: str | None


def window_days(days: int | None) -> int:
    """Return the days in which a purchase is a return.

    Raises:
        UsageError: they are none.
    """
    if days is None:
        return DAYS
    if not 1 <= days <= _MOST_DAYS:
        raise UsageError(
            say("--days {days} is no window", days=days),
            say("1 to {most_days} days, as in --days 30", most_days=_MOST_DAYS),
        )
    return days


_CAMPAIGNS = """
SELECT c.id, c.name, c.kind, c.status, c.starts_on, c.ends_on, c.launched_on FROM campaign c
WHERE c.kind IS NOT NULL AND coalesce(c.starts_on, c.launched_on) <= :as_of
"""


def campaigns(db: Reader, as_of: date, days: int = DAYS) -> list[Campaign]:
    """Return the win-back campaigns that had begun on the day, the newest first."""
    from crmcli.domain.text import fold, sort_key

    found = []
    for number, name, kind, *rest in db.tuples(_CAMPAIGNS, {"as_of": as_of.isoformat()}):
        if "".join(letter for letter in fold(kind) if letter.isalpha()) not in KINDS:
            continue
        row = dict(zip(("status", "starts_on", "ends_on", "launched_on"), rest, strict=True))
        if row["launched_on"] is not None and row["launched_on"] > as_of.isoformat():
            continue
        window = result.window_of(row, as_of, days)
        if window is not None and window.begun:
            found.append(Campaign(number, name, window))
    return sorted(found, key=lambda one: (-one.window.since.toordinal(), sort_key(one.name), one.id))


_CONTACTS = """
SELECT m.customer_id, m.campaign_id, m.response FROM campaign_member m
WHERE m.customer_id IS NOT NULL AND m.part = 'reached' AND coalesce(m.sent_on, '') <= :as_of
"""


def contacts(db: Reader, as_of: date) -> dict[int, list[Contact]]:
    """Return the win-back campaigns that reached each customer, in time."""
    known = {one.id: one for one in campaigns(db, as_of)}
    found: dict[int, list[Contact]] = {}
    if not known:
        return found
    for customer, campaign, response in db.tuples(_CONTACTS, {"as_of": as_of.isoformat()}):
        if campaign in known:
            one = known[campaign]
            found.setdefault(customer, []).append(Contact(one, one.window.since.toordinal(), response))
    for several in found.values():
        several.sort(key=lambda each: (each.start, each.campaign.id))
    return found


def tries_of(tries: Sequence[Contact]) -> Listing[TryBehind]:
    """Return the campaigns that reached a customer, as ``--explain`` lists them."""
    rows = [
        TryBehind(one.campaign.id, one.campaign.name, one.campaign.window.since, one.response)
        for one in tries
    ]
    return Listing(TryBehind, rows, title="tries")


def told(db: Reader, request: Asked, days: int) -> tuple[str, ...]:
    """Return in words what win-back campaigns brought so far."""
    reached = came = 0
    for one in campaigns(db, request.as_of, days):
        facts = result.fetch(db, one.id, one.window)
        reached += facts.parts.get("reached", 0)
        came += _came(facts, "reached")
    if not reached:
        return ()
    told = say(
        "win-back campaigns so far: {came:,} of {reached:,} reached bought within {days} days",
        came=came,
        reached=reached,
        days=days,
    )
    return (say("{told}; crm report winback --by campaign", told=told),)


def _came(facts: Facts, part: str) -> int:
    """Return how many members of a part bought."""
    return len({one.member for one in facts.bought if one.part == part and one.orders > 0})


def report(db: Reader, request: Asked, days: int) -> Report[CampaignRow]:
    """List the win-back campaigns, the newest first; a row a currency."""
    rows: list[CampaignRow] = []
    facts_of = {one: result.fetch(db, one.id, one.window) for one in campaigns(db, request.as_of, days)}
    for one, facts in facts_of.items():
        rows += campaign_rows(one, facts, request.currency)
    shown, rest = cut(rows, request.limit, "campaign")
    return Report(
        "winback",
        CampaignRow,
        shown,
        say("Win-back campaigns, bought within {days} days", days=days),
        request.as_of,
        pictures=_pictures(rows, request.language),
        total=_total(rows) if len(rows) > 1 and len({row.currency for row in rows}) == 1 else None,
        empty="no win-back campaign yet: crm campaign from-report winback 'Sizi özledik'",
        notes=(*rest, *_notes(list(facts_of), facts_of, request)),
    )


def _notes(listed: Sequence[Campaign], facts_of: dict[Campaign, Facts], request: Asked) -> tuple[str, ...]:
    open_ = sum(not one.window.whole for one in listed)
    alone = sum(not facts.parts.get("held_out") for facts in facts_of.values())
    unfit = (
        say("--where, --since and --until pick customers and orders, not campaigns: they are not used here"),
    )
    return (
        *(unfit if request.where or request.bounded else ()),
        *figures.left_out(open_, "campaign", say("whose days are not over: more may come back")),
        *figures.left_out(
            alone, "campaign", say("without anybody held out: nobody knows who would have come anyway")
        ),
    )


def campaign_rows(one: Campaign, facts: Facts, currency: str | None) -> list[CampaignRow]:
    """Return the rows of a campaign, one a currency; one without amounts where nothing was bought."""
    reached, held = facts.parts.get("reached", 0), facts.parts.get("held_out", 0)
    came, alone = _came(facts, "reached"), _came(facts, "held_out")
    codes: list[str | None] = [code for code in facts.currencies() if currency in (None, code)]
    rows = []
    for code in codes or [currency]:
        lift = None if code is None else facts.lift(code)
        cost = facts.cost if code is not None and code == facts.currency else None
        ends = (None, None) if lift is None else (lift.low, lift.high)
        low, high = (None if end is None else round(end * reached) for end in ends)
        rows.append(
            CampaignRow(
                id=one.id,
                name=one.name,
                since=one.window.since,
                until=one.window.until,
                reached=reached,
                came=came,
                rate=figures.share(came, reached),
                held_out=held,
                held_came=alone,
                held_rate=figures.share(alone, held),
                revenue=None if code is None else facts.group("reached", code).total,
                incremental=None if lift is None else lift.incremental,
                low=low,
                high=high,
                cost=cost,
                roi=None if lift is None else returned(lift.incremental, cost),
                currency=code,
            )
        )
    return rows


def _total(rows: Sequence[CampaignRow]) -> CampaignRow:
    """Return the row of all campaigns."""
    sums = {
        name: sum(getattr(row, name) for row in rows) for name in ("reached", "came", "held_out", "held_came")
    }
    money = {
        name: figures.added(getattr(row, name) for row in rows) for name in ("revenue", "incremental", "cost")
    }
    blank: dict[str, Any] = dict.fromkeys(("id", "name", "since", "until", "low", "high", "roi"))
    given: dict[str, Any] = {**blank, **sums, **money}
    return CampaignRow(
        **given,
        rate=figures.share(sums["came"], sums["reached"]),
        held_rate=figures.share(sums["held_came"], sums["held_out"]),
        currency=rows[0].currency,
    )


def _pictures(rows: Sequence[CampaignRow], language: str) -> tuple[Any, ...]:
    """Return the share that came back of each campaign; a tick stands at that of those held out."""
    from crmcli.domain.pictures import Bar, Bars

    first = list({row.id: row for row in reversed(rows)}.values())[::-1]
    bars = tuple(
        Bar(
            row.name or "",
            row.rate * 100,
            say(
                "{percent}, {came} of {reached}",
                percent=figures.percent(row.rate, language, 1),
                came=row.came,
                reached=row.reached,
            ),
            mark=None if row.held_rate is None else row.held_rate * 100,
        )
        for row in first
        if row.rate is not None
    )
    return (Bars("Came back; the tick: those held out", bars),) if bars else ()


_MEMBERS = """
SELECT m.id, m.customer_id, m.contact_id, m.lead_id, coalesce(c.name, k.name, l.name, l.company)
FROM campaign_member m LEFT JOIN customer c ON c.id = m.customer_id
LEFT JOIN contact k ON k.id = m.contact_id LEFT JOIN lead l ON l.id = m.lead_id
WHERE m.campaign_id = :id
"""


def explain(db: Reader, request: Asked, row: CampaignRow, days: int) -> tuple[Listing[Any], ...]:
    """Return the arithmetic of a campaign and its members who bought; of the total, those of all."""
    listed = [one for one in campaigns(db, request.as_of, days) if row.id in (None, one.id)]
    steps = [
        StepRow(
            say(
                "came back: of {reached:,} reached, bought within {days} days", reached=row.reached, days=days
            ),
            say("{number:,}", number=row.came),
        ),
        StepRow(
            say("by itself: of {held_out:,} held out", held_out=row.held_out),
            say("{number:,}", number=row.held_came),
        ),
        StepRow(say("revenue of those reached"), figures.money(row.revenue, row.currency)),
        StepRow(
            say("brought = (revenue per head reached - held out) * reached"),
            figures.money(row.incremental, row.currency),
        ),
        StepRow(
            say("return = (brought - cost) / cost"),
            say("unknown") if row.roi is None else say("{number:.4g}", number=row.roi),
        ),
    ]
    members: list[MemberBehind] = []
    for one in listed:
        members += _members(db, one, row.currency)
    return Listing(StepRow, steps, title="steps"), Listing(MemberBehind, members, title="members")


def _members(db: Reader, one: Campaign, currency: str | None) -> list[MemberBehind]:
    """Return the members who bought in a currency, those reached first."""
    facts = result.fetch(db, one.id, one.window)
    who = {row[0]: row[1:] for row in db.tuples(_MEMBERS, {"id": one.id})}
    found = []
    for each in facts.bought:
        if each.currency not in (currency, None):
            continue
        *numbers, name = who[each.member]
        ref = next(f"{letter}-{n}" for letter, n in zip("CPL", numbers, strict=True) if n is not None)
        amount = each.revenue if each.currency is not None else None
        found.append(MemberBehind(ref, name, named(each.part, "choice"), each.orders, amount, each.currency))
    return sorted(found, key=lambda row: (row.part != "reached", -(row.revenue or 0), row.member))
