"""Every buyer with what it is worth, by the model or by the simple formula, and why by which."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.reports import figures
from crmcli.domain.reports.value import clv_simple, occasions
from crmcli.domain.reports.value.lifetime import MONTH, YEAR, Horizon, Model, Worth
from crmcli.domain.reports.value.occasions import Occasions
from crmcli.domain.reports.value.purchase_statistics import Statistic, lacking, statistics
from crmcli.errors import Refused, UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.reports.value.clv import Request
    from crmcli.domain.reports.value.occasions import History
    from crmcli.sql import Reader

WEEKS = 52.0
DISCOUNT = 0.1
_MOST_WEEKS = 5200.0
_SPAN = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z]?)")
_UNITS = {"d": 1 / 7, "g": 1 / 7, "": 1.0, "w": 1.0, "h": 1.0, "m": MONTH, "a": MONTH, "y": YEAR}


class Valued(NamedTuple):
    """All buyers in the order of the store; the model, None with the simple formula; what to say of it."""

    found: Occasions
    statistics: list[Statistic]
    worth: list[Worth]
    model: Model | None
    horizon: Horizon
    why: str | None
    scale: int

    @property
    def people(self) -> list[tuple[History, Statistic, Worth]]:
        """Each buyer with its statistic and its worth."""
        return list(zip(self.found.histories, self.statistics, self.worth, strict=True))


def horizon_of(request: Request) -> Horizon:
    """Return how far is looked ahead, at which discount.

    Raises:
        UsageError: one is none.
    """
    weeks = WEEKS if request.horizon is None else _weeks(request.horizon)
    discount = DISCOUNT if request.discount is None else _percent(request.discount)
    return Horizon(weeks, discount)


def _weeks(text: str) -> float:
    """Return the weeks of ``39``, ``39w``, ``30d``, ``12m`` or ``1y``."""
    matched = _SPAN.fullmatch(text.strip().lower())
    weeks = 0.0
    if matched is not None and matched[2] in _UNITS:
        weeks = float(matched[1].replace(",", ".")) * _UNITS[matched[2]]
    if not 0 < weeks <= _MOST_WEEKS:
        raise UsageError(
            say('--horizon "{text}" is no time to look ahead', text=text),
            "39 or 39w (weeks), 30d, 12m or 2y; 100 years at most",
        )
    return weeks


def _percent(text: str) -> float:
    """Return the share of ``10``, ``10%`` or ``12,5``."""
    try:
        found = float(text.strip().strip("%").strip().replace(",", ".")) / 100
    except ValueError:
        found = -1.0
    if not 0 <= found < 1e6:
        raise UsageError(
            say('--discount "{text}" is no percentage', text=text),
            "10 is ten percent a year; 0 discounts nothing",
        )
    return found


def valued(db: Reader, request: Request) -> Valued:
    """Return all buyers with their worth.

    Raises:
        UsageError: a horizon or a discount that is none.
        ExtraMissing: the model's libraries are not installed.
    """
    from crmcli.domain.money import minor_digits

    horizon = horizon_of(request)
    found = occasions.fetch(db, request, request.occasion or "day", margin=request.margin)
    every = statistics(found)
    scale = 10 ** (minor_digits(found.currency) if found.currency else 2)
    why = say("as asked") if request.simple else lacking(every)
    if why is not None or not every:
        worths = [
            clv_simple.parts(one, found.end, horizon, request.lapsed_days).worth for one in found.histories
        ]
        return Valued(found, every, worths, None, horizon, why, scale)
    from crmcli.domain.reports.value import lifetime
    from crmcli.domain.reports.value.fitting import extra

    extra()
    table = lifetime.Table(every)
    model = lifetime.fit(every, table, scale)
    return Valued(found, every, lifetime.worth(model, table, horizon), model, horizon, None, scale)


def fitted(db: Reader, request: Request) -> Valued:
    """Return all buyers with the model.

    Raises:
        Refused: the data are too few for one.
        ExtraMissing: the model's libraries are not installed.
    """
    one = valued(db, request)
    if one.model is None:
        reason = say("the simple formula has no parameters") if request.simple else one.why or ""
        raise Refused(reason, say("leave --simple out") if request.simple else "crm report clv --simple")
    return one


def told(one: Valued, request: Request) -> tuple[str, ...]:
    """Return in words by what the values are made, and what is to be known of it."""
    money = say("margin, after the cost of goods") if request.margin else say("revenue, refunds off")
    since = say(
        "purchases before {since} are not known here: who made some counts from the next on",
        since=request.since,
    )
    cut = (since,) if request.since is not None else ()
    if one.model is None:
        formula = say("mean purchase x purchases a year x years ahead; no chance to have left is reckoned")
        given = () if request.simple else (say("{why}; the simple formula is used", why=one.why),)
        return (
            *given,
            say("simple formula: {formula}", formula=formula),
            say("a purchase brings: {money}", money=money),
            *cut,
        )
    buyers, again = len(one.statistics), sum(each.x > 0 for each in one.statistics)
    model = one.model
    return (
        say(
            "model: BG/NBD on {plural}, {again:,} of them came again",
            plural=figures.plural(buyers, "buyer"),
            again=again,
        ),
        say("to the model who bought once is alive for sure: crm report churn tells more of them"),
        *_of_money(one, money),
        *(
            say("{name} of {fit} is at the end of its range: the data do not tell it", name=name, fit=fit)
            for name, fit in _bounds(model)
        ),
        *_of_margin(one, request),
        *cut,
    )


def _of_money(one: Valued, money: str) -> tuple[str, ...]:
    """Return how what a purchase brings is known."""
    model = one.model
    if model is None or model.pooled is None:
        return (say("no amount of a repeat purchase is known: purchases only, no value"),)
    known = sum(each.known > 0 and each.money > 0 for each in one.statistics)
    if model.why is not None:
        return (
            say(
                "a purchase brings ({money}): the mean of all repeat purchases, since {why}",
                money=money,
                why=model.why,
            ),
        )
    below = sum(each.known > 0 and each.money <= 0 for each in one.statistics)
    return (
        say(
            "a purchase brings ({money}): Gamma-Gamma on purchases of {plural}",
            money=money,
            plural=figures.plural(known, "customer"),
        ),
        *figures.left_out(
            below, "customer", say("whose repeat purchases bring nothing in all left out of its fit")
        ),
        *_of_correlation(one),
    )


def _of_correlation(one: Valued) -> tuple[str, ...]:
    """Return a warning where who buys more often also pays more or less each time."""
    found = correlation(one.statistics)
    if found is None or abs(found) < 0.3:
        return ()
    return (
        say(
            "how often and how much go together (correlation {found:.2f}): Gamma-Gamma takes them as apart",
            found=found,
        ),
    )


def correlation(every: list[Statistic]) -> float | None:
    """Return Pearson's correlation of repeat purchases and their mean; None where nothing varies."""
    from math import fsum, sqrt

    pairs = [(each.x, each.money / each.known) for each in every if each.known and each.money > 0]
    if not pairs:
        return None
    x_mean, y_mean = (fsum(pair[i] for pair in pairs) / len(pairs) for i in range(2))
    xx = fsum((x - x_mean) ** 2 for x, _ in pairs)
    yy = fsum((y - y_mean) ** 2 for _, y in pairs)
    xy = fsum((x - x_mean) * (y - y_mean) for x, y in pairs)
    return xy / sqrt(xx * yy) if xx > 0 and yy > 0 else None


def _bounds(model: Model) -> list[tuple[str, str]]:
    """Return the parameters that went as far as they were let, each with its model."""
    found = [(name, "BG/NBD") for name in model.buying.at_bound]
    if model.spending is not None:
        found += [(name, "Gamma-Gamma") for name in model.spending.at_bound]
    return found


def _of_margin(one: Valued, request: Request) -> tuple[str, ...]:
    """Return of how many purchases the margin is known."""
    if not request.margin:
        return ()
    days = [amount for each in one.found.histories for amount in each.spent]
    unknown = sum(amount is None for amount in days)
    return figures.left_out(
        unknown, "purchase", say("of {count:,} with a cost nobody knows: no money of theirs", count=len(days))
    )
