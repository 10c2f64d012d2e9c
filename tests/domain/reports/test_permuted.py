"""Which row of the store comes first, and which number a record has, changes nothing in a report."""

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from crmcli.db import open_store
from crmcli.domain.reports.care import checks, demand, satisfaction, service
from crmcli.domain.reports.standing import activity_class, cycle, deliveries, receivables, referrals, wallet
from crmcli.domain.reports.standing.activity_rows import CLASSES
from crmcli.domain.reports.standing.cycle_rules import ACTIONS, PHASES
from crmcli.sql import Writer
from tests.domain.reports.shop import line, named, order
from tests.support.store import writing

DAY = date(2026, 11, 21)
ASKED: tuple[tuple[Any, dict[str, Any]], ...] = (
    (cycle, {"by": "city", "minute_cost": "3", "cost_currency": "TRY"}),
    (cycle, {"summary": True}),
    (cycle, {"by": "action", "currency": "TRY"}),
    (activity_class, {"by": "city"}),
    (activity_class, {"by": "rfm"}),
    (referrals, {"by": "city"}),
    (referrals, {"summary": True}),
    (wallet, {"by": "city"}),
    (receivables, {"by": "city", "all": True, "currency": "EUR"}),
    (receivables, {"by": "age", "all": True}),
    (deliveries, {"by": "city"}),
    (satisfaction, {"by": "rfm"}),
    (satisfaction, {}),
    (service, {"by": "city"}),
    (demand, {"by": "city"}),
    (checks, {"by": "question"}),
)
PRODUCTS = ("Masa", "Kalem", "Defter")
CITIES = ("İzmir", "Bursa", "Iğdır", None)


def fill(db: Writer, seed: int) -> None:
    """Forty customers and all that is around them, written in an order of the seed."""
    mixed = Random(seed)  # noqa: S311 - a repeatable order, no secret

    def shuffled(what: list[Any]) -> list[Any]:
        mixed.shuffle(what)
        return what

    numbers: dict[int, int] = {}
    for n in shuffled(list(range(40))):
        row = {**named(f"Müşteri {n}"), "kind": "person", "city": CITIES[n % 4], "created_on": "2025-01-01"}
        numbers[n] = db.insert("customer", row)
    for n in range(1, 40, 3):
        db.update("customer", numbers[n], {"referrer_id": numbers[n // 2]})
    products = {}
    for name in shuffled(list(PRODUCTS)):
        row = {**named(name), "category": name, "active": 1, "cost_minor": 50, "currency": "TRY"}
        products[name] = db.insert("product", row)
    db.insert("rate", {"currency": "EUR", "base": "TRY", "day": "2025-01-01", "rate": "40.333"})
    for n, of in shuffled([(who, k) for who in range(40) for k in range(who % 5)]):
        day = f"2026-{1 + (3 * n + of) % 10:02}-{1 + n % 27:02}"
        more = {"promised_on": day, "delivered_on": day if n % 3 else None, "due_on": day if n % 2 else None}
        code = "EUR" if n % 7 == 0 else "TRY"
        bought = order(db, numbers[n], day, 100 + 37 * n + of, currency=code, **more)
        line(
            db,
            bought,
            100 + 37 * n + of,
            product_id=products[("Masa", "Kalem", "Defter")[of % 3]],
            currency=code,
        )
    for n in shuffled(list(range(0, 40, 2))):
        who = {"customer_id": numbers[n]}
        done = {"kind": "call", "direction": "in", "done": 1, "subject": "x", "minutes": n}
        db.insert("activity", {**done, **who, "at": f"2026-10-{1 + n % 27:02}T08:00:00Z"})
        at = f"2026-10-{1 + n % 27:02}T07:{n:02}:00Z"
        end = {"status": "resolved", "resolved_at": "2026-11-02T12:00:00Z"} if n % 4 else {"status": "open"}
        db.insert("support_case", {**named("Soru"), **who, "priority": "normal", "opened_at": at, **end})
        score = {"nps": n % 11, "expectation": n % 6, "experience": (n * 3) % 8, "scale": 7 if n % 5 else 10}
        db.insert("survey", {**who, **score, "answered_on": f"2026-{1 + n % 11:02}-03"})
        wish = {**named(("Taksit", "Kargo")[n % 4 // 2]), "status": "open", "weight": 1 + n % 3}
        db.insert("request", {**wish, **who, "asked_on": "2026-11-01"})
        estimate = {"amount_minor": 5000 + n, "currency": "TRY", "estimated_on": "2026-05-01"}
        db.insert("wallet", {**estimate, **who})
        paid = {"amount_minor": 60 + n, "currency": "TRY", "paid_on": "2026-11-01"}
        db.insert("payment", {**paid, **who})
        check = {
            "branch": f"Şube {n % 3}",
            "checked_on": f"2026-10-{1 + n % 27:02}",
            "points": n % 5,
            "best": 5,
        }
        db.insert("shop_check", {**check, "answers": f"Soru {n % 4}: {n % 5}/5"})


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """The same business, written in three orders."""
    folder: Path = tmp_path_factory.mktemp("permuted")
    made = [open_store(str(folder / f"{seed}.db")) for seed in range(3)]
    for seed, store in enumerate(made):
        with writing(store) as db:
            fill(db, seed)
    return made


@pytest.mark.parametrize(("module", "asked"), ASKED, ids=lambda one: getattr(one, "__name__", str(one)))
def test_the_order_of_rows_and_numbers_changes_nothing(
    stores: list[Any], module: Any, asked: dict[str, Any]
) -> None:
    found = []
    for store in stores:
        with store.reading() as db:
            answer = module.report(db, module.Request(**{"as_of": DAY, **asked}))
        found.append((answer.rows, answer.total, answer.pictures, answer.notes))
    assert found[0][0]
    assert found[1] == found[0]
    assert found[2] == found[0]


def test_everybody_is_in_one_class_one_phase_and_one_action(stores: list[Any]) -> None:
    with stores[0].reading() as db:
        classes = activity_class.report(db, activity_class.Request(DAY)).rows
        places = cycle.report(db, cycle.Request(DAY, minute_cost="2")).rows
    assert len({row.id for row in classes}) == len(classes) == 40
    assert {row.group for row in classes} <= set(CLASSES)
    assert len({row.id for row in places}) == len(places) == 40
    assert {row.phase for row in places} <= set(PHASES)
    assert {row.action for row in places} <= set(ACTIONS)


@pytest.mark.parametrize("names", [("AKŞAM", "Akşam", "akşam"), ("akşam", "AKŞAM", "Akşam")])
def test_the_spelling_of_a_wish_hangs_on_no_order(names: tuple[str, ...]) -> None:
    assert demand.spelling(names) == "Akşam"
