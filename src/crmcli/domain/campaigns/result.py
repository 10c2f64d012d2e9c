"""``campaign report``: who answered, what came of it, and what it brought beyond what comes anyway.

Revenue is the totals of the members' orders in the window, cancelled ones out, refunds off, by currency:
a customer's own orders, a contact's those that name them, a lead's those of the customer it became; an
order that several members answer for counts once, for the customer before the contact before the lead. The
window is from the first day (that of the launch without one) to the last day, or so many days, never past
the day asked about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.campaigns.lift import Group, Lift, lift, returned
from crmcli.domain.campaigns.linked import Linked, linked_to
from crmcli.domain.campaigns.result_rows import CampaignResult, GroupLine, LiftLine, LinkedLine
from crmcli.domain.frozen import frozen
from crmcli.domain.nouns import CAMPAIGN
from crmcli.domain.results import Listing, Record
from crmcli.errors import Refused
from crmcli.said import say

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

    @property
    def begun(self) -> bool:
        """Whether its first day has come."""
        return self.since <= self.until


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
        """Return the currencies, the cost's first, then those of most orders.

        Where all was bought in others, the cost's is none of them: nothing in it can be compared.
        """
        count: dict[str, int] = {}
        for one in self.bought:
            if one.currency is not None:
                count[one.currency] = count.get(one.currency, 0) + one.orders
        if not count:
            return [self.currency] if self.currency else []
        return sorted(count, key=lambda code: (code != self.currency, -count[code], code))

    def lift(self, currency: str) -> Lift:
        """Compare those reached with those held out."""
        return lift(self.group("reached", currency), self.group("held_out", currency))


_BOUGHT = """
SELECT m.part, m.id, o.currency, CAST(coalesce(sum(o.total_minor), 0) AS BIGINT),
  count(CASE WHEN coalesce(o.total_minor, 0) >= 0 THEN 1 END)
FROM campaign_member m {join}
WHERE m.campaign_id = :id AND m.part <> 'left_out' AND o.status <> 'cancelled'
  AND o.ordered_on >= :since AND o.ordered_on <= :until {once}
GROUP BY m.part, m.id, o.currency
"""
_NOBODYS = (
    "AND NOT EXISTS (SELECT 1 FROM campaign_member x WHERE x.campaign_id = m.campaign_id "
    "AND x.{owner} = o.{owner} AND x.part <> 'left_out')"
)
_FIRST_LEAD = (
    "AND NOT EXISTS (SELECT 1 FROM conversion w JOIN campaign_member x ON x.lead_id = w.lead_id "
    "WHERE w.customer_id = o.customer_id AND x.campaign_id = m.campaign_id AND x.part <> 'left_out' "
    "AND w.lead_id < m.lead_id)"
)
_NO_CUSTOMER, _NO_CONTACT = (_NOBODYS.format(owner=name) for name in ("customer_id", "contact_id"))
_JOINS = (
    ("JOIN sales_order o ON o.customer_id = m.customer_id", ""),
    ("JOIN sales_order o ON o.contact_id = m.contact_id", _NO_CUSTOMER),
    (
        "JOIN conversion v ON v.lead_id = m.lead_id JOIN sales_order o ON o.customer_id = v.customer_id",
        f"{_NO_CUSTOMER} {_NO_CONTACT} {_FIRST_LEAD}",
    ),
)
"""How the orders of customers, contacts and leads are found, and which of them are another member's."""


def fetch(db: Reader, number: int, window: Window) -> Facts:
    """Return a campaign's members by part and what each bought in the window."""
    query = "SELECT part, count(*) FROM campaign_member WHERE campaign_id = :id GROUP BY part"
    parts = dict(db.tuples(query, {"id": number}))
    days = {"id": number, "since": window.since.isoformat(), "until": window.until.isoformat()}
    bought = [
        Bought(*row) for join, once in _JOINS for row in db.tuples(_BOUGHT.format(join=join, once=once), days)
    ]
    query = "SELECT cost_minor, currency FROM campaign WHERE id = :id"
    cost, currency = db.tuples(query, {"id": number})[0]
    return Facts(parts, bought, cost, currency)


def window_of(row: Mapping[str, Any], as_of: date, days: int | None = None) -> Window | None:
    """Return the window of a campaign, None of one not launched, or of which no day is known.

    ``row`` holds its status, and starts_on, ends_on and launched_on as ISO days.
    """
    start = row["starts_on"] or row["launched_on"]
    if start is None or not _was_launched(row):
        return None
    since = date.fromisoformat(start)
    until = since + timedelta(days=(days or DAYS) - 1)
    if days is None and row["ends_on"]:
        until = date.fromisoformat(row["ends_on"])
    return Window(since, min(until, as_of), until <= as_of)


def _was_launched(row: Mapping[str, Any]) -> bool:
    return row["launched_on"] is not None or row["status"] in ("launched", "finished")


def report_campaign(db: Reader, request: ReportCampaign) -> Record[CampaignResult]:
    """Tell what a campaign brought.

    Raises:
        NotFound, Conflict: no campaign, or several, answer.
        Refused: it was never launched, has not begun on that day, or no day of it is known.
    """
    from crmcli.domain.refs import resolve

    number = resolve(db, CAMPAIGN, request.ref, region=request.region)
    names = ("name", "status", "starts_on", "ends_on", "launched_on")
    query = f"SELECT {', '.join(names)} FROM campaign WHERE id = :id"
    row = dict(zip(names, db.tuples(query, {"id": number})[0], strict=True))
    ref = CAMPAIGN.ref(number)
    window = window_of(row, request.as_of, request.days)
    if window is None and _was_launched(row):
        raise Refused(
            say(
                "{ref} {name} has no first day: it is not known which orders count", ref=ref, name=row["name"]
            ),
            f"crm campaign edit {ref} --starts DAY",
        )
    if window is None:
        raise Refused(
            say("{ref} {name} was never launched", ref=ref, name=row["name"]), f"crm campaign launch {ref}"
        )
    if not window.begun:
        raise Refused(
            say(
                "{ref} {name} begins on {since}, after {as_of}",
                ref=ref,
                name=row["name"],
                since=window.since,
                as_of=request.as_of,
            ),
            None,
        )
    facts = fetch(db, number, window)
    linked = linked_to(db, number, row["name"], request.as_of)
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
        notes.append(say("the window is not over on {as_of}: more may come", as_of=as_of))
    for code in facts.currencies():
        found = facts.lift(code)
        if found.why_none:
            notes.append(say("{code}: {why}", code=code, why=found.why_none))
        elif not found.sure:
            notes.append(say("{code}: the interval holds zero: it may have brought nothing", code=code))
        elif (found.difference or 0) > 0:
            notes.append(
                say("{code}: the interval leaves zero out: it brought more than chance would", code=code)
            )
        else:
            notes.append(
                say("{code}: those held out spent more, and more than chance would make them", code=code)
            )
    others = [code for code in facts.currencies() if code != facts.currency]
    if facts.cost and others:
        told = say(
            "the cost is in {currency}: what was bought in {others} is not in the return",
            currency=facts.currency,
            others=", ".join(others),
        )
        notes.append(told)
    if facts.cost == 0:
        notes.append(say("it cost nothing: there is no return on nothing"))
    if facts.cost is None:
        notes.append(
            say("the cost is not known, so the return is not: crm campaign edit {ref} --cost 2500", ref=ref)
        )
    notes.append(
        say("lift: revenue per head of those reached less that of those held out; interval of Welch (1947)")
    )
    return tuple(dict.fromkeys(notes))
