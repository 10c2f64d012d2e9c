"""What the models of buying know of a customer: how often, how recently, since when, for how much.

The statistics of Fader, Hardie and Lee: repeat purchases x, days from the first purchase to the last t_x,
days from the first purchase to the end T. The first purchase is in none of the money.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.counting import counted
from crmcli.domain.reports.figures import plural
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.value.occasions import History, Occasions

FEWEST_BUYERS = 50
FEWEST_REPEAT = 20
FEWEST_DAYS = 56
"""What a fit needs: buyers, those of them who came again, days since the first purchase of all."""


class Statistic(NamedTuple):
    """A customer; ``recency`` and ``age`` in days since the first purchase.

    ``known`` of its ``x`` repeat purchases have a known amount, ``money`` in sum, in minor units.
    """

    x: int
    recency: int
    age: int
    known: int
    money: int


def statistic(one: History, end: int) -> Statistic:
    """Return the statistic of a customer as of the day ``end`` (ordinal)."""
    known = [amount for amount in one.spent[1:] if amount is not None]
    return Statistic(len(one.days) - 1, one.days[-1] - one.days[0], end - one.days[0], len(known), sum(known))


def statistics(found: Occasions) -> list[Statistic]:
    """Return the statistics of all buyers, in their order."""
    return [statistic(one, found.end) for one in found.histories]


def lacking(every: Sequence[Statistic]) -> str | None:
    """Return why the purchases are too few for a model and what it needs; None when they are not."""
    buyers, again = len(every), sum(one.x > 0 for one in every)
    days = max((one.age for one in every), default=0)
    if buyers >= FEWEST_BUYERS and again >= FEWEST_REPEAT and days >= FEWEST_DAYS:
        return None
    return say(
        "too few data for the model: {plural}, {again:,} of them came again, {counted} "
        "since the first purchase; it needs {fewest_buyers}, {fewest_repeat} and "
        "{fewest_days}",
        plural=plural(buyers, "buyer"),
        again=again,
        counted=counted(days, "day"),
        fewest_buyers=FEWEST_BUYERS,
        fewest_repeat=FEWEST_REPEAT,
        fewest_days=FEWEST_DAYS,
    )


def lacking_money(every: Sequence[Statistic]) -> str | None:
    """Return why too little is known of what purchases bring; None when enough is."""
    known = sum(one.known > 0 and one.money > 0 for one in every)
    if known >= FEWEST_REPEAT:
        return None
    customers = plural(known, "customer")
    return say(
        "{customers} with repeat purchases of a known amount: Gamma-Gamma needs {fewest_repeat}",
        customers=customers,
        fewest_repeat=FEWEST_REPEAT,
    )
