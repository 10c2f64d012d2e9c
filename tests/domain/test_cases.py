"""Cases from their opening to their resolution, and back."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.adding import AddRecord
from crmcli.domain.care import AddFor
from crmcli.domain.cases import ListCases, ShowCase, list_cases, show_case
from crmcli.domain.cases_due import Promise, read_promise
from crmcli.domain.cases_moves import (
    Duplicate,
    MoveCases,
    edit_cases,
    mark_duplicates,
    move_cases,
    open_case,
)
from crmcli.domain.cases_reply import Reply, reply_to_case
from crmcli.domain.editing import EditRecords
from crmcli.domain.given import Context
from crmcli.domain.results import Change
from crmcli.domain.targets import Targets
from crmcli.domain.views import ListRecords, ShowRecord
from crmcli.domain.work_time import WorkTime
from crmcli.errors import Conflict, Refused, UsageError
from crmcli.sql import Writer
from tests.domain.reports.shop import named
from tests.support.store import writing

TODAY = date(2026, 11, 21)
CONTEXT = Context(TODAY)
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
Act = Callable[[Writer, Any], Change[Any]]


@pytest.fixture
def do(store: Store) -> Callable[[Act, Any], Change[Any]]:
    """Carry out an act in a change of its own; the store has the customer C-1."""
    with writing(store) as db:
        db.insert("customer", {**named("Ayşe Işık"), "kind": "person"})

    def run(act: Act, request: Any) -> Change[Any]:
        with writing(store) as db:
            return act(db, request)

    return run


def opening(name: str = "Fatura yanlış", who: str = "C-1", **given: str) -> AddFor:
    return AddFor(AddRecord("case", {"name": name, **given}, CONTEXT), who)


def moving(kind: str, text: str | None = None, at: str | None = None, case: str = "CS-1") -> MoveCases:
    return MoveCases(Targets((case,)), kind, CONTEXT, text, at)


def promised(**minutes: int) -> Promise:
    return Promise(NOW, WorkTime(), minutes)


def case(store: Store, number: int = 1) -> dict[str, Any]:
    columns = ("status", "first_response_at", "resolved_at", "resolution", "duplicate_of_id", "branch")
    with store.reading() as db:
        row = db.tuples(f"SELECT {', '.join(columns)} FROM support_case WHERE id = :id", {"id": number})[0]
    return dict(zip(columns, row, strict=True))


def steps(store: Store, number: int = 1) -> list[tuple[Any, ...]]:
    with store.reading() as db:
        return db.tuples("SELECT kind, note FROM case_step WHERE case_id = :id ORDER BY id", {"id": number})


def test_the_first_answer_is_kept_and_a_later_one_does_not_move_it(store: Store, do: Any) -> None:
    do(open_case, opening(opened_at="2026-11-20 10:00"))
    do(reply_to_case, Reply("CS-1", "bakıyoruz", CONTEXT, "2026-11-20 10:30", 5))
    do(reply_to_case, Reply("CS-1", "düzelttik", CONTEXT, "2026-11-20 12:00", channel="e-posta"))
    assert case(store)["first_response_at"] == "2026-11-20T10:30:00Z"
    with store.reading() as db:
        talks = db.tuples("SELECT kind, direction, minutes, case_id, customer_id FROM activity ORDER BY id")
    assert talks == [("message", "out", 5, 1, 1), ("email", "out", None, 1, 1)]
    assert [kind for kind, _ in steps(store)] == ["opened", "replied", "replied"]


def test_an_answer_goes_through_the_channel_of_the_case(store: Store, do: Any) -> None:
    do(open_case, opening(channel="Telefon"))
    do(reply_to_case, Reply("CS-1", "aradık", CONTEXT, wait=True))
    with store.reading() as db:
        assert db.tuples("SELECT kind, channel FROM activity") == [("call", "Telefon")]
    assert case(store)["status"] == "waiting"


def test_a_resolution_is_the_first_answer_where_there_was_none(store: Store, do: Any) -> None:
    do(open_case, opening(opened_at="2026-11-20 10:00"))
    do(move_cases, moving("resolved", "yeni fatura", "2026-11-20 11:00"))
    found = case(store)
    assert (found["status"], found["resolution"]) == ("resolved", "yeni fatura")
    assert found["first_response_at"] == found["resolved_at"] == "2026-11-20T11:00:00Z"


def test_reopening_clears_the_resolution_and_its_step_keeps_it(store: Store, do: Any) -> None:
    do(open_case, opening())
    do(move_cases, moving("resolved", "yeni fatura"))
    do(move_cases, moving("reopened", "o da yanlış"))
    found = case(store)
    assert (found["status"], found["resolved_at"], found["resolution"]) == ("open", None, None)
    assert found["first_response_at"] is not None
    assert steps(store) == [("opened", None), ("resolved", "yeni fatura"), ("reopened", "o da yanlış")]


def test_a_resolved_case_does_not_wait(do: Any) -> None:
    do(open_case, opening())
    do(move_cases, moving("resolved"))
    with pytest.raises(Refused, match="CS-1 is resolved already"):
        do(move_cases, moving("waiting"))


@pytest.mark.parametrize("kind", ["resolved", "waiting"])
def test_doing_it_twice_changes_nothing(store: Store, do: Any, kind: str) -> None:
    do(open_case, opening())
    do(move_cases, moving(kind))
    before = case(store), steps(store)
    assert do(move_cases, moving(kind)).items[0].status == "unchanged"
    assert (case(store), steps(store)) == before


def test_nothing_happens_before_the_opening(store: Store, do: Any) -> None:
    do(open_case, opening(opened_at="2026-11-20 10:00"))
    for act, request in (
        (move_cases, moving("resolved", None, "2026-11-20 09:59")),
        (reply_to_case, Reply("CS-1", "erken", CONTEXT, "2026-11-19")),
    ):
        with pytest.raises(UsageError, match="lies before CS-1 was opened"):
            do(act, request)
    assert steps(store) == [("opened", None)]


def test_an_answer_on_the_day_of_an_untimed_opening_is_no_contradiction(store: Store, do: Any) -> None:
    do(open_case, opening(opened_at="2026-11-20"))
    do(reply_to_case, Reply("CS-1", "bakıyoruz", CONTEXT, "2026-11-20 00:30"))
    assert case(store)["first_response_at"] == "2026-11-20T00:30:00Z"


def test_what_repeats_a_duplicate_repeats_its_first_case(store: Store, do: Any) -> None:
    for _ in range(4):
        do(open_case, opening())
    do(mark_duplicates, Duplicate(Targets(("CS-3",)), "CS-2", CONTEXT))
    do(mark_duplicates, Duplicate(Targets(("CS-2",)), "CS-1", CONTEXT))
    do(mark_duplicates, Duplicate(Targets(("CS-4",)), "CS-3", CONTEXT))
    assert [case(store, number)["duplicate_of_id"] for number in (1, 2, 3, 4)] == [None, 1, 1, 1]
    assert case(store, 4)["status"] == "resolved"
    with pytest.raises(Conflict, match="can't repeat itself"):
        do(mark_duplicates, Duplicate(Targets(("CS-1",)), "CS-3", CONTEXT))


def test_a_reopened_duplicate_is_a_case_of_its_own(store: Store, do: Any) -> None:
    do(open_case, opening())
    do(open_case, opening())
    do(mark_duplicates, Duplicate(Targets(("CS-2",)), "CS-1", CONTEXT))
    do(move_cases, moving("reopened", case="CS-2"))
    assert (case(store, 2)["status"], case(store, 2)["duplicate_of_id"]) == ("open", None)


def test_opening_says_what_is_open_and_what_touched_them(store: Store, do: Any) -> None:
    do(open_case, opening("ATM çalışmıyor"))
    with writing(store) as db:
        incident = db.insert(
            "incident",
            {
                **named("ATM kesintisi"),
                "started_at": "2026-11-21T07:00:00Z",
                "ended_at": "2026-11-21T07:30:00Z",
            },
        )
        db.insert("incident_customer", {"incident_id": incident, "customer_id": 1})
    notes = do(open_case, opening("Para çekemedim")).notes
    assert notes[0] == "IN-1 ATM kesintisi touched them: 2026-11-21 07:00 to 07:30"
    assert notes[1].startswith("CS-1 ATM çalışmıyor is open for them too")


def test_a_status_is_no_field_to_edit(do: Any) -> None:
    do(open_case, opening())
    with pytest.raises(UsageError, match="the last of its steps"):
        do(edit_cases, EditRecords("case", Targets(("CS-1",)), {"status": "resolved"}, CONTEXT))
    with pytest.raises(UsageError, match="opened without its status"):
        do(open_case, opening(status="resolved"))


def test_a_case_of_nobody_can_be_kept_and_not_answered(store: Store, do: Any) -> None:
    del do
    with writing(store) as db:
        db.insert(
            "support_case",
            {**named("Kayıp"), "status": "open", "priority": "low", "opened_at": "2026-11-20"},
        )
    with writing(store) as db, pytest.raises(Refused, match="names nobody to answer"):
        reply_to_case(db, Reply("CS-1", "?", CONTEXT))


def test_the_list_begins_with_what_presses_most(store: Store, do: Any) -> None:
    for name, priority, opened in (
        ("low", "low", "2026-11-01 10:00"),
        ("new and urgent", "urgent", "2026-11-20 10:00"),
        ("old and urgent", "urgent", "2026-11-19 10:00"),
        ("done", "urgent", "2026-11-18 10:00"),
    ):
        do(open_case, opening(name, priority=priority, opened_at=opened))
    do(move_cases, moving("resolved", case="CS-4"))
    request = ListCases(ListRecords(), TODAY, promised())
    with store.reading() as db:
        rows = list_cases(db, request).rows
    assert [row.name for row in rows] == ["old and urgent", "new and urgent", "low", "done"]
    assert [row.age for row in rows] == [2, 1, 20, 3]


def test_overdue_is_what_nobody_answered_within_the_working_hours_promised(store: Store, do: Any) -> None:
    # Friday evening; the promise of one hour runs out on Monday at ten.
    do(open_case, opening("on the edge", priority="urgent", opened_at="2026-11-20 18:00"))
    do(open_case, opening("late", priority="urgent", opened_at="2026-11-20 17:30"))
    do(open_case, opening("answered", priority="urgent", opened_at="2026-11-19 10:00"))
    do(open_case, opening("not promised", priority="low", opened_at="2026-11-01 10:00"))
    do(reply_to_case, Reply("CS-3", "evet", CONTEXT, "2026-11-19 10:05"))
    with store.reading() as db:
        late = list_cases(db, ListCases(ListRecords(), TODAY, promised(urgent=60), overdue=True)).rows
        every = list_cases(db, ListCases(ListRecords(), TODAY, promised(urgent=60))).rows
        with pytest.raises(UsageError, match="no time to a first answer is promised"):
            list_cases(db, ListCases(ListRecords(), TODAY, promised(), overdue=True))
    assert [row.name for row in late] == ["late"]
    assert {row.name: row.answer_by and row.answer_by.isoformat() for row in every} == {
        "on the edge": "2026-11-23T10:00:00+00:00",
        "late": "2026-11-23T09:30:00+00:00",
        "answered": None,
        "not promised": None,
    }


def test_one_case_has_its_steps_in_order_and_its_working_time(store: Store, do: Any) -> None:
    do(open_case, opening(opened_at="2026-11-20 17:30"))
    do(move_cases, moving("resolved", "bitti", "2026-11-23 10:00"))
    do(reply_to_case, Reply("CS-1", "bakıyoruz", CONTEXT, "2026-11-20 17:45"))
    with store.reading() as db:
        found = show_case(db, ShowCase(ShowRecord("CS-1"), promised()))
    assert found.item.resolution_time == 90
    told = {section.title: section.rows for section in found.sections}
    assert [(row.step, row.note) for row in told["Steps"]] == [
        ("opened", None),
        ("replied", "bakıyoruz"),
        ("resolved", "bitti"),
    ]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("", {}), ("urgent=1, high=4", {"urgent": 60, "high": 240}), ("low=0.5", {"low": 30})],
)
def test_promises_are_read(text: str, minutes: dict[str, int]) -> None:
    assert read_promise(text) == minutes


@pytest.mark.parametrize(
    "text", ["soon=1", "urgent", "urgent=fast", "urgent=-1", "urgent=0", "high=inf", "low=nan"]
)
def test_promises_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="case_response_hours"):
        read_promise(text)
