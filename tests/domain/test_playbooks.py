"""Playbooks: the tasks come once a period, whoever runs them how often."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.playbooks.run import period_of
from crmcli.domain.playbooks.steps import Span, Step, parse_steps, span
from crmcli.errors import Conflict, CrmError, UsageError
from tests.support.making import add, one
from tests.support.market import fill, playbook, run_playbooks, writing


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("Call and thank; +3 days; high", Step("Call and thank", Span(3), "high")),
        ("Ara", Step("Ara", Span(0), "normal")),
        ("Ara; yüksek; 2 hafta", Step("Ara", Span(14), "high")),
        ("Ara; 10 gün sonra", Step("Ara", Span(10), "normal")),
        ("Ara; in 1 month; low", Step("Ara", Span(0, 1), "low")),
        ("Ara; yarın", Step("Ara", Span(1), "normal")),
        ("Ara;;", Step("Ara", Span(0), "normal")),
        ("Ara; iki gün sonra", Step("Ara", Span(2), "normal")),
        ("Ara; in a month", Step("Ara", Span(0, 1), "normal")),
        ("Ara; yirmi beş gün", Step("Ara", Span(25), "normal")),
    ],
)
def test_a_step_is_what_when_and_how_urgent(line: str, step: Step) -> None:
    assert parse_steps(line) == [step]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("", "without steps"),
        ("; +3 days", "step 1 does nothing"),
        ("Ara\nYaz; bazen", 'step 2, "bazen": neither'),
        ("Ara; +3 days; +4 days", 'step 1, "+4 days"'),
        ("Ara; 3 fortnights", "3 fortnights"),
        ("Ara; -3 days", '"-3 days": neither'),
        ("Ara; beş iki gün", '"beş iki gün": neither'),
        ("Ara; +9999 years", "more than 100 years"),
        ("Ara; 9999 weeks", "more than 100 years"),
        ("x\n" * 51, "more than 50"),
    ],
)
def test_a_step_that_can_not_be_read_is_named(lines: str, says: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_steps(lines)
    assert says in error.value.message


def test_only_a_line_ends_a_step() -> None:
    assert [step.subject for step in parse_steps("Ara\r\nYaz\n")] == ["Ara", "Yaz"]
    assert len(parse_steps("Ara\u2028Yaz")) == 1


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_steps(text: str) -> None:
    with suppress(CrmError):
        assert all(step.subject for step in parse_steps(text))
    assert span(f"{text}\n") == span(text)


@pytest.mark.parametrize(
    ("period", "name"),
    [("once", "once"), ("week", "2026-W53"), ("month", "2027-01"), ("quarter", "2027-Q1"), ("year", "2027")],
)
def test_periods_are_those_of_the_calendar(period: str, name: str) -> None:
    assert period_of(date(2027, 1, 2), period) == name


def test_everybody_of_the_condition_gets_the_tasks_once_a_period(store: Store) -> None:
    numbers = fill(store, 3)
    owner = add(store, "user", "Ayşe Öz")
    with writing(store) as db:
        db.update("customer", numbers[0], {"owner_id": owner})
    playbook(store, period="quarter", steps="Ara; +3 days; high\nYaz; 2 weeks")
    rows = run_playbooks(store)
    assert [(row.id, row.tasks, row.first_due, row.owner) for row in rows] == [
        (numbers[0], 2, date(2026, 11, 24), "Ayşe Öz"),
        (numbers[1], 2, date(2026, 11, 24), None),
        (numbers[2], 2, date(2026, 11, 24), None),
    ]
    assert run_playbooks(store) == []
    assert run_playbooks(store, on=date(2026, 12, 31)) == []
    fill(store, 1)
    assert len(run_playbooks(store)) == 1
    assert len(run_playbooks(store, on=date(2027, 1, 1))) == 4
    query = "SELECT kind, done, at, priority, user_id, subject FROM activity ORDER BY id"
    assert one(store, query) == ("task", 0, "2026-11-24", "high", owner, "Ara")
    assert one(store, "SELECT count(*) FROM activity") == (16,)
    assert one(store, "SELECT key FROM firing ORDER BY id") == ("C-1/2026-Q4",)


def test_once_is_once_for_ever(store: Store) -> None:
    fill(store, 2)
    playbook(store)
    assert len(run_playbooks(store)) == 2
    assert run_playbooks(store, on=date(2036, 1, 1)) == []


def test_the_playbooks_owner_gets_the_tasks_before_the_customers(store: Store) -> None:
    numbers = fill(store, 1)
    mine, theirs = add(store, "user", "Ben"), add(store, "user", "O")
    with writing(store) as db:
        db.update("customer", numbers[0], {"owner_id": theirs})
    playbook(store, owner="Ben")
    run_playbooks(store)
    assert one(store, "SELECT user_id FROM activity") == (mine,)


def test_one_put_aside_runs_by_name_only(store: Store) -> None:
    fill(store, 1)
    playbook(store, active="no")
    assert run_playbooks(store) == []
    assert len(run_playbooks(store, "hoş geldin")) == 1


def test_a_playbook_that_can_not_be_read_leaves_the_others_running(store: Store) -> None:
    fill(store, 1)
    playbook(store)
    playbook(store, "İkinci")
    with writing(store) as db:
        db.update("playbook", 1, {"filter": "ctiy = x"})
    rows = run_playbooks(store)
    assert [(row.playbook, row.status) for row in rows] == [("İkinci", "added"), ("Hoş geldin", "failed")]
    assert "ctiy" in rows[1].reason


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (date(2026, 1, 31), "2026-02-28"),
        (date(2028, 1, 31), "2028-02-29"),
        (date(2026, 12, 31), "2027-01-31"),
        (date(2026, 3, 31), "2026-04-30"),
    ],
)
def test_a_month_after_the_last_day_is_the_last_day(store: Store, start: date, due: str) -> None:
    fill(store, 1)
    playbook(store, period="month", steps="Ara; 1 ay sonra")
    assert len(run_playbooks(store, on=start)) == 1
    assert run_playbooks(store, on=start.replace(day=28)) == []
    assert one(store, "SELECT at FROM activity") == (due,)


def test_a_playbook_whose_steps_can_not_be_read_is_shown(store: Store) -> None:
    from crmcli.domain.playbooks.views import show_playbook
    from crmcli.domain.views import ShowRecord

    playbook(store)
    with writing(store) as db:
        db.update("playbook", 1, {"steps": "Ara; bazen"})
    with store.reading() as db:
        found = show_playbook(db, ShowRecord("PB-1"))
    assert [note for note in found.notes if "can't be read: step 1" in note]


def test_what_a_playbook_needs_is_asked_for(store: Store) -> None:
    for given_ in ({"filter": "ctiy = x"}, {"steps": "Ara; bazen"}):
        with pytest.raises(UsageError):
            playbook(store, **given_)
    for empty in ({"filter": ""}, {"steps": ""}):
        with pytest.raises(CrmError):
            playbook(store, **empty)
    playbook(store)
    with pytest.raises(Conflict):
        playbook(store, "HOŞ GELDİN")
