"""Touches: the days on which somebody and we met, and through what.

- A call, e-mail, meeting, visit or message that is done: its channel (its kind where it names none), its
  campaign.
- A campaign that reached somebody, on the day it was sent; where such an activity of it tells the same,
  that alone.
- A lead that came in: its source, its campaign; so does an opportunity and a customer that came of no lead.
- An order that names a campaign.

Those of a lead are the customer's that it became. What has no day is no touch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.counting import counted
from crmcli.domain.reports.moments import zone_of
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from crmcli.domain.reports.scope import Asked
    from crmcli.sql import Reader

BY = ("channel", "source", "campaign")
Party = int | str
"""A customer's number; the number of a lead or an opportunity of no customer as text, L-7."""


class Touch(NamedTuple):
    """A touch: with whom, on which day and at which moment (a day sorts before its moments), whose merit.

    ``minutes`` it took, where that is known; ``ref`` is the record that tells of it.
    """

    party: Party
    day: str
    moment: str
    key: str
    what: str
    ref: str
    minutes: int | None = None


class Touches(NamedTuple):
    """Touches in the order they came, what each key is called, and what was left out."""

    all: list[Touch]
    labels: Mapping[str, str]
    notes: tuple[str, ...]


_OF_CONTACT = """(SELECT k.customer_id FROM customer_contact k WHERE k.contact_id = {}.contact_id
  ORDER BY k.is_primary DESC, k.since, k.customer_id LIMIT 1)"""
_TALKS = "('call', 'email', 'meeting', 'visit', 'message')"
_ACTIVITIES = f"""
SELECT coalesce(a.customer_id, o.customer_id, s.customer_id, {_OF_CONTACT.format("a")}), a.lead_id,
  CAST(NULL AS BIGINT), a.at, {{key}}, a.kind, a.id, a.minutes
FROM activity a LEFT JOIN opportunity o ON o.id = a.opportunity_id
LEFT JOIN sales_order s ON s.id = a.order_id LEFT JOIN campaign g ON g.id = a.campaign_id
WHERE a.done = 1 AND a.kind IN {_TALKS} AND {{key}} IS NOT NULL
"""
_MEMBERS = f"""
SELECT coalesce(m.customer_id, {_OF_CONTACT.format("m")}), m.lead_id, CAST(NULL AS BIGINT),
  coalesce(m.sent_on, g.starts_on, g.launched_on), {{key}}, 'campaign', g.id, CAST(NULL AS BIGINT)
FROM campaign_member m JOIN campaign g ON g.id = m.campaign_id
WHERE m.part = 'reached' AND (g.launched_on IS NOT NULL OR g.status IN ('launched', 'finished'))
  AND coalesce(g.launched_on, '') <= :as_of AND {{key}} IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM activity a WHERE a.campaign_id = m.campaign_id AND a.done = 1
    AND a.kind IN {_TALKS} AND substr(a.at, 1, 10) <= :as_of
    AND (a.customer_id = m.customer_id OR a.contact_id = m.contact_id OR a.lead_id = m.lead_id))
"""
_LEADS = """
SELECT r.customer_id, r.id, CAST(NULL AS BIGINT), r.created_on, {key}, 'lead', r.id, CAST(NULL AS BIGINT)
FROM lead r WHERE {key} IS NOT NULL
"""
_OPPORTUNITIES = """
SELECT r.customer_id, CAST(NULL AS BIGINT), r.id, r.created_on, {key}, 'opportunity', r.id,
  CAST(NULL AS BIGINT)
FROM opportunity r WHERE r.lead_id IS NULL AND {key} IS NOT NULL
"""
_CUSTOMERS = """
SELECT r.id, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), r.created_on, {key}, 'customer', r.id,
  CAST(NULL AS BIGINT)
FROM customer r WHERE {key} IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM conversion v WHERE v.customer_id = r.id AND v.customer_created = 1)
"""
_ORDERS = """
SELECT s.customer_id, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), s.ordered_on, {key}, 'order', s.id,
  CAST(NULL AS BIGINT)
FROM sales_order s JOIN campaign g ON g.id = s.campaign_id
WHERE s.status <> 'cancelled' AND s.customer_id IS NOT NULL AND {key} IS NOT NULL
"""
_QUERIES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "channel": (
        (_ACTIVITIES, "coalesce(a.channel, a.kind)", "A"),
        (_MEMBERS, "coalesce(g.channel, g.kind)", "CA"),
        (_LEADS, "r.source", "L"),
        (_OPPORTUNITIES, "r.source", "O"),
        (_CUSTOMERS, "r.source", "C"),
    ),
    "source": (
        (_LEADS, "r.source", "L"),
        (_OPPORTUNITIES, "r.source", "O"),
        (_CUSTOMERS, "r.source", "C"),
    ),
    "campaign": (
        (_ACTIVITIES, "g.name", "A"),
        (_MEMBERS, "g.name", "CA"),
        (_LEADS, "r.campaign", "L"),
        (_OPPORTUNITIES, "r.campaign", "O"),
        (_ORDERS, "g.name", "S"),
    ),
}
"""By what touches are told: where they are kept, under what, and the letter of such records."""


def fetch(db: Reader, request: Asked, by: str) -> Touches:
    """Return the touches up to the day; those with somebody who can't be said are left out."""
    as_of = request.as_of.isoformat()
    became = dict(
        db.tuples(
            "SELECT lead_id, customer_id FROM conversion WHERE customer_id IS NOT NULL "
            "AND converted_on <= :as_of ORDER BY lead_id",
            {"as_of": as_of},
        )
    )
    called = _Called(db)
    day_of = _days(zone_of(request.zone))
    found: list[Touch] = []
    undated = nobodys = 0
    for query, key, prefix in _QUERIES[by]:
        values = {"as_of": as_of} if ":as_of" in query else {}
        for customer, lead, deal, at, text, what, number, minutes in db.tuples(query.format(key=key), values):
            party = _party(customer, lead, deal, became)
            if at is None:
                undated += 1
            elif party is None:
                nobodys += 1
            elif (day := day_of(at)) <= as_of:
                found.append(Touch(party, day, at, called.key(text), what, f"{prefix}-{number}", minutes))
    found.sort(key=lambda one: (one.day, one.moment, one.key, one.what, one.ref))
    notes = tuple(
        say("{counted} {why} left out", counted=counted(count, "touch", "touches"), why=why)
        for count, why in ((undated, say("without a day")), (nobodys, say("with nobody known")))
        if count
    )
    return Touches(found, called.labels(), notes)


def _party(
    customer: int | None, lead: int | None, deal: int | None, became: Mapping[int, int]
) -> Party | None:
    """Return whose a touch is: a customer's, a lead's that is none yet, or that of a deal with nobody."""
    if lead is not None and lead in became:
        return became[lead]
    if customer is not None:
        return customer
    if lead is not None:
        return f"L-{lead}"
    return None if deal is None else f"O-{deal}"


def _days(zone: tzinfo) -> Callable[[str], str]:
    """Return what tells the day of a stored moment in a zone."""
    if zone_of("UTC") is zone:
        return lambda at: at[:10]
    from datetime import datetime

    def day(at: str) -> str:
        if len(at) == 10:
            return at
        return datetime.fromisoformat(at).astimezone(zone).date().isoformat()

    return day


class _Called:
    """Joins the spellings of a name: GERİ GEL, geri gel and, of a campaign, CA-1 are one."""

    def __init__(self, db: Reader) -> None:
        from crmcli.domain.text import fold

        self._fold = fold
        self._known: dict[str, tuple[str, str]] = {}
        self._spelt: dict[str, dict[str, int]] = {}
        self._campaigns = {
            fold(f"CA-{number}"): name for number, name in db.tuples("SELECT id, name FROM campaign")
        }

    def key(self, text: str) -> str:
        """Return what a name and its other spellings have in common."""
        if text not in self._known:
            name = self._campaigns.get(self._fold(text), text)
            self._known[text] = name, self._fold(name)
        name, found = self._known[text]
        spelt = self._spelt.setdefault(found, {})
        spelt[name] = spelt.get(name, 0) + 1
        return found

    def labels(self) -> dict[str, str]:
        """Return the commonest spelling of each, of equals the first by name."""
        from crmcli.domain.text import sort_key

        return {
            key: min(spelt, key=lambda name: (-spelt[name], sort_key(name), name))
            for key, spelt in self._spelt.items()
        }
