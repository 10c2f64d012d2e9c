"""What went before a first purchase: touches, stages, quotes, day by day, of every customer and lead.

Somebody is a customer, or a lead that belongs to none; what a lead brought is the customer's that it
became. The first purchase is the first order; of a customer without any, the first opportunity won.
Steps are calls, e-mails, meetings, visits and messages that are done, campaigns that reached somebody and
the replies to them, leads that came in, stages of opportunities (a won one is the purchase itself), and
quotes that were sent. Notes and tasks are none, nor is what has no day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.reports.moments import day_of, in_days
from crmcli.domain.reports.pipeline import opportunities as store
from crmcli.domain.reports.scope import known_by, of_customers
from crmcli.domain.text import fold
from crmcli.domain.uncollected import uncollected
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crmcli.domain.reports.scope import Asked
    from crmcli.sql import Reader

Party = tuple[str, int]
"""A customer (C) or a lead that belongs to none (L), and its number."""
Raw = tuple[Any, int, str, int, str]
"""The fields of a step."""
_LEAD, _CAMPAIGN, _TOUCH, _STAGE, _QUOTE = range(5)
LOST = "lost"


class Step(NamedTuple):
    """A step: its day and time of day ('' when not known), its kind and place among those, its name.

    Steps stand in the order of these fields.
    """

    day: str
    kind: int
    time: str
    place: int
    name: str

    @property
    def touch(self) -> bool:
        """Whether we and they met in it."""
        return self.kind in (_CAMPAIGN, _TOUCH)


class Walk(NamedTuple):
    """The steps of a party until its first purchase (or the day of the report), in time; how it stands.

    ``outcome`` is bought, lost or open; ``bought_on`` the day of the first purchase.
    """

    party: Party
    steps: list[Step]
    outcome: str
    bought_on: str | None

    @property
    def began(self) -> str:
        """The day of the first step, of none that of the purchase."""
        return self.steps[0].day if self.steps else self.bought_on or ""


_WHOSE = """
SELECT l.id, coalesce(v.customer_id, l.customer_id), l.created_on, l.status, l.lost_on
FROM lead l LEFT JOIN conversion v ON v.lead_id = l.id AND v.converted_on <= :as_of
WHERE l.created_on IS NULL OR l.created_on <= :as_of
"""
_ORDERS = f"""
SELECT o.customer_id, min(o.ordered_on) FROM sales_order o
WHERE o.customer_id IS NOT NULL AND {known_by("o.ordered_on")} AND o.status <> 'cancelled'
  AND coalesce(o.total_minor, 0) >= 0 GROUP BY o.customer_id
"""
_ACTIVITIES = """
SELECT r.kind, r.channel, r.at, coalesce(r.customer_id, o.customer_id), coalesce(r.lead_id, o.lead_id)
FROM activity r LEFT JOIN opportunity o ON o.id = r.opportunity_id
WHERE r.done = 1 AND r.kind IN ('call', 'email', 'meeting', 'visit', 'message') AND {days}
"""
_CAMPAIGNS = """
SELECT m.customer_id, m.lead_id, m.sent_on, m.responded_on FROM campaign_member m WHERE m.part = 'reached'
"""
_QUOTES = """
SELECT q.customer_id, q.lead_id, q.quoted_on FROM quote q WHERE q.status <> 'draft' AND q.quoted_on <= :as_of
"""
_STAGES = """
SELECT o.customer_id, o.lead_id, g.changed_on, g.to_stage_id
FROM stage_change g JOIN opportunity o ON o.id = g.opportunity_id WHERE g.changed_on <= :as_of
"""


class Gathered:
    """The steps of every party, and what leads became."""

    def __init__(self, db: Reader, request: Asked) -> None:
        """Read all that has a day until that of the report."""
        self.as_of = request.as_of.isoformat()
        self.steps: dict[Party, list[Raw]] = {}
        self.leads: dict[int, int | None] = {}
        self.lost: set[Party] = set()
        asked = {"as_of": self.as_of}
        leads = db.tuples(_WHOSE, asked)
        for lead, customer, _, status, lost_on in leads:
            self.leads[lead] = customer
            if customer is None and status == LOST and (lost_on or "") <= self.as_of:
                self.lost.add(("L", lead))
        self._add((customer, lead, (day, _LEAD, "", 0, named("lead"))) for lead, customer, day, _, _ in leads)
        self._add(_activities(db, request))
        members = db.tuples(_CAMPAIGNS)
        self._add((row[0], row[1], (row[2], _CAMPAIGN, "", 0, named("campaign"))) for row in members)
        self._add((row[0], row[1], (row[3], _CAMPAIGN, "", 1, say("campaign reply"))) for row in members)
        quotes = db.tuples(_QUOTES, asked)
        self._add((customer, lead, (day, _QUOTE, "", 0, named("quote"))) for customer, lead, day in quotes)
        stages = {one.key: one for one in store.fetch_stages(db).values() if one.outcome != "won"}
        self._add(
            (customer, lead, (day, _STAGE, "", stages[stage].rank, stages[stage].label))
            for customer, lead, day, stage in db.tuples(_STAGES, asked)
            if stage in stages
        )

    def _add(self, found: Iterable[tuple[int | None, int | None, Raw]]) -> None:
        """Keep steps, each with its customer or its lead; what is nobody's or of no day is none."""
        for customer, lead, step in found:
            day = step[0]
            if day is None or day > self.as_of:
                continue
            owner = customer
            if owner is None and lead is not None:
                owner = self.leads.get(lead)
            if owner is not None:
                party = ("C", owner)
            elif lead is not None:
                party = ("L", lead)
            else:
                continue
            if party in self.steps:
                self.steps[party].append(step)
            else:
                self.steps[party] = [step]


def _activities(db: Reader, request: Asked) -> Iterator[tuple[int | None, int | None, Raw]]:
    """Yield the activities that are touches, by the days of the zone."""
    days, values = in_days("r.at", None, request.as_of, request.zone)
    local = request.zone != "UTC"
    called: dict[str, str] = {}
    for kind, channel, at, customer, lead in db.tuples(_ACTIVITIES.format(days=days), values):
        name = (
            fold(channel) if kind == "message" and channel else called.setdefault(kind, named(kind, "choice"))
        )
        day = day_of(at, request.zone).isoformat() if local and "T" in at else at[:10]
        yield customer, lead, (day, _TOUCH, at, 0, name)


@uncollected()
def fetch(db: Reader, request: Asked) -> tuple[list[Walk], int]:
    """Return the walks of all that were touched or bought, and how many leads a filter leaves out.

    Who was never touched and never bought has none.
    """
    gathered = Gathered(db, request)
    bought, lost = _purchases(db, request, gathered)
    parties = gathered.steps.keys() | {("C", customer) for customer in bought}
    left_out = 0
    if request.where:
        test, values = of_customers(db, "c.id", request)
        among = {("C", row[0]) for row in db.tuples(f"SELECT c.id FROM customer c WHERE {test}", values)}
        left_out = sum(kind == "L" for kind, _ in parties)
        parties &= among
    walks = []
    for party in sorted(parties):
        day = bought.get(party[1]) if party[0] == "C" else None
        found = gathered.steps.get(party, ())
        steps = [Step._make(step) for step in sorted(found) if day is None or step[0] <= day]
        outcome = "bought" if day is not None else "open"
        if day is None and (party in gathered.lost or party in lost):
            outcome = LOST
        walks.append(Walk(party, steps, outcome, day))
    return walks, left_out


def _purchases(db: Reader, request: Asked, gathered: Gathered) -> tuple[dict[int, str], set[Party]]:
    """Return the day of each customer's first purchase, and who only ever lost opportunities."""
    asked: dict[str, Any] = {"as_of": gathered.as_of}
    bought: dict[int, str] = dict(db.tuples(_ORDERS, asked))
    whole = type(request)(as_of=request.as_of)
    won: dict[int, list[str]] = {}
    states: dict[int, set[str]] = {}
    for deal in store.fetch(db, whole, store.fetch_stages(db), ("customer",)):
        customer = deal.traits[0][0]
        if customer is None:
            continue
        states.setdefault(customer, set()).add(deal.outcome)
        if deal.outcome == "won" and deal.due is not None:
            won.setdefault(customer, []).append(deal.due)
    for customer, days in won.items():
        bought.setdefault(customer, min(days))
    return bought, {("C", customer) for customer, found in states.items() if found == {LOST}}


def within(walks: Iterable[Walk], request: Asked) -> list[Walk]:
    """Return the walks that began within the span."""
    first = request.since.isoformat() if request.since else ""
    last = request.until.isoformat() if request.until else "~"
    return [walk for walk in walks if first <= walk.began <= last]
