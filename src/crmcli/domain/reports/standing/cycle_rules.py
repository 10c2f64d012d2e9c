"""Where a customer stands in its life with us and what to do about it: pure rules, the first that holds.

Every case leads to exactly one phase and one action. Amounts are minor units of one currency.

Phases: ``select`` never bought and nothing is offered; ``acquire`` something is offered to who never
bought, or the first purchase is younger than ``new_days``; ``deepen`` buys in its rhythm and either
buys broadly, often (F 4 or 5) or has an open offer; ``keep`` is everybody else.

Actions: ``get rid of`` costs more to serve than it brings in; ``win`` never bought, or has lapsed;
``keep`` is new, has fallen out of its rhythm or needs no more than care; ``grow`` buys well (F or M
from 3) but less than ``breadth`` percent of what we sell.
"""

from __future__ import annotations

from typing import NamedTuple

from crmcli.domain.counting import counted
from crmcli.said import named, say

PHASES = ("select", "acquire", "keep", "deepen")
ACTIONS = ("get rid of", "keep", "grow", "win")


class Limits(NamedTuple):
    """Where the rules part cases: days, a factor of the mean gap between purchases, percent."""

    new_days: int = 90
    lapsed_days: int = 365
    quiet_factor: int = 2
    breadth: int = 50
    days: int = 365


class Facts(NamedTuple):
    """What is known of one customer or lead as of a day.

    ``orders`` are purchases ever, ``first`` and ``quiet`` days since the first and the last, ``gap`` the
    mean days between them (None below three). ``revenue``, ``margin`` and ``cost`` are of the window;
    ``margin`` None where a cost is unknown, then ``most`` is what it can be at the most (None where nobody
    can say, as what is paid in a currency without a rate); ``cost`` (to serve) None where it can't be
    compared.
    ``r``, ``f`` and ``m`` are scores of 1 to 5, 0 for who never bought. ``kinds`` of ``sold`` were
    bought, None where no line says.
    """

    lead: bool = False
    orders: int = 0
    first: int = 0
    quiet: int = 0
    gap: float | None = None
    revenue: int = 0
    margin: int | None = None
    most: int | None = 0
    cost: int | None = 0
    minutes: int = 0
    calls: int = 0
    cases: int = 0
    offers: int = 0
    r: int = 0
    f: int = 0
    m: int = 0
    kinds: int | None = None
    sold: int = 0


class Verdict(NamedTuple):
    """The class, the action, why, and what to do next."""

    phase: str
    action: str
    reason: str
    next: str


def decide(facts: Facts, limits: Limits) -> Verdict:
    """Return where somebody stands."""
    phase = phase_of(facts, limits)
    action, reason, step = action_of(facts, limits, phase)
    return Verdict(named(phase, "phase"), named(action, "action"), reason, step)


def phase_of(facts: Facts, limits: Limits) -> str:
    """Return the phase of a life with us."""
    if not facts.orders:
        return "acquire" if facts.offers else "select"
    if facts.first <= limits.new_days:
        return "acquire"
    if slipping(facts, limits) or facts.quiet > limits.lapsed_days:
        return "keep"
    return "deepen" if facts.f >= 4 or facts.offers or _broad(facts, limits) else "keep"


def slipping(facts: Facts, limits: Limits) -> bool:
    """Tell whether a customer has been quiet for longer than its own rhythm allows."""
    return facts.gap is not None and facts.quiet > limits.quiet_factor * max(facts.gap, 7)


def _broad(facts: Facts, limits: Limits) -> bool:
    return facts.kinds is not None and facts.sold > 0 and facts.kinds * 100 >= limits.breadth * facts.sold


def loses(facts: Facts, limits: Limits) -> bool:
    """Tell whether a buyer costs more to serve than it brings in.

    Where the margin is unknown, the most that it can be counts; who is new is granted its whole revenue.
    """
    if not facts.orders or not facts.cost or (facts.margin is None and facts.most is None):
        return False
    if facts.first <= limits.new_days:
        return facts.cost > facts.revenue
    return facts.cost > ((facts.most or 0) if facts.margin is None else facts.margin)


def action_of(facts: Facts, limits: Limits, phase: str) -> tuple[str, str, str]:
    """Return what to do, why, and the next step."""
    if loses(facts, limits):
        return "get rid of", say("costs more to serve than it brings"), _channel(facts)
    return _of_buyer(facts, limits, phase) if facts.orders else _to_win(facts)


def _of_buyer(facts: Facts, limits: Limits, phase: str) -> tuple[str, str, str]:
    """Return the verdict on who has bought and pays for its service."""
    if phase == "acquire":
        said = say(
            "first bought {days} ago, {orders}",
            days=counted(facts.first, "day"),
            orders=counted(facts.orders, "order"),
        )
        return "keep", said, say("ask whether all is well, plan a second sale")
    if facts.quiet > limits.lapsed_days:
        said = say(
            "lapsed: last bought {quiet} days ago, {counted}",
            quiet=facts.quiet,
            counted=counted(facts.orders, "order"),
        )
        worth = facts.m >= 3
        return "win", said, say("call and win back") if worth else say("send a win-back campaign, no visits")
    if slipping(facts, limits):
        said = say(
            "quiet for {quiet} days, usually buys every {gap:.0f}", quiet=facts.quiet, gap=facts.gap or 0
        )
        return "keep", said, say("call now and ask what has changed")
    if facts.kinds is not None and not _broad(facts, limits) and max(facts.f, facts.m) >= 3:
        said = say(
            "buys well (R{r} F{f} M{m}) but {kinds} of {sold} kinds",
            r=facts.r,
            f=facts.f,
            m=facts.m,
            kinds=facts.kinds,
            sold=facts.sold,
        )
        return "grow", said, say("offer what it does not buy from us yet")
    if facts.kinds is None:
        said = say("buys as usual; no order line tells what was bought")
    else:
        said = say("buys as usual")
    return "keep", said, say("thank, and keep in touch at its cadence")


def _to_win(facts: Facts) -> tuple[str, str, str]:
    """Return the verdict on who never bought."""
    if facts.offers:
        offers = counted(facts.offers, "open offer")
        said = (
            say("a lead, {offers}", offers=offers)
            if facts.lead
            else say("never bought, {offers}", offers=offers)
        )
        return "win", said, say("follow the offer up")
    said = say("a lead, nothing offered yet") if facts.lead else say("never bought, nothing offered yet")
    return "win", said, say("find out what is needed, and offer it")


def _channel(facts: Facts) -> str:
    """Return what to do with who costs more than it brings."""
    if (facts.margin if facts.margin is not None else facts.most or 0) > 0:
        return say("a cheaper channel, a fee, or let go")
    return say("raise the price, or let go")
