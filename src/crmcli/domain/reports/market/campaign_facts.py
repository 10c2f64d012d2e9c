"""What ``report campaigns`` is made of: each campaign with its window, its members and what they bought."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.campaigns import result
from crmcli.domain.campaigns.lift import Lift
from crmcli.domain.campaigns.linked import Linked, linked_to
from crmcli.domain.campaigns.result import Bought, Window, window_of
from crmcli.domain.nouns import CAMPAIGN
from crmcli.domain.reports import figures
from crmcli.domain.reports.scope import LINE_COST, Asked, within
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from crmcli.domain.rates import Converter
    from crmcli.sql import Reader

REACHED, HELD_OUT, LEFT_OUT = "reached", "held_out", "left_out"


class Told(NamedTuple):
    """A campaign: what it is, and what came of it in one currency, ``code``.

    ``margin_rate`` is the share of margin in the lines that those reached bought and whose cost is known.
    """

    number: int
    name: str
    kind: str | None
    channel: str | None
    owner: str | None
    window: Window
    parts: Mapping[str, int]
    bought: tuple[Bought, ...]
    linked: Linked
    lift: Lift
    cost: int | None
    code: str
    margin_rate: float | None

    def revenue(self, part: str) -> int:
        """Return what the members of a part bought in the window."""
        return sum(one.revenue for one in self.bought if one.part == part and one.currency == self.code)

    def buyers(self, part: str) -> int:
        """Return how many members of a part bought anything in the window, in whatever currency."""
        return len({one.member for one in self.bought if one.part == part and one.orders > 0})

    @property
    def responses(self) -> int:
        """How many of those reached answered."""
        return self.linked.responses


_CAMPAIGNS = """
SELECT r.id, r.name, r.kind, r.channel, u.name, r.status, r.starts_on, r.ends_on, r.launched_on,
  r.cost_minor, r.currency
FROM campaign r LEFT JOIN crm_user u ON u.id = r.owner_id WHERE ({where}) ORDER BY r.id
"""
_MINE = "(SELECT m.{0} FROM campaign_member m WHERE m.campaign_id = :id AND m.part = 'reached')"
_MARGIN = f"""
SELECT CAST(sum(l.amount_minor) AS BIGINT), CAST(sum({LINE_COST}) AS BIGINT)
FROM sales_order o JOIN order_line l ON l.order_id = o.id LEFT JOIN product p ON p.id = l.product_id
WHERE o.status <> 'cancelled' AND o.ordered_on >= :since AND o.ordered_on <= :until
  AND l.currency = :currency AND l.amount_minor IS NOT NULL AND {LINE_COST} IS NOT NULL
  AND (o.customer_id IN {_MINE.format("customer_id")} OR o.contact_id IN {_MINE.format("contact_id")}
    OR o.customer_id IN (SELECT v.customer_id FROM conversion v
      WHERE v.lead_id IN {_MINE.format("lead_id")}))
"""


def fetch(db: Reader, request: Asked, days: int | None) -> tuple[list[Told], tuple[str, ...]]:
    """Return the campaigns that began in the span, and which were left out; ``days`` sets every window.

    The window of a campaign is that of ``campaign report``, and ends with the day at the latest.
    """
    from crmcli.domain.rates import converter
    from crmcli.domain.where import conditions

    where, values = conditions(db, CAMPAIGN, request.where, as_of=request.as_of)
    span, bounds = within("coalesce(r.starts_on, r.launched_on)", request)
    names = ("status", "starts_on", "ends_on", "launched_on")
    rates = converter(db, request.currency, request.as_of) if request.currency else None
    found: list[Told] = []
    undated = 0
    for number, name, kind, channel, owner, *rest in db.tuples(
        _CAMPAIGNS.format(where=f"{where}) AND ({span}"), {**values, **bounds}
    ):
        row = dict(zip(names, rest[:4], strict=True))
        window = window_of(row, request.as_of, days)
        begun = row["starts_on"] or row["launched_on"]
        undated += begun is None and row["status"] in ("launched", "finished")
        if window is None or not window.begun:
            continue
        told = _of(db, (number, name, kind, channel, owner), window, request, rates)
        found.append(told)
    missing = sorted(rates.missing) if rates is not None else []
    return found, (
        *figures.left_out(
            undated, "campaign", say("without a first day left out: crm campaign edit CA-1 --starts DAY")
        ),
        *(
            say(
                "amounts in {code} left out: no rate in {currency}; crm rate set {code} DAY RATE "
                "--base {currency}",
                code=code,
                currency=request.currency,
            )
            for code in missing
        ),
    )


def _of(db: Reader, what: tuple[Any, ...], window: Window, request: Asked, rates: Converter | None) -> Told:
    """Return what came of a campaign; one without any amount is at nought in our own currency."""
    number, name, kind, channel, owner = what
    facts = result.fetch(db, number, window)
    cost, code = facts.cost, facts.currency
    if rates is not None:
        cost = None if cost is None or code is None else rates.minor(cost, code, window.since)
        facts = facts._replace(
            bought=_turned(db, number, window, facts, rates), cost=cost, currency=rates.base
        )
        code = rates.base
    elif code is None:
        code = next(iter(facts.currencies()), request.home)
    return Told(
        number,
        name,
        kind,
        channel,
        owner,
        window,
        facts.parts,
        tuple(facts.bought),
        linked_to(db, number, name, request.as_of),
        facts.lift(code),
        cost,
        code,
        _margin_rate(db, number, window, code),
    )


def _turned(db: Reader, number: int, window: Window, facts: result.Facts, rates: Converter) -> list[Bought]:
    """Return what members bought in one currency: amounts in others at the rate of their day."""
    kept = [one for one in facts.bought if one.currency in (None, rates.base)]
    if len(kept) == len(facts.bought):
        return kept
    minor: Callable[[int, str, str], int | None] = rates.minor
    for away in range((window.until - window.since).days + 1):
        day = window.since + timedelta(days=away)
        for one in result.fetch(db, number, Window(day, day, whole=True)).bought:
            if one.currency in (None, rates.base):
                continue
            worth = minor(one.revenue, one.currency, day.isoformat())
            if worth is not None:
                kept.append(one._replace(currency=rates.base, revenue=worth))
    return _joined(kept)


def _joined(bought: list[Bought]) -> list[Bought]:
    """Return one entry a member and currency."""
    found: dict[tuple[str, int, str | None], Bought] = {}
    for one in bought:
        key = one.part, one.member, one.currency
        known = found.get(key, one._replace(revenue=0, orders=0))
        found[key] = known._replace(revenue=known.revenue + one.revenue, orders=known.orders + one.orders)
    return list(found.values())


def _margin_rate(db: Reader, number: int, window: Window, code: str) -> float | None:
    """Return the share of margin in what those reached bought, None where no cost is known."""
    values = {"id": number, "since": window.since.isoformat(), "until": window.until.isoformat()}
    paid, cost = db.tuples(_MARGIN, {**values, "currency": code})[0]
    return (paid - cost) / paid if paid else None
