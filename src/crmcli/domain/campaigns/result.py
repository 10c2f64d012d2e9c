"""``campaign report``: who answered, what came of it, and what it brought beyond what comes anyway.

Revenue is the totals of the members' orders in the window, cancelled ones out, refunds off, by currency:
a customer's own orders, a contact's those that name them, a lead's those of the customer it became. The
window is from the first day (that of the launch without one) to the last day, or so many days, never past
the day asked about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.campaigns.lift import Group, Lift, lift, returned
from crmcli.domain.campaigns.result_rows import CampaignResult, GroupLine, LiftLine, LinkedLine
from crmcli.domain.frozen import frozen
from crmcli.domain.nouns import CAMPAIGN
from crmcli.domain.results import Listing, Record
from crmcli.errors import Refused

if TYPE_CHECKING:
    from crmcli.sql import Reader

DAYS = 30
"""The window of a campaign without a last day."""


@frozen
class ReportCampaign:
    """Which campaign, as of when; ``days`` sets the window's length, whatever its last day."""

    ref: str
    as_of: date
    days: int | None = None
    region: str = "TR"


class Window(NamedTuple):
    """The days whose orders count, both included; ``whole`` when its last day has passed."""

    since: date
    until: date
    whole: bool


class Bought(NamedTuple):
    """What one member bought in one currency in the window."""

    part: str
    member: int
    currency: str | None
    revenue: int
    orders: int


class Facts(NamedTuple):
    """What the store says of a campaign."""

    parts: Mapping[str, int]
    bought: Sequence[Bought]
    cost: int | None
    currency: str | None

    def group(self, part: str, currency: str | None) -> Group:
        """Return the members of a part with what they spent in a currency."""
        spent = [one.revenue for one in self.bought if one.part == part and one.currency == currency]
        return Group(self.parts.get(part, 0), spent)

    def currencies(self) -> list[str]:
        """Return the currencies, the cost's first, then those of most orders."""
        count: dict[str, int] = {self.currency: 0} if self.currency else {}
        for one in self.bought:
            if one.currency is not None:
                count[one.currency] = count.get(one.currency, 0) + one.orders
        return sorted(count, key=lambda code: (code != self.currency, -count[code], code))

    def lift(self, currency: str) -> Lift:
        """Compare those reached with those held out."""
        return lift(self.group("reached", currency), self.group("held_out", currency))


_BOUGHT = """
SELECT m.part, m.id, o.currency, CAST(coalesce(sum(o.total_minor), 0) AS BIGINT),
  count(CASE WHEN coalesce(o.total_minor, 0) >= 0 THEN 1 END)
FROM campaign_member m {join}
WHERE m.campaign_id = :id AND m.part <> 'left_out' AND o.status <> 'cancelled'
  AND o.ordered_on >= :since AND o.ordered_on <= :until
GROUP BY m.part, m.id, o.currency
"""
_JOINS = (
    "JOIN sales_order o ON o.customer_id = m.customer_id",
    "JOIN sales_order o ON o.contact_id = m.contact_id",
    "JOIN conversion v ON v.lead_id = m.lead_id JOIN sales_order o ON o.customer_id = v.customer_id",
)


def fetch(db: Reader, number: int, window: Window) -> Facts:
    """Return a campaign's members by part and what each bought in the window."""
    query = "SELECT part, count(*) FROM campaign_member WHERE campaign_id = :id GROUP BY part"
    parts = dict(db.tuples(query, {"id": number}))
    days = {"id": number, "since": window.since.isoformat(), "until": window.until.isoformat()}
    bought = [Bought(*row) for join in _JOINS for row in db.tuples(_BOUGHT.format(join=join), days)]
    query = "SELECT cost_minor, currency FROM campaign WHERE id = :id"
    cost, currency = db.tuples(query, {"id": number})[0]
    return Facts(parts, bought, cost, currency)


def window_of(row: Mapping[str, Any], as_of: date, days: int | None = None) -> Window | None:
    """Return the window of a campaign, None of one not launched.

    ``row`` holds starts_on, ends_on and launched_on as ISO days.
    """
    start = row["starts_on"] or row["launched_on"]
    if row["launched_on"] is None or start is None:
        return None
    since = date.fromisoformat(start)
    until = since + timedelta(days=(days or DAYS) - 1)
    if days is None and row["ends_on"]:
        until = date.fromisoformat(row["ends_on"])
    return Window(since, min(until, as_of), until <= as_of)


def report_campaign(db: Reader, request: ReportCampaign) -> Record[CampaignResult]:
    """Tell what a campaign brought.

    Raises:
        NotFound, Conflict: no campaign, or several, answer.
        Refused: it was never launched.
    """
    from crmcli.domain.refs import resolve

    number = resolve(db, CAMPAIGN, request.ref, region=request.region)
    names = ("name", "status", "starts_on", "ends_on", "launched_on")
    query = f"SELECT {', '.join(names)} FROM campaign WHERE id = :id"
    row = dict(zip(names, db.tuples(query, {"id": number})[0], strict=True))
    ref = CAMPAIGN.ref(number)
    window = window_of(row, request.as_of, request.days)
    if window is None:
        raise Refused(f"{ref} {row['name']} was never launched", f"crm campaign launch {ref}")
    facts = fetch(db, number, window)
    linked = _linked(db, number, row["name"], request.as_of)
    item = _item(number, row, window, facts, linked)
    sections: list[Listing[Any]] = [
        Listing(GroupLine, _groups(facts), title="Groups"),
        Listing(LiftLine, _lifts(facts), title="Lift"),
    ]
    if linked.lines:
        sections.append(Listing(LinkedLine, linked.lines, title="Came of it"))
    return Record(
        item,
        title=f"{ref}  {row['name']}",
        sections=tuple(sections),
        notes=_notes(ref, facts, window, request.as_of),
    )


class Linked(NamedTuple):
    """Counts of responses and of what came of them, and the lines that tell it by currency."""

    responses: int
    counts: Mapping[str, int]
    lines: Sequence[LinkedLine]


_LEADS = """
SELECT l.currency, count(*), CAST(sum(l.amount_minor) AS BIGINT) FROM lead l
WHERE l.campaign = :name OR l.id IN (SELECT made_lead_id FROM campaign_member
  WHERE campaign_id = :id AND made_lead_id IS NOT NULL) GROUP BY l.currency
"""
_OPPORTUNITIES = """
SELECT o.currency, count(*), CAST(sum(o.amount_minor) AS BIGINT) FROM opportunity o
WHERE o.campaign = :name OR o.id IN (SELECT opportunity_id FROM campaign_member
  WHERE campaign_id = :id AND opportunity_id IS NOT NULL) GROUP BY o.currency
"""
_ORDERS = """
SELECT o.currency, count(*), CAST(sum(o.total_minor) AS BIGINT) FROM sales_order o
WHERE o.status <> 'cancelled' AND (o.campaign_id = :id OR o.id IN (SELECT order_id FROM campaign_member
  WHERE campaign_id = :id AND order_id IS NOT NULL)) GROUP BY o.currency
"""
_TOLD = (("leads", _LEADS), ("opportunities", _OPPORTUNITIES), ("orders", _ORDERS))


def _linked(db: Reader, number: int, name: str, as_of: date) -> Linked:
    """Return the responses until a day, and what the campaign is named for."""
    responses = db.value(
        "SELECT count(*) FROM campaign_member WHERE campaign_id = :id AND part = 'reached' "
        "AND (response IS NOT NULL OR responded_on IS NOT NULL) "
        "AND (responded_on IS NULL OR responded_on <= :as_of)",
        {"id": number, "as_of": as_of.isoformat()},
    )
    lines, counts = [], {}
    for what, query in _TOLD:
        values = {"id": number} | ({"name": name} if ":name" in query else {})
        rows = sorted(db.tuples(query, values), key=lambda row: (row[0] is None, row[0] or ""))
        lines += [LinkedLine(what, count, amount, code) for code, count, amount in rows]
        counts[what] = sum(row[1] for row in rows)
    return Linked(responses, counts, lines)


def _item(
    number: int, row: Mapping[str, Any], window: Window, facts: Facts, linked: Linked
) -> CampaignResult:
    reached = facts.parts.get("reached", 0)
    return CampaignResult(
        id=number,
        name=row["name"],
        status=row["status"],
        from_on=window.since,
        until_on=window.until,
        over=window.whole,
        reached=reached,
        held_out=facts.parts.get("held_out", 0),
        left_out=facts.parts.get("left_out", 0),
        responses=linked.responses,
        rate=linked.responses / reached if reached else None,
        leads=linked.counts["leads"],
        opportunities=linked.counts["opportunities"],
        orders=linked.counts["orders"],
        cost=facts.cost,
        currency=facts.currency,
    )


def _groups(facts: Facts) -> list[GroupLine]:
    """Return a line for each part and currency; without any order the parts alone."""
    lines = []
    unpriced = [one for one in facts.bought if one.currency is None]
    codes: list[str | None] = [*facts.currencies(), *([None] if unpriced else [])]
    for code in codes or [None]:
        for part in ("reached", "held_out"):
            members = facts.parts.get(part, 0)
            if not members:
                continue
            mine = [one for one in facts.bought if one.part == part and one.currency == code]
            buyers = sum(one.orders > 0 for one in mine)
            revenue = sum(one.revenue for one in mine) if code else None
            lines.append(
                GroupLine(
                    part,
                    members,
                    buyers,
                    buyers / members,
                    sum(one.orders for one in mine),
                    revenue,
                    None if revenue is None else round(revenue / members),
                    code,
                )
            )
    return lines


def _lifts(facts: Facts) -> list[LiftLine]:
    lines = []
    for code in facts.currencies():
        found = facts.lift(code)
        cost = facts.cost if code == facts.currency else None
        lines.append(
            LiftLine(
                _whole(found.difference),
                _whole(found.low),
                _whole(found.high),
                found.incremental,
                cost,
                returned(found.incremental, cost),
                code,
            )
        )
    return lines


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _notes(ref: str, facts: Facts, window: Window, as_of: date) -> tuple[str, ...]:
    """Return what is worth knowing of the figures."""
    notes = []
    if not window.whole:
        notes.append(f"the window is not over on {as_of}: more may come")
    for code in facts.currencies():
        found = facts.lift(code)
        if found.why_none:
            notes.append(f"{code}: {found.why_none}")
        elif not found.sure:
            notes.append(f"{code}: the interval holds zero: it may have brought nothing")
        elif (found.difference or 0) > 0:
            notes.append(f"{code}: the interval leaves zero out: it brought more than chance would")
        else:
            notes.append(f"{code}: those held out spent more, and more than chance would make them")
    if facts.cost is None:
        notes.append(f"the cost is not known, so the return is not: crm campaign edit {ref} --cost 2500")
    notes.append(
        "lift: revenue per head of those reached less that of those held out; interval of Welch (1947)"
    )
    return tuple(dict.fromkeys(notes))
