"""Verifying a caller: what is asked, what passes, and that no answer is ever kept."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.editing import EditRecords
from crmcli.domain.given import Context
from crmcli.domain.targets import Targets
from crmcli.domain.verification import (
    Ask,
    Verify,
    ask_caller,
    edit_verifications,
    is_passed,
    verify_caller,
)
from crmcli.domain.verification_asked import read_asked
from crmcli.domain.verification_questions import KINDS, Known, Question, all_questions, chosen
from crmcli.errors import Refused, UsageError
from tests.domain.reports.shop import line, named, order
from tests.support.store import writing

TODAY = date(2026, 11, 21)
CONTEXT = Context(TODAY)
NOW = "2026-11-21T09:00:00Z"


@pytest.fixture(autouse=True)
def _callers(store: Store) -> None:
    """C-1 with orders and two phones, C-2 of whom nothing is known, P-1 at C-1, L-1."""
    with writing(store) as db:
        db.insert(
            "customer",
            {
                **named("Ayşe Işık"),
                "kind": "person",
                "city": "İzmir",
                "district": "Bornova",
                "tax_number": "10000000146",
                "email": "Ayse@Posta.com.tr",
            },
        )
        db.insert("customer", {**named("Kimse"), "kind": "person"})
        contact = {**named("Mehmet Kaya"), "birth_date": "1980-03-12"}
        db.insert("contact", contact)
        db.insert(
            "customer_contact", {"customer_id": 1, "contact_id": 1, "role": "Muhasebe", "is_primary": 1}
        )
        db.insert("lead", {**named("Aday"), "status": "new"})
        for kind, norm, owner in (
            ("phone", "+905321234567", "customer_id"),
            ("phone", "+902321112233", "customer_id"),
            ("email", "ayse@posta.com.tr", "customer_id"),
            ("tax", "10000000146", "customer_id"),
            ("phone", "+905420000000", "contact_id"),
        ):
            db.insert("identity", {"kind": kind, "norm": norm, "noun": owner[:-3], owner: 1})
        order(db, 1, "2025-04-01", 10_000)
        last = order(db, 1, "2026-11-03", 125_050)
        line(db, last, 25_050, description="Kalem")
        line(db, last, 100_000, description="Defter")
        order(db, 1, "2026-11-10", 9_900, status="cancelled")
        order(db, 1, "2026-11-12", -5_000)


def asked(store: Store, who: str = "C-1", contact: str | None = None, **more: Any) -> dict[str, str]:
    request = Ask(who, contact, more.pop("today", TODAY), NOW, **more)
    with store.reading() as db:
        return {row.kind: row.answer for row in ask_caller(db, request).sections[0].rows}


def every(store: Store, who: str, contact: str | None = None, language: str = "en") -> dict[str, str]:
    return asked(store, who, contact, needed=99, language=language)


def test_every_right_answer_is_short_and_of_what_is_known(store: Store) -> None:
    assert every(store, "C-1") == {
        "last_order": "2026-11-03",
        "last_amount": "₺1,250.50",
        "last_product": "Defter",
        "first_year": "2025",
        "city": "İzmir",
        "district": "Bornova",
        "tax_number": "146",
        "other_phone": "233",
        "email": "posta.com.tr",
    }


def test_a_contact_is_asked_what_a_contact_knows(store: Store) -> None:
    found = every(store, "C-1", "P-1")
    assert (found["birth_day"], found["role"]) == ("12 March", "Muhasebe")
    assert "other_phone" not in found


def test_questions_and_answers_speak_turkish(store: Store) -> None:
    found = every(store, "C-1", "P-1", "tr")
    assert (found["last_order"], found["last_amount"], found["birth_day"]) == (
        "03.11.2026",
        "₺1.250,50",
        "12 Mart",
    )


@pytest.mark.parametrize(
    ("who", "kind"),
    [("0232 111 22 33", "other_phone"), ("ayse@posta.com.tr", "email"), ("10000000146", "tax_number")],
)
def test_what_the_caller_has_just_named_is_not_asked(store: Store, who: str, kind: str) -> None:
    found = every(store, who)
    assert found.get(kind) != every(store, "C-1")[kind]


def test_the_same_day_asks_the_same_and_questions_are_of_different_kinds(store: Store) -> None:
    first = asked(store)
    assert first == asked(store)
    assert len({KINDS[kind][0] for kind in first}) == len(first) == 3
    days = [asked(store, today=date(2026, 11, day)) for day in range(13, 22)]
    assert len({tuple(one) for one in days}) > 1


@given(st.lists(st.sampled_from(sorted(KINDS)), unique=True), st.integers(0, 12), st.text())
def test_as_many_as_are_wanted_are_chosen_and_no_group_twice_before_another_once(
    kinds: list[str], count: int, seed: str
) -> None:
    found = chosen([Question(kind, "?", "!") for kind in kinds], count, seed)
    assert len(found) == min(count, len(kinds))
    groups = [KINDS[one.kind][0] for one in found]
    there = {KINDS[kind][0] for kind in kinds}
    assert len(set(groups)) == min(len(found), len(there))


def test_of_whom_nothing_is_known_nothing_is_asked(store: Store) -> None:
    with pytest.raises(Refused, match="nothing to ask C-2 is known"):
        asked(store, "C-2")
    with pytest.raises(Refused, match="L-1 is no customer and no contact"):
        asked(store, "L-1")
    assert all_questions(Known({"phones": ["+905321234567"]}, frozenset()), "en") == []


@pytest.mark.parametrize(
    ("right", "wrong", "passed"), [(2, 0, True), (3, 0, True), (1, 0, False), (0, 0, False), (5, 1, False)]
)
def test_enough_right_and_none_wrong_passes(right: int, wrong: int, passed: bool) -> None:
    assert is_passed(right, wrong, 2) is passed


def kept(store: Store) -> list[tuple[Any, ...]]:
    with store.reading() as db:
        return db.tuples("SELECT customer_id, contact_id, passed, asked FROM verification ORDER BY id")


def test_what_was_asked_is_kept_and_never_the_answer(store: Store) -> None:
    with writing(store) as db:
        verify_caller(db, Verify("C-1", CONTEXT, ("city", "last-order")))
        verify_caller(db, Verify("C-1", CONTEXT, ("city",), ("birth_day",), contact="P-1"))
        verify_caller(db, Verify("C-1", CONTEXT, ("city,district",), passed=False, note="sesi başka"))
        verify_caller(db, Verify("0542 000 00 00", CONTEXT, passed=True))
    assert kept(store) == [
        (1, None, 1, "city: right\nlast_order: right"),
        (1, 1, 0, "city: right\nbirth_day: wrong"),
        (1, None, 0, "city: right\ndistrict: right"),
        (1, 1, 1, None),
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "kind", "said"),
    [
        (("ctiy",), (), UsageError, 'no question is called "ctiy"'),
        (("city",), ("city",), UsageError, "both right and wrong"),
        (("birth_day",), (), Refused, "the answer to birth_day is not known"),
    ],
)
def test_what_can_t_have_been_asked_is_refused(
    store: Store, right: tuple[str, ...], wrong: tuple[str, ...], kind: type[Exception], said: str
) -> None:
    with writing(store) as db, pytest.raises(kind, match=said):
        verify_caller(db, Verify("C-1", CONTEXT, right, wrong))
    assert kept(store) == []


def test_no_answer_comes_in_by_an_edit(store: Store) -> None:
    edit = EditRecords("verification", Targets(("VE-1",)), {"asked": "city: İzmir"}, CONTEXT)
    with writing(store) as db:
        verify_caller(db, Verify("C-1", CONTEXT, ("city", "district")))
        with pytest.raises(UsageError, match="neither right nor wrong") as error:
            edit_verifications(db, edit)
    assert "İzmir" not in str(error.value)
    assert read_asked("city: doğru\nrole: yanlış\n") == [("city", True), ("role", False)]


def test_who_was_verified_today_is_said(store: Store) -> None:
    with writing(store) as db:
        verify_caller(db, Verify("C-1", CONTEXT, ("city", "district")))
    with store.reading() as db:
        assert ask_caller(db, Ask("C-1", None, TODAY, NOW)).item.verified_today
        tomorrow = Ask("C-1", None, date(2026, 11, 22), "2026-11-22T09:00:00Z")
        assert not ask_caller(db, tomorrow).item.verified_today
