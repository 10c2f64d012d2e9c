"""The day's list: what stands in it, what comes first, what a screen holds."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.nouns import BY_NAME
from crmcli.domain.records import Keys, create
from crmcli.domain.tasks.due import Calendar
from crmcli.domain.today.agenda import PARTS, Today, TodayRow, is_late, today
from crmcli.domain.today.fit import fitted
from crmcli.domain.today.items import Ask, Item, Part, when
from crmcli.errors import NotFound, UsageError
from crmcli.sql import Writer
from tests.support.store import writing

TODAY = date(2026, 11, 21)
ASK = Ask(Calendar(TODAY))


def ago(days: int) -> str:
    """Return the day so many days before the day of the tests."""
    return (TODAY - timedelta(days=days)).isoformat()


def make(db: Writer, noun: str, **values: object) -> int:
    """Make a record of what is given."""
    return create(db, BY_NAME[noun], values, Keys())


def task(db: Writer, subject: str, at: str, **values: object) -> int:
    """Make an open task."""
    return make(db, "activity", kind="task", done=0, subject=subject, at=at, **values)


def rows(store: Store, *only: str, ask: Ask = ASK, owner: str | None = None) -> list[TodayRow]:
    """Return all there is to do."""
    with store.reading() as db:
        return list(today(db, Today(ask, only, owner=owner, me="tester")).rows)


def told(store: Store, *only: str, ask: Ask = ASK) -> list[tuple[str, str]]:
    """Return numbers and reasons."""
    return [(row.id, row.why) for row in rows(store, *only, ask=ask)]


@pytest.fixture
def shop(store: Store) -> Store:
    """A customer of Ayşe's."""
    with writing(store) as db:
        owner = make(db, "user", name="Ayşe", active=1)
        make(db, "customer", name="Işık Mobilya", kind="organisation", owner=owner, created_on=ago(400))
    return store


def test_nothing_to_do_is_said_so(store: Store) -> None:
    with store.reading() as db:
        found = today(db, Today(ASK))
    assert (list(found.rows), found.title, found.empty) == (
        [],
        None,
        "nothing is due today, and nobody waits",
    )


def test_tasks_are_late_due_or_planned_and_those_ahead_are_asked_for(shop: Store) -> None:
    with writing(shop) as db:
        task(db, "late", ago(3), customer=1)
        task(db, "very", ago(9), priority="high")
        task(db, "now", f"{TODAY}T12:30:00Z")
        task(db, "ahead", ago(-2))
        make(db, "activity", kind="meeting", done=0, subject="samples", at=f"{TODAY}T09:00:00Z")
        make(db, "activity", kind="visit", done=0, subject="said done?", at=ago(4))
        make(db, "activity", kind="task", done=1, subject="done", at=ago(4))
    assert told(shop) == [
        ("A-2", "9 days late, high"),
        ("A-1", "3 days late"),
        ("A-5", "today 09:00"),
        ("A-6", "4 days ago, done?"),
        ("A-3", "today 12:30"),
    ]
    assert told(shop, "soon") == [("A-4", "in 2 days")]


def test_the_first_line_is_the_most_urgent_and_says_why(shop: Store) -> None:
    with writing(shop) as db:
        task(db, "Call back", ago(2), customer=1)
        make(db, "case", name="Broken drawer", customer=1, status="open", priority="urgent", opened_at=ago(1))
    with shop.reading() as db:
        found = today(db, Today(ASK))
    assert found.title == "Do first: CS-1 Işık Mobilya: Broken drawer (urgent, waits 1 day)"
    assert found.rows[0].id == "CS-1"


def test_only_cases_that_nobody_answered_wait(shop: Store) -> None:
    with writing(shop) as db:
        same = {"customer": 1, "priority": "normal", "opened_at": ago(2)}
        make(db, "case", name="waits", status="open", **same)
        make(db, "case", name="answered", status="open", first_response_at=ago(1), **same)
        make(db, "case", name="resolved", status="resolved", resolved_at=ago(1), **same)
    assert told(shop, "cases") == [("CS-1", "waits 2 days")]


def test_promised_deliveries_are_late_or_near(shop: Store) -> None:
    with writing(shop) as db:
        for promised, delivered, status in (
            (2, None, "open"),
            (-3, None, "open"),
            (2, 1, "completed"),
            (-9, None, "open"),
        ):
            make(
                db,
                "order",
                customer=1,
                status=status,
                promised_on=ago(promised),
                delivered_on=None if delivered is None else ago(delivered),
            )
        make(db, "order", customer=1, status="cancelled", promised_on=ago(2))
    assert told(shop, "deliveries") == [("S-1", "2 days late"), ("S-2", "in 3 days")]


def test_what_is_open_of_an_order_past_its_day_is_overdue(shop: Store) -> None:
    with writing(shop) as db:
        for due, total in ((10, 50000), (10, 70000), (-5, 90000)):
            values = {"total": total, "currency": "TRY", "ordered_on": ago(30), "due_on": ago(due)}
            make(db, "order", customer=1, status="completed", **values)
        make(db, "payment", customer=1, order=2, amount=70000, currency="TRY", paid_on=ago(2))
    (row,) = rows(shop, "payments")
    assert (row.id, row.why, row.what) == ("S-1", "10 days late", "₺500.00 open of S-1")


def test_quotes_end_soon_or_ended_within_the_month(shop: Store) -> None:
    with writing(shop) as db:
        for valid, status in (
            (-1, "sent"),
            (-6, "sent"),
            (-20, "sent"),
            (3, "sent"),
            (60, "sent"),
            (-1, "accepted"),
        ):
            make(db, "quote", name="Offer", customer=1, version=1, status=status, valid_until=ago(valid))
    assert told(shop, "quotes") == [
        ("Q-1", "ends tomorrow"),
        ("Q-2", "ends in 6 days"),
        ("Q-4", "ended 3 days ago"),
    ]


def test_a_cadence_is_broken_when_nobody_was_in_touch_for_longer(shop: Store) -> None:
    with writing(shop) as db:
        db.update("customer", 1, {"cadence_days": 30})
        make(db, "activity", kind="call", done=1, subject="x", at=f"{ago(45)}T10:00:00Z", customer=1)
        make(db, "activity", kind="note", done=1, subject="x", at=ago(1), customer=1)
        kept = make(db, "customer", name="Kept", kind="organisation", cadence_days=30, created_on=ago(400))
        make(db, "order", customer=kept, status="completed", ordered_on=ago(29))
    assert told(shop, "cadence") == [("C-1", "45 days, every 30")]


def test_a_good_customer_is_quiet_after_twice_the_usual_time(shop: Store) -> None:
    with writing(shop) as db:
        small = make(db, "customer", name="Small", kind="organisation")
        busy = make(db, "customer", name="Busy", kind="organisation")
        for customer, last, total in ((1, 70, 90000), (small, 70, 1000), (busy, 40, 90000)):
            for number in range(4):
                days = {"ordered_on": ago(last + 30 * number), "total": total, "currency": "TRY"}
                make(db, "order", customer=customer, status="completed", **days)
    assert told(shop, "quiet") == [("C-1", "70 days, usually 30")]
    with writing(shop) as db:
        make(db, "activity", kind="call", done=1, subject="x", at=f"{ago(3)}T10:00:00Z", customer=1)
    assert told(shop, "quiet") == []


@pytest.mark.parametrize(
    ("on", "born", "said"),
    [
        ("2026-11-21", "1990-11-21", ("today", "turns 36")),
        ("2026-11-21", "1990-11-28", ("in 7 days", "turns 36")),
        ("2026-12-30", "1990-01-02", ("in 3 days", "turns 37")),
        ("2027-02-27", "2000-02-29", ("tomorrow", "turns 27")),
        ("2028-02-27", "2000-02-29", ("in 2 days", "turns 28")),
        ("2026-11-21", "1990-11-29", None),
        ("2026-11-21", "1990-11-20", None),
    ],
)
def test_birthdays_of_the_week_ahead(shop: Store, on: str, born: str, said: tuple[str, str] | None) -> None:
    with writing(shop) as db:
        make(db, "contact", name="Ali", birth_date=born, customer=1)
    found = rows(shop, "birthdays", ask=Ask(Calendar(date.fromisoformat(on))))
    assert [(row.why, row.what) for row in found] == ([said] if said else [])
    assert all(row.who == "Ali · Işık Mobilya" for row in found)


def test_an_opportunity_is_stuck_past_its_close_or_longer_than_nine_of_ten(shop: Store) -> None:
    with writing(shop) as db:
        stages = [
            row[0] for row in db.tuples("SELECT id FROM stage WHERE outcome = 'open' ORDER BY position")
        ]
        for stay in range(1, 11):
            moved = make(db, "opportunity", name="moved on", stage=stages[1], created_on=ago(5))
            for stage, day in ((stages[0], 5 + stay), (stages[1], 5)):
                step = {"opportunity_id": moved, "to_stage_id": stage, "changed_on": ago(day)}
                db.insert("stage_change", step)
        late = make(db, "opportunity", name="late", customer=1, stage=stages[1], expected_close=ago(4))
        long = make(db, "opportunity", name="long", customer=1, stage=stages[0], created_on=ago(10))
        make(db, "opportunity", name="usual", customer=1, stage=stages[0], created_on=ago(9))
    assert told(shop, "stuck") == [(f"O-{late}", "close 4 days ago"), (f"O-{long}", "10 days, usually 9")]


def test_only_what_is_for_one_of_us(shop: Store) -> None:
    with writing(shop) as db:
        other = make(db, "user", name="Can", active=1)
        task(db, "by the customer's owner", ago(1), customer=1)
        task(db, "for Can", ago(1), customer=1, user=other)
        task(db, "nobody's", ago(1))
    assert [row.what for row in rows(shop, owner="ayşe")] == ["by the customer's owner"]
    assert [row.what for row in rows(shop, owner="can")] == ["for Can"]
    with pytest.raises(NotFound, match='no user is called "tester"'):
        rows(shop, owner="me")


def test_every_part_answers_with_an_owner_and_a_limit(shop: Store) -> None:
    with writing(shop) as db:
        for _ in range(3):
            task(db, "x", ago(1), customer=1)
    with shop.reading() as db:
        for read in PARTS.values():
            part = read(db, ASK._replace(owner=1, limit=2, soon=True))
            assert len(part.items) <= 2 <= max(2, part.total)
        assert PARTS["overdue"](db, ASK._replace(limit=2)).total == 3


def test_an_unknown_part_is_refused_with_those_there_are(store: Store) -> None:
    with pytest.raises(UsageError, match='no part of the list is called "foo"') as refused:
        rows(store, "foo")
    assert "overdue" in (refused.value.hint or "")


def test_something_late_is_found_and_something_ahead_is_not(shop: Store) -> None:
    with writing(shop) as db:
        task(db, "now", TODAY.isoformat())
    assert not is_late(rows(shop))
    with writing(shop) as db:
        task(db, "late", ago(1))
    assert is_late(rows(shop))


@pytest.mark.parametrize(
    ("late", "said"), [(2, "2 days late"), (0, "today"), (-1, "tomorrow"), (-4, "in 4 days")]
)
def test_days_are_said_in_words(late: int, said: str) -> None:
    assert when(late) == said


def _part(name: str, count: int) -> Part:
    item = Item("A-1", None, "x", None, 1, "late", 50)
    return Part(name, [item] * min(count, 20), count)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=12))
def test_a_screen_holds_a_line_of_every_part_and_never_more_than_it_has(counts: list[int]) -> None:
    shown = fitted([_part(str(number), count) for number, count in enumerate(counts)], 18)
    assert sum(one.lines for one in shown) <= 18
    assert all(one.lines >= 1 for one in shown)
    assert all(one.items <= one.part.total for one in shown)
    if sum(counts) <= 8:
        assert [one.items for one in shown] == counts


def test_the_urgent_parts_get_the_most_room() -> None:
    shown = fitted([_part("cases", 9), _part("overdue", 40), _part("stuck", 300)], 12)
    assert [one.items for one in shown] == [5, 3, 1] or shown[0].items >= shown[1].items >= shown[2].items
    assert sum(one.lines for one in shown) <= 12
