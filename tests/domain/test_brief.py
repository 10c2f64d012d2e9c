"""What to know before a call: value, rhythm, what is open and next, what is unknown."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.brief import Brief, CustomerBrief, customer_brief
from crmcli.domain.brief_rules import (
    Due,
    Facts,
    Known,
    Value,
    last_talk,
    next_birthday,
    next_step,
    purchase_days,
    rhythm,
    values,
)
from crmcli.domain.nouns import ACTIVITY, CONTACT, CUSTOMER, OPPORTUNITY, ORDER
from crmcli.domain.results import Record
from crmcli.domain.timeline.events import Event, Placed, placed
from tests.support.history import isik, make, noted, stage

NOW = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)


def happened(*events: tuple[str, str, str | None, int | None]) -> list[Placed]:
    """Place events of (source, type or order status, day, amount)."""
    return placed(
        [
            Event(
                source,
                "order" if source == "order" else kind,
                "A",
                number,
                number,
                day,
                1,
                state=kind if source == "order" else None,
                amount=amount,
                currency="TRY" if amount is not None else None,
                command="import",
            )
            for number, (source, kind, day, amount) in enumerate(events, 1)
        ],
        UTC,
    )


def test_value_counts_purchases_and_takes_refunds_off_what_was_spent() -> None:
    orders = happened(
        ("order", "completed", "2026-01-01", 1000),
        ("order", "completed", "2026-01-02", 501),
        ("order", "completed", "2026-01-03", -200),
        ("order", "cancelled", "2026-01-04", 9000),
        ("order", "completed", None, 9000),
    )
    assert values(orders) == [Value("TRY", 2, 1301, 750)]


def test_an_order_of_zero_is_a_purchase() -> None:
    assert values(happened(("order", "completed", "2026-01-01", 0))) == [Value("TRY", 1, 0, 0)]


def test_several_purchases_of_one_day_are_one_day_of_purchase() -> None:
    days = happened(*[("order", "completed", day, 5) for day in ("2026-01-01", "2026-01-01", "2026-02-01")])
    assert purchase_days(days) == [date(2026, 1, 1), date(2026, 2, 1)]


@pytest.mark.parametrize(
    ("days", "expected"),
    [([], None), ([1], None), ([1, 11], None), ([1, 11, 31], 15.0), ([1, 3, 11, 31], 8.0)],
)
def test_rhythm_is_the_median_of_the_gaps_and_needs_two(days: list[int], expected: float | None) -> None:
    assert rhythm([date(2026, 1, day) for day in days]) == expected


def test_notes_and_tasks_are_no_contact() -> None:
    talks = happened(
        ("activity", "call", "2026-01-01", None),
        ("activity", "note", "2026-02-01", None),
        ("activity", "task", "2026-03-01", None),
    )
    assert last_talk(talks) == date(2026, 1, 1)
    assert last_talk([]) is None


@pytest.mark.parametrize(
    ("born", "as_of", "on", "turns"),
    [
        ("1984-12-03", "2026-11-21", "2026-12-03", 42),
        ("1984-11-21", "2026-11-21", "2026-11-21", 42),
        ("1984-11-20", "2026-11-21", "2027-11-20", 43),
        ("1984-02-29", "2027-02-28", "2027-02-28", 43),
        ("1984-02-29", "2027-03-01", "2028-02-29", 44),
        ("1984-02-29", "2026-12-31", "2027-02-28", 43),
    ],
)
def test_the_next_birthday_may_be_today(born: str, as_of: str, on: str, turns: int) -> None:
    found = next_birthday(date.fromisoformat(born), date.fromisoformat(as_of))
    assert found == (date.fromisoformat(on), turns)


CALL = Due(-3, "call", "Offer", "A-9")
MEETING = Due(4, "meeting", "Sunum", "A-5")
CLOSE = Due(24, "opportunity", "Showroom (New, 10 %)", "O-2")


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        (Facts((CALL, MEETING, CLOSE)), "overdue by 3 days: call, Offer (A-9)"),
        (Facts((MEETING, CLOSE)), "meeting in 4 days: Sunum (A-5)"),
        (Facts((MEETING._replace(days=0),)), "meeting today: Sunum (A-5)"),
        (Facts((MEETING._replace(days=1),)), "meeting tomorrow: Sunum (A-5)"),
        (Facts((CLOSE,), 30, 40, 5), "to close in 24 days: Showroom (New, 10 %), O-2"),
        (Facts((CLOSE._replace(days=-1),)), "was to close 1 day ago: Showroom (New, 10 %), O-2"),
        (Facts((CLOSE._replace(days=31),), 30, 40, 5), "buys every 30 days, last 40 days ago: make an offer"),
        (Facts((), 30, 30, 5), "nothing presses"),
        (Facts((), None, None, None), "never spoken with: call"),
        (Facts((), None, None, 94), "no contact for 94 days: call"),
        (Facts((), None, None, 60), "nothing presses"),
        (Facts((CLOSE._replace(days=90),), None, None, 5), "to close in 90 days: Showroom (New, 10 %), O-2"),
    ],
)
def test_the_next_step_is_the_most_pressing(facts: Facts, step: str) -> None:
    assert next_step(facts) == step


def test_what_is_unknown_is_named() -> None:
    known = Known(phone=True, email=False, tax_number=False, owner=True, city=True, contact=False)
    assert known.missing() == ("email", "tax number", "contact")


def brief(store: Store, ref: str = "C-1") -> Record[Brief]:
    with store.reading() as db:
        return customer_brief(db, CustomerBrief(ref, NOW.date(), NOW, lapsed_days=365))


def rows(record: Record[Any], title: str) -> list[Any]:
    return list(next(section.rows for section in record.sections if section.title == title))


def test_a_brief_puts_it_all_together(store: Store) -> None:
    isik(store)
    record = brief(store)
    item = record.item
    assert record.title == "C-1  Işık Mobilya"
    assert (item.status, item.known_since, item.customer_since) == (
        "customer",
        date(2026, 3, 5),
        date(2026, 4, 10),
    )
    assert (item.orders, item.spent, item.average, item.last_order) == (2, None, None, date(2026, 5, 21))
    assert item.last_contact == date(2026, 11, 18)
    assert item.next_step == "meeting in 4 days: Sunum (A-4)"
    assert item.unknown == ("email", "tax number")
    assert [row.ref for row in rows(record, "Last events")] == ["S-1", "S-2", "S-3", "S-4", "A-3"]
    assert [(row.ref, row.due) for row in rows(record, "Open")] == [("A-4", date(2026, 11, 25))]
    assert [(row.name, row.role) for row in rows(record, "People")] == [("Ayşe Kaya", "Satın alma")]
    assert [(row.on, row.turns) for row in rows(record, "Birthdays")] == [(date(2026, 12, 3), 42)]
    assert [(row.currency, row.orders, row.spent) for row in rows(record, "Bought")] == [
        ("EUR", 1, 250_000),
        ("TRY", 1, 4_675_000),
    ]


def test_with_one_currency_the_value_stands_in_the_brief_itself(store: Store) -> None:
    with store.writing(noted("2026-11-20T09:00:00Z", "import …")) as db:
        make(db, CUSTOMER, name="Ada", kind="person", phone="0532 123 45 67")
        for day in ("2026-09-01", "2026-09-11", "2026-09-21"):
            make(db, ORDER, customer=1, ordered_on=day, status="completed", total=100, currency="TRY")
        make(db, ORDER, customer=1, ordered_on="2026-12-01", status="completed", total=7, currency="TRY")
    record = brief(store)
    item = record.item
    assert (item.spent, item.average, item.currency, item.rhythm) == (300, 100, "TRY", 10.0)
    assert item.next_step == "buys every 10 days, last 61 days ago: make an offer"
    assert item.unknown == ("email", "tax number", "owner", "city")
    assert rows(record, "Bought") == []


def test_open_opportunities_stand_by_their_expected_close(store: Store) -> None:
    with store.writing(noted("2026-11-20T09:00:00Z")) as db:
        make(db, CUSTOMER, name="Ada", kind="organisation")
        for name, at, close in (
            ("late", "New", None),
            ("soon", "Proposal", "2026-12-01"),
            ("won", "Won", None),
        ):
            make(db, OPPORTUNITY, name=name, customer=1, stage=stage(db, at), expected_close=close,
                 amount=500, currency="TRY")  # fmt: skip
        make(db, ACTIVITY, kind="task", at="2026-11-01", subject="ring", customer=1, done=0)
    record = brief(store)
    assert [(row.type, row.text, row.ref) for row in rows(record, "Open")] == [
        ("task", "ring", "A-1"),
        ("opportunity", "soon (Proposal, 50 %)", "O-2"),
        ("opportunity", "late (New, 10 %)", "O-1"),
    ]
    assert record.item.next_step == "overdue by 20 days: task, ring (A-1)"


def test_contacts_who_left_are_not_among_the_people(store: Store) -> None:
    with store.writing(noted("2026-11-20T09:00:00Z")) as db:
        make(db, CUSTOMER, name="Ada", kind="organisation")
        make(
            db,
            CONTACT,
            name="Gone",
            customer=1,
            until="2026-11-20",
            phone="0532 123 45 67",
            birth_date="1990-11-22",
        )
        make(db, CONTACT, name="Here", customer=1, email="here@ada.example")
    record = brief(store)
    assert [row.name for row in rows(record, "People")] == ["Here"]
    assert rows(record, "Birthdays") == []
    assert record.item.unknown == ("phone", "tax number", "owner", "city")


def test_nothing_open_is_said(store: Store) -> None:
    with store.writing(noted("2026-11-20T09:00:00Z")) as db:
        make(db, CUSTOMER, name="Ada", kind="person")
    record = brief(store)
    assert next(section.empty for section in record.sections if section.title == "Open") == "nothing is open"
    assert record.item.next_step == "never spoken with: call"
