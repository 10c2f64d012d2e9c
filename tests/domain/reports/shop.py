"""Small businesses in a store, written row by row: what a test of a report starts from."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crmcli.db import Store
from crmcli.domain.text import fold, sort_key
from crmcli.sql import Writer
from tests.support.store import writing

Row = Mapping[str, Any]


def named(name: str) -> dict[str, Any]:
    """The three forms of a name."""
    return {"name": name, "name_fold": fold(name), "name_sort": sort_key(name)}


def pour(db: Writer, table: str, rows: Iterable[Row]) -> None:
    """Insert rows at once; all have the columns of the first."""
    listed = list(rows)
    if listed:
        columns = tuple(listed[0])
        db.insert_many(table, columns, (tuple(row[column] for column in columns) for row in listed))


def customers(db: Writer, *names: str, **columns: Any) -> list[int]:
    """Insert customers and return their numbers."""
    return [db.insert("customer", {**named(name), "kind": "organisation", **columns}) for name in names]


def users(db: Writer, *names: str, **columns: Any) -> list[int]:
    """Insert users and return their numbers."""
    return [db.insert("crm_user", {**named(name), **columns}) for name in names]


def order(db: Writer, customer: int | None, day: str | None, total: int | None, **columns: Any) -> int:
    """Insert an order in minor units of TRY and return its number."""
    values = {
        "customer_id": customer,
        "ordered_on": day,
        "total_minor": total,
        "currency": "TRY" if total is not None else None,
        "status": "completed",
        **columns,
    }
    return db.insert("sales_order", values)


def line(db: Writer, order_id: int, amount: int | None, **columns: Any) -> int:
    """Insert a line of an order in minor units of TRY and return its number."""
    values = {"order_id": order_id, "position": 1, "amount_minor": amount, "currency": "TRY", **columns}
    return db.insert("order_line", values)


def opportunity(db: Writer, stage: str, amount: int | None = None, **columns: Any) -> int:
    """Insert an opportunity in minor units of TRY and return its number."""
    values = {
        **named(columns.pop("name", "Deal")),
        "stage_id": stage_id(db, stage),
        "amount_minor": amount,
        "currency": "TRY" if amount is not None else None,
        "created_on": "2026-01-01",
        **columns,
    }
    return db.insert("opportunity", values)


def stage_id(db: Writer, name: str) -> int:
    """The number of a stage of a new store."""
    return int(db.value("SELECT id FROM stage WHERE name = :name", {"name": name}))


def step(db: Writer, deal: int, before: str | None, after: str, day: str | None) -> None:
    """Insert a step of an opportunity's history."""
    values = {
        "opportunity_id": deal,
        "from_stage_id": stage_id(db, before) if before else None,
        "to_stage_id": stage_id(db, after),
        "changed_on": day,
    }
    db.insert("stage_change", values)


def lead(db: Writer, source: str | None = None, **columns: Any) -> int:
    """Insert a lead created on 1 January 2026 and return its number."""
    values = {**named("Lead"), "status": "new", "source": source, "created_on": "2026-01-01", **columns}
    return db.insert("lead", values)


def lost(db: Writer, source: str | None, reason: str, day: str | None, **columns: Any) -> int:
    """Insert a lost lead and return its number."""
    number = db.value("SELECT id FROM lost_reason WHERE name = :name", {"name": reason})
    return lead(db, source, status="lost", lost_reason_id=number, lost_on=day, **columns)


def converted(
    db: Writer, source: str | None, day: str, days: int | None, touches: int = 0, **columns: Any
) -> int:
    """Insert a lead with its conversion and return its number."""
    number = lead(db, source, status="converted", **columns)
    values = {
        "lead_id": number,
        "converted_on": day,
        "days": days,
        "touches": touches,
        "actor": "tester",
        "plan": "{}",
    }
    db.insert("conversion", values)
    return number


def shuffled_orders(store: Store, orders: Sequence[tuple[int, str, int]], seed: int) -> None:
    """Fill a store with customers 1 to n and their orders, the rows in an order of the seed."""
    from random import Random

    mixed = list(orders)
    Random(seed).shuffle(mixed)  # noqa: S311 - a repeatable order, no secret
    with writing(store) as db:
        pour(
            db,
            "customer",
            ({"id": n, **named(f"Customer {n}"), "kind": "person"} for n in sorted({o[0] for o in orders})),
        )
        pour(
            db,
            "sales_order",
            (
                {
                    "customer_id": who,
                    "ordered_on": day,
                    "total_minor": total,
                    "currency": "TRY",
                    "status": "completed",
                }
                for who, day, total in mixed
            ),
        )
