"""Random customers with all that happened with them, as facts and in a store."""

import json
import random

from crmcli.db import Store
from crmcli.domain.text import fold, sort_key
from crmcli.sql import Writer
from tests.domain.filter.truth import PRODUCTS, Order, Person
from tests.support.store import writing

CITIES = ("İzmir", "IZMIR", "izmir", "Ankara", "Ağrı", "Çorum", None)
NAMES = ("Işık Mobilya", "ışık", "Deniz A.Ş.", "Öz Yılmaz", "ozyilmaz", "Ada 5 % _", "Çelik")
OWNERS = ("Ayşe Işık", "Ali Demir", None)
TAGS = ("vip", "Önemli", "bayi")
DAYS = ("2024-02-29", "2025-11-20", "2025-11-21", "2025-12-31", "2026-05-24", "2026-05-25", "2026-05-26")
LATE = ("2026-10-01", "2026-10-31", "2026-11-20", "2026-11-21", "2026-11-22", None)


def people(seed: int, count: int = 24) -> list[Person]:
    """Make the same people for the same seed."""
    pick = random.Random(seed)  # noqa: S311 - the same people for the same seed

    def order() -> Order:
        total, currency = pick.choice(
            [(None, None), (12_500, "TRY"), (125_050, "TRY"), (250_075, "TRY"), (-5_000, "TRY"), (0, "TRY")]
            + [(10_000, "EUR"), (5_000, "JPY")] * (seed % 2)
        )
        lines = [
            (pick.choice(list(PRODUCTS)), pick.choice([1000, None, -1000])) for _ in range(pick.randint(0, 2))
        ]
        status = pick.choice(["completed", "completed", "open", "cancelled"])
        return Order(pick.choice(DAYS + LATE), total, currency, status, lines)

    def activity() -> tuple[str, str, int]:
        day = pick.choice(DAYS + LATE[:-1])
        at = day + pick.choice(["", "T00:00:00Z", "T23:59:59Z"])
        return pick.choice(["call", "call", "note", "visit", "task"]), at, pick.choice([0, 1, 1])

    def case() -> tuple[str, str]:
        return pick.choice(DAYS + LATE[:-1]), pick.choice(["open", "waiting", "resolved"])

    return [
        Person(
            number,
            f"{pick.choice(NAMES)}",
            pick.choice(CITIES),
            pick.choice(["person", "organisation"]),
            pick.choice(OWNERS),
            pick.choice(DAYS + LATE),
            pick.choice([None, 7, 30, 90]),
            pick.sample(TAGS, pick.randint(0, 2)),
            pick.choice([None, "9.5", "10", "100", "-3"]),
            [order() for _ in range(pick.randint(0, 4))],
            [activity() for _ in range(pick.randint(0, 4))],
            [case() for _ in range(pick.randint(0, 2))],
        )
        for number in range(1, count + 1)
    ]


def _named(name: str) -> dict[str, str]:
    return {"name": name, "name_fold": fold(name), "name_sort": sort_key(name)}


def fill(store: Store, everybody: list[Person]) -> None:
    """Write people to an empty store."""
    with writing(store) as db:
        owners = {name: db.insert("crm_user", _named(name) | {"active": 1}) for name in OWNERS if name}
        tags = {name: db.insert("tag", _named(name)) for name in TAGS}
        db.insert("custom_field", _named("Limit") | {"noun": "customer", "type": "number", "position": 1})
        for number, (name, sku, category) in PRODUCTS.items():
            made = _named(name) | {"sku": sku, "sku_fold": fold(sku), "category": category, "active": 1}
            assert db.insert("product", made) == number
        for who in everybody:
            custom = json.dumps({"Limit": who.limit}) if who.limit else None
            row = {"kind": who.kind, "city": who.city, "created_on": who.created, "cadence_days": who.cadence}
            owner = owners[who.owner] if who.owner else None
            assert (
                db.insert("customer", _named(who.name) | row | {"owner_id": owner, "custom": custom})
                == who.id
            )
            for tag in who.tags:
                db.insert("tagging", {"tag_id": tags[tag], "customer_id": who.id})
            _around(db, who)


def _around(db: Writer, who: Person) -> None:
    for order in who.orders:
        row = {"customer_id": who.id, "ordered_on": order.day, "status": order.status}
        number = db.insert("sales_order", row | {"total_minor": order.total, "currency": order.currency})
        for position, (product, amount) in enumerate(order.lines, 1):
            line = {"order_id": number, "position": position, "product_id": product, "quantity_milli": amount}
            db.insert("order_line", line)
    for kind, at, done in who.activities:
        db.insert("activity", {"customer_id": who.id, "kind": kind, "at": at, "done": done})
    for at, status in who.cases:
        resolved = at if status == "resolved" else None
        row = {"customer_id": who.id, "opened_at": at, "status": status, "priority": "normal"}
        db.insert("support_case", _named("Sorun") | row | {"resolved_at": resolved})
