"""Baskets and leads in a store, for tests of what to offer to whom."""

from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Any

from crmcli.db import Store
from crmcli.sql import Writer
from tests.domain.reports.shop import named, pour
from tests.support.store import writing


def products(db: Writer, *names: str, **columns: Any) -> dict[str, int]:
    """Insert products and return name -> number."""
    return {name: db.insert("product", {**named(name), **columns}) for name in names}


def basket(
    db: Writer, customer: int | None, day: str | None, things: Iterable[int | str], **more: Any
) -> int:
    """Insert an order of products (numbers) and descriptions (texts), without amounts."""
    values = {"customer_id": customer, "ordered_on": day, "status": "completed", **more}
    number = db.insert("sales_order", values)
    for position, thing in enumerate(things, 1):
        what = {"product_id": thing} if isinstance(thing, int) else {"description": thing}
        db.insert("order_line", {"order_id": number, "position": position, **what})
    return number


def fill(store: Store, baskets: Sequence[frozenset[str]], seed: int = 0) -> None:
    """Store baskets of products by name, one customer each, rows and numbers in an order of the seed."""
    chance = Random(seed)  # noqa: S311 - a repeatable order, no secret
    names = sorted({name for one in baskets for name in one})
    chance.shuffle(names)
    mixed = list(enumerate(baskets, 1))
    chance.shuffle(mixed)
    numbers = {name: number for number, name in enumerate(names, 1)}
    with writing(store) as db:
        pour(db, "product", ({"id": number, **named(name)} for name, number in numbers.items()))
        pour(db, "customer", ({"id": n, **named(f"K{n:03}"), "kind": "person"} for n, _ in mixed))
        place = {n: at for at, (n, _) in enumerate(mixed, 1)}
        pour(
            db,
            "sales_order",
            (
                {"id": place[n], "customer_id": n, "ordered_on": "2026-03-01", "status": "completed"}
                for n, _ in mixed
            ),
        )
        pour(
            db,
            "order_line",
            (
                {"order_id": place[n], "position": 1, "product_id": numbers[name]}
                for n, one in mixed
                for name in sorted(one, key=numbers.__getitem__)
            ),
        )


def values_of(rows: Iterable[Any]) -> list[Mapping[str, Any]]:
    """Return rows as plain dictionaries."""
    return [dict(row.__dict__) for row in rows]
