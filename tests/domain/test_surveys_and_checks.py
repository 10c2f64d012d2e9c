"""Scores within their scales, and points that follow the answers."""

from datetime import date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.adding import AddRecord
from crmcli.domain.care import AddFor
from crmcli.domain.checks import (
    AddCheck,
    EditChecks,
    add_check,
    edit_checks,
    read_answer,
    read_answers,
    show_check,
    summed,
    written,
)
from crmcli.domain.editing import EditRecords
from crmcli.domain.given import Context
from crmcli.domain.surveys import add_survey, edit_surveys, list_surveys
from crmcli.domain.targets import Targets
from crmcli.domain.views import ListRecords, ShowRecord
from crmcli.errors import UsageError
from tests.domain.reports.shop import named
from tests.support.store import writing

CONTEXT = Context(date(2026, 11, 21))


def survey(**given: str) -> AddFor:
    return AddFor(AddRecord("survey", given, CONTEXT), "C-1")


@pytest.fixture(autouse=True)
def _customer(store: Store) -> None:
    with writing(store) as db:
        db.insert("customer", {**named("Ayşe"), "kind": "person"})


def test_satisfaction_is_what_was_met_less_what_was_expected(store: Store) -> None:
    with writing(store) as db:
        add_survey(db, survey(nps="9", expectation="4", experience="5"))
        add_survey(db, survey(expectation="5", experience="2"))
        add_survey(db, survey(satisfaction="9", scale="10"))
    with store.reading() as db:
        rows = list_surveys(db, ListRecords()).rows
    assert [(row.gap, row.scale) for row in reversed(rows)] == [(1, 5), (-3, 5), (None, 10)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"nps": "11"}, "nps is 0 to 10, not 11"),
        ({"satisfaction": "6"}, "satisfaction is 0 to 5, not 6"),
        ({"experience": "11", "scale": "10"}, "experience is 0 to 10, not 11"),
        ({"topic": "teslimat"}, "nothing is answered"),
    ],
)
def test_a_score_outside_its_scale_is_refused(store: Store, given: dict[str, str], said: str) -> None:
    with writing(store) as db, pytest.raises(UsageError, match=said):
        add_survey(db, survey(**given))


def test_an_edited_score_stays_within_its_scale(store: Store) -> None:
    with writing(store) as db:
        add_survey(db, survey(nps="9"))
        with pytest.raises(UsageError, match="nps is 0 to 10"):
            edit_surveys(db, EditRecords("survey", Targets(("SV-1",)), {"nps": "12"}, CONTEXT))


@pytest.mark.parametrize(
    ("line", "got"),
    [
        ("Karşılama: 4/5", ("Karşılama", 4, 5)),
        ("Saat 9:00'da açık mı: 1 / 1", ("Saat 9:00'da açık mı", 1, 1)),
        ("Temizlik = 0/5", ("Temizlik", 0, 5)),
        ("Güler yüz: evet", ("Güler yüz", 1, 1)),
        ("Smile: no", ("Smile", 0, 1)),
    ],
)
def test_an_answer_is_read(line: str, got: tuple[str, int, int]) -> None:
    answer = read_answer(line)
    assert (answer.question, answer.points, answer.best) == got
    assert read_answers(written([answer])) == [answer]


@pytest.mark.parametrize(
    "line", ["Karşılama", "Karşılama: iyi", "Karşılama: 6/5", "Karşılama: 0/0", ": 4/5", "4/5"]
)
def test_what_is_no_answer_is_refused(line: str) -> None:
    with pytest.raises(UsageError):
        read_answer(line)


def added(store: Store, *answers: str, **given: str) -> None:
    with writing(store) as db:
        add_check(db, AddCheck(AddRecord("check", {"branch": "Kadıköy", **given}, CONTEXT), answers))


def stored(store: Store) -> tuple[Any, ...]:
    with store.reading() as db:
        return db.tuples("SELECT answers, points, best FROM shop_check")[0]


def test_the_points_of_a_check_are_those_of_its_answers(store: Store) -> None:
    added(store, "Karşılama: 4/5", "Temizlik: 5/5")
    assert stored(store) == ("Karşılama: 4/5\nTemizlik: 5/5", 9, 10)
    with store.reading() as db:
        assert summed(show_check(db, ShowRecord("MS-1")).sections[0].rows) == (9, 10)


def test_a_new_answer_takes_the_place_of_the_one_to_the_same_question(store: Store) -> None:
    added(store, "Karşılama: 4/5", "Temizlik: 5/5")
    edits = EditRecords("check", Targets(("MS-1",)), {"shopper": "Ali"}, CONTEXT)
    with writing(store) as db:
        edit_checks(db, EditChecks(edits, ("karşılama: 1/5", "Vitrin: 2/2")))
    assert stored(store) == ("Karşılama: 1/5\nTemizlik: 5/5\nVitrin: 2/2", 8, 12)


def test_a_check_without_answers_has_its_points_told(store: Store) -> None:
    added(store, points="45", best="50")
    assert stored(store) == (None, 45, 50)
    with pytest.raises(UsageError, match="has answers, or points"):
        added(store, points="45")
    with pytest.raises(UsageError, match="can't be"):
        added(store, points="51", best="50")
