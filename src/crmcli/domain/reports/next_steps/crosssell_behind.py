"""What is behind a row of ``report crosssell``: the arithmetic, and the orders or customers themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Ref, Text
from crmcli.domain.reports import steps
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.next_steps import crosssell
from crmcli.domain.reports.next_steps import market_baskets as store
from crmcli.domain.results import Listing
from crmcli.said import say
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.domain.reports.next_steps.crosssell import Request
    from crmcli.sql import Reader


@frozen
class OrderBasketRow:
    """An order that holds all of it; ``ordered_on`` None is not known."""

    id: Annotated[int, Ref("S", "no.")]
    ordered_on: Annotated[str | None, Text("ordered", wrap=False)]
    number: Annotated[str | None, Text()]
    customer: Annotated[int | None, Ref("C")]


@frozen
class CustomerBasketRow:
    """A customer who bought all of it."""

    id: Annotated[int, Ref("C", "no.")]
    name: Annotated[str, Text()]


_ORDERS = """
SELECT r.id, r.ordered_on, r.number, r.customer_id AS customer FROM sales_order r
WHERE {these} ORDER BY coalesce(r.ordered_on, ''), r.id
"""
_CUSTOMERS = "SELECT r.id, r.name FROM customer r WHERE {these} ORDER BY r.name_sort, r.id"


def behind(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return the steps from counts to figures, and the baskets that hold all of a row."""
    basket = crosssell.basket_of(request)
    found = store.fetch(db, request, request.by or crosssell.BY[0], basket)
    numbers = {item.name: number for number, item in enumerate(found.items)}
    left = (row.bought,) if isinstance(row.bought, str) else row.bought
    items = [numbers[name] for name in (*left, row.also)]
    keys = sorted(found.keys[place] for place in store.Holders(found, items).places(items))
    these, values = within(db.engine, "r.id", "these", keys)
    made = OrderBasketRow if basket == "order" else CustomerBasketRow
    query = _ORDERS if basket == "order" else _CUSTOMERS
    listed: Listing[Any] = Listing(made, db.rows(made, query.format(these=these), values), title=f"{basket}s")
    return Listing(StepRow, list(_steps(row, " + ".join(left))), title="steps"), listed


def _steps(row: Any, left: str) -> Iterator[StepRow]:
    yield StepRow(say("baskets"), str(row.baskets))
    yield StepRow(say("baskets with {left}", left=left), str(row.of))
    yield StepRow(say("baskets with {also}", also=row.also), str(row.also_in))
    yield StepRow(say("baskets with all of it"), str(row.both))
    yield steps.number(
        say("support = {both} / {baskets}", both=row.both, baskets=row.baskets), row.both / row.baskets
    )
    yield steps.number(say("confidence = {both} / {of}", both=row.both, of=row.of), row.both / row.of)
    chance = row.of * row.also_in / row.baskets
    yield steps.number(
        say("by chance = {of} x {also_in} / {baskets}", of=row.of, also_in=row.also_in, baskets=row.baskets),
        float(chance),
    )
    yield steps.number(say("lift = {both} / {chance:.6g}", both=row.both, chance=chance), float(row.lift))
    if hasattr(row, "cosine"):
        yield steps.number(
            say(
                "likeness = {both} / root of {of} x {also_in}", both=row.both, of=row.of, also_in=row.also_in
            ),
            float(row.cosine),
        )
        either = row.of + row.also_in - row.both
        yield steps.number(
            say("Jaccard = {both} / {either}", both=row.both, either=either), float(row.jaccard)
        )
    from crmcli.domain.reports.fisher import rounded, tail

    alone = rounded(tail(row.both, row.of, row.also_in, row.baskets))
    yield steps.number(say("probability of so many by chance, of this one alone"), float(alone))
    yield steps.number(say("the same, corrected for all that were tried (Holm)"), float(row.p))
