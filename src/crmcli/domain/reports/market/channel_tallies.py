"""What is counted of channels while their facts go by: touches, buyers, deals, credit."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from crmcli.domain.frozen import frozen
from crmcli.domain.reports import figures
from crmcli.domain.reports.market.attribution import MODELS, NOBODY, credited
from crmcli.domain.reports.market.channel_facts import Facts, before
from crmcli.domain.reports.scope import Asked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.domain.reports.market.channel_facts import Order
    from crmcli.domain.reports.market.channel_touches import Touch

WINDOW = 90
"""Days before a purchase in which a touch counts, when nobody says."""
_EACH = "each"
"""Not one of the ways of crediting: all of them."""


@frozen
class Request(Asked):
    """How purchases are credited (None: all three ways), and in which window of days (0: ever before).

    ``minute_cost`` is the setting as text, an amount in ``cost_currency``.
    """

    attribution: str | None = None
    window: int | None = None
    minute_cost: str = "0"
    cost_currency: str = "TRY"


class Tally:
    """What is counted of one group."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.touches = self.leads = self.minutes = self.won = self.lost = 0
        self.customers: set[int] = set()
        self.days: list[int] = []
        self.costs: list[int | None] = []
        self._revenue = dict.fromkeys((*MODELS, _EACH), 0)
        self._margin: dict[str, int | None] = dict.fromkeys((*MODELS, _EACH))

    @property
    def revenue(self) -> dict[str, int]:
        """What was credited, by the way of crediting."""
        return {model: self._revenue[model] + self._revenue[_EACH] for model in MODELS}

    @property
    def margin(self) -> dict[str, int | None]:
        """What was credited of known margins, None where none is known."""
        return {model: figures.added((self._margin[model], self._margin[_EACH])) for model in MODELS}

    def touched(self, touch: Touch) -> None:
        """Count a touch."""
        self.touches += 1
        self.leads += touch.what == "lead"
        self.minutes += touch.minutes or 0

    def closed(self, *, won: bool, days: int | None) -> None:
        """Count an opportunity that was won or lost."""
        self.won += won
        self.lost += not won
        if won and days is not None:
            self.days.append(days)

    def credit(self, model: str, revenue: int, margin: int | None) -> None:
        """Credit revenue, and margin where it is known, in one way or in each."""
        self._revenue[model] += revenue
        if margin is not None:
            self._margin[model] = (self._margin[model] or 0) + margin


class Tallies:
    """The counts of every group by its key, ``NOBODY`` what no touch came before; and of the whole."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.of: defaultdict[str, Tally] = defaultdict(Tally)
        self.whole = Tally()

    def each(self, keys: Iterable[str]) -> list[Tally]:
        """Return the counts of the whole and of each group that is named, nobody's where none is."""
        named = dict.fromkeys(keys) or {NOBODY: None}
        return [self.whole, *(self.of[key] for key in named)]


def tallied(facts: Facts, request: Request) -> Tallies:
    """Return the counts of every group."""
    found, days = Tallies(), window(request)
    for touch in in_span(facts, request):
        for one in found.each((touch.key,)):
            one.touched(touch)
    for cost in facts.spent:
        for one in found.each((cost.key,)):
            one.costs.append(cost.amount)
    for order in facts.orders:
        _bought(found, order, before(facts, order.customer, order.day, days))
    for deal in facts.deals:
        for one in found.each(before(facts, deal.party, deal.day, days)):
            one.closed(won=deal.won, days=deal.days)
    return found


def _bought(found: Tallies, order: Order, keys: Sequence[str]) -> None:
    """Count an order, and credit it in every way."""
    only = keys[0] if keys else NOBODY
    if len(keys) > 1 and any(key != only for key in keys):
        _shared(found, order, keys)
        return
    for one in (found.whole, found.of[only]):
        if order.total >= 0:
            one.customers.add(order.customer)
        one.credit(_EACH, order.total, order.margin)


def _shared(found: Tallies, order: Order, keys: Sequence[str]) -> None:
    """Count an order that several groups came before."""
    if order.total >= 0:
        for one in found.each(keys):
            one.customers.add(order.customer)
    found.whole.credit(_EACH, order.total, order.margin)
    for model in MODELS:
        margins = {} if order.margin is None else credited(order.margin, keys, model)
        for key, amount in credited(order.total, keys, model).items():
            found.of[key].credit(model, amount, margins.get(key))


def window(request: Request) -> int:
    """Return the days before an order in which a touch counts; 0 is without a beginning."""
    return WINDOW if request.window is None else max(request.window, 0)


def in_span(facts: Facts, request: Asked) -> list[Touch]:
    """Return the touches of the span."""
    since = request.since.isoformat() if request.since else ""
    until = request.until.isoformat() if request.until else "~"
    return [touch for touch in facts.touches if since <= touch.day <= until]


def cost_of(tally: Tally, facts: Facts, request: Request) -> int | None:
    """Return the cost of a group's campaigns and minutes; None where neither is known."""
    known = [cost for cost in tally.costs if cost is not None]
    minutes = _minutes(tally.minutes, facts, request)
    return figures.added((*known, minutes)) if known or minutes is not None else None


def _minutes(minutes: int, facts: Facts, request: Request) -> int | None:
    """Return what logged minutes cost in the report's currency; None where a minute costs nothing."""
    from crmcli.domain.money import parse_amount, to_minor

    rate = parse_amount(request.minute_cost, "," if "," in request.minute_cost else ".")
    if not rate or not minutes:
        return None
    spent = to_minor(rate * minutes, request.cost_currency, exact=False)
    return facts.turn(spent, request.cost_currency, None)
