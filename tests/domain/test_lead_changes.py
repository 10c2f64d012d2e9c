"""Leads added, edited, lost and reopened."""

from datetime import date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.adding import AddRecord
from crmcli.domain.editing import EditRecords, edit_records
from crmcli.domain.given import Context
from crmcli.domain.lead_changes import (
    LoseLeads,
    ReopenLeads,
    add_lead,
    lose_leads,
    reopen_leads,
)
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD
from crmcli.domain.results import Change
from crmcli.domain.targets import Targets, Touched
from crmcli.errors import Conflict, ExitCode, NotFound, Refused, UsageError
from crmcli.sql import Writer
from tests.domain.conversion_cases import TODAY, converted, lead, record, values_of
from tests.support.store import raw_connection, writing

CONTEXT = Context(TODAY)


def add(db: Writer, *, force: bool = False, **given: Any) -> Change[Touched]:
    """Add a lead of texts."""
    return add_lead(db, AddRecord("lead", given, CONTEXT, force=force))


def edit(db: Writer, *numbers: int, **given: Any) -> Change[Touched]:
    """Edit leads by texts."""
    return edit_records(db, EditRecords("lead", targets(*numbers), given, CONTEXT))


def lose(
    db: Writer, *numbers: int, reason: str = "price", on: date = TODAY, note: str | None = None
) -> Change[Touched]:
    """Lose leads."""
    return lose_leads(db, LoseLeads(targets(*numbers), reason, on, TODAY, note))


def reopen(db: Writer, *numbers: int) -> Change[Touched]:
    """Reopen leads."""
    return reopen_leads(db, ReopenLeads(targets(*numbers)))


def targets(*numbers: int) -> Targets:
    """Return leads by number."""
    return Targets(tuple(LEAD.ref(number) for number in numbers))


def lost_fields(db: Writer, number: int) -> tuple[Any, ...]:
    """Return status, reason, note and day."""
    query = """SELECT l.status, r.name, l.lost_note, l.lost_on FROM lead l
    LEFT JOIN lost_reason r ON r.id = l.lost_reason_id WHERE l.id = :id"""
    return db.tuples(query, {"id": number})[0]


def test_a_lead_begins_new_and_today(store: Store) -> None:
    with writing(store) as db:
        change = add(db, name="Ayşe Işık", company="Işık", amount="1.250 TL", tags="vip;yeni")
        assert change.summary == "Added L-1 Ayşe Işık"
        assert change.action == "added L-1"
        columns = ("status", "created_on", "amount_minor", "currency", "name_fold", "name_sort")
        assert values_of(db, LEAD, 1, *columns) == (
            "new",
            "2026-11-21",
            125000,
            "TRY",
            "ayse isik isik",
            "ays~e h~s~h~k",
        )


def test_a_lead_may_be_a_phone_alone_but_not_nothing(store: Store) -> None:
    with writing(store) as db:
        add(db, phone="0532 123 45 67")
        with pytest.raises(UsageError, match="nothing says who the lead is"):
            add(db, source="fuar", city="İzmir")


def test_a_second_lead_of_a_phone_names_the_first_and_force_adds_it(store: Store) -> None:
    with writing(store) as db:
        add(db, name="Ayşe", phone="0532 123 45 67")
        with pytest.raises(Conflict, match="L-1 Ayşe"):
            add(db, name="Ali", phone="+90 532 123 45 67")
        assert add(db, name="Ali", phone="+90 532 123 45 67", force=True).items[0].id == "L-2"


def test_a_lead_that_may_be_a_customer_is_added_and_said_so(store: Store) -> None:
    with writing(store) as db:
        firm = record(db, CUSTOMER, name="Işık", email="a@isik.com")
        notes = add(db, name="Ayşe", email="a@isik.com").notes
        told = f"C-{firm} Işık (same e-mail a@isik.com): crm lead edit L-1 --customer C-{firm}"
        assert notes == (f"{told} ties the lead to it",)
        person = record(db, CONTACT, name="Ali", email="b@isik.com")
        assert add(db, name="Ali", email="b@isik.com", contact=f"P-{person}").notes == ()


@pytest.mark.parametrize("status", ["lost", "converted"])
def test_a_lead_does_not_begin_at_its_end(store: Store, status: str) -> None:
    with writing(store) as db, pytest.raises(UsageError):
        add(db, name="Ayşe", status=status)


def test_open_statuses_follow_each_other_in_any_order(store: Store) -> None:
    with writing(store) as db:
        number = lead(db, name="Ayşe")
        for status in ("working", "qualified", "working", "new", "qualified"):
            change = edit(db, number, status=status)
            assert change.items[0].status == "changed"
        assert edit(db, number, status="qualified").items[0].status == "unchanged"


def test_losing_and_converting_have_commands_of_their_own(store: Store) -> None:
    with writing(store) as db:
        number = lead(db, name="Ayşe")
        with pytest.raises(UsageError) as error:
            edit(db, number, status="lost")
        assert error.value.hint == f"crm lead lose L-{number} --reason price"
        with pytest.raises(UsageError):
            edit(db, number, status="converted")
        with pytest.raises(UsageError):
            edit(db, number, lost_note="x")


def test_several_leads_are_edited_in_order_and_one_that_fails_leaves_the_others(store: Store) -> None:
    with writing(store) as db:
        first, second = lead(db, name="A"), lead(db, name="B")
        lose(db, first)
        change = edit(db, first, second, 99, status="qualified")
        assert [item.status for item in change.items] == ["failed", "changed", "failed"]
        assert change.exit_code == ExitCode.PARTIAL


def test_an_amount_is_read_in_the_leads_own_currency(store: Store) -> None:
    with writing(store) as db:
        number = lead(db, name="A", amount=100, currency="EUR")
        edit(db, number, amount="250")
        assert values_of(db, LEAD, number, "amount_minor", "currency") == (25000, "EUR")


def test_a_lost_lead_has_reason_note_and_day(store: Store) -> None:
    with writing(store) as db:
        number = lead(db, name="Ayşe")
        lose(db, number, note="çok pahalı", on=date(2026, 11, 1))
        assert lost_fields(db, number) == ("lost", "price", "çok pahalı", "2026-11-01")


@pytest.mark.parametrize("text", ["price", "PRİCE", "pric", "no an"])
def test_a_reason_is_named_by_an_unambiguous_part(store: Store, text: str) -> None:
    with writing(store) as db:
        number = lead(db, name="Ayşe")
        lose(db, number, reason=text)
        assert lost_fields(db, number)[1] == ("no answer" if text == "no an" else "price")


def test_a_reason_that_is_not_there_brings_the_nearest(store: Store) -> None:
    with writing(store) as db:
        number = lead(db, name="Ayşe")
        with pytest.raises(NotFound) as error:
            lose(db, number, reason="pirce")
        assert error.value.hint == "did you mean price?"
        with pytest.raises(NotFound) as error:
            lose(db, number, reason="hava")
        assert error.value.hint is not None
        assert error.value.hint.startswith("reasons: competitor, ")
        with pytest.raises(Conflict):
            lose(db, number, reason="no")
        assert lost_fields(db, number)[0] == "new"


@pytest.mark.parametrize("note", [None, "", "  "])
def test_other_needs_a_note(store: Store, note: str | None) -> None:
    with writing(store) as db:
        number = lead(db, name="Ayşe")
        with pytest.raises(UsageError) as error:
            lose(db, number, reason="other", note=note)
        assert error.value.hint == f'crm lead lose L-{number} --reason "other" --note "..."'
        lose(db, number, reason="other", note="taşındı")
        assert lost_fields(db, number)[:3] == ("lost", "other", "taşındı")


def test_the_store_itself_refuses_a_lost_lead_without_reason_or_note(store: Store, engine_url: str) -> None:
    with writing(store) as db:
        number = lead(db, name="Ayşe")
        other = db.value("SELECT id FROM lost_reason WHERE name = 'other'")
    for change in (
        "status = 'lost'",
        f"status = 'lost', lost_reason_id = {other}",
        f"lost_reason_id = {other}",
    ):
        connection = raw_connection(engine_url)
        connection.execute("BEGIN")
        connection.execute("INSERT INTO current_change (id, change_id) VALUES (1, 1)")
        with pytest.raises(Exception, match=r"lost_has_reason|note|reason_only_when_lost"):
            connection.execute(f"UPDATE lead SET {change} WHERE id = {number}")
        connection.close()


def test_a_lead_is_not_lost_in_the_future(store: Store) -> None:
    with writing(store) as db:
        number = lead(db, name="Ayşe")
        with pytest.raises(UsageError, match="2026-12-01 is still to come"):
            lose(db, number, on=date(2026, 12, 1))


def test_losing_again_changes_the_reason_and_keeps_the_day(store: Store) -> None:
    with writing(store) as db:
        number = lead(db, name="Ayşe")
        lose(db, number, note="pahalı", on=date(2026, 11, 1))
        assert lose(db, number).items[0].status == "unchanged"
        lose(db, number, reason="timing")
        assert lost_fields(db, number) == ("lost", "timing", "pahalı", "2026-11-01")


def test_a_reopened_lead_is_worked_on_and_has_no_reason(store: Store) -> None:
    with writing(store) as db:
        number = lead(db, name="Ayşe")
        lose(db, number, note="pahalı")
        reopen(db, number)
        assert lost_fields(db, number) == ("working", None, None, None)
        assert reopen(db, number).items[0].status == "unchanged"


def test_a_converted_lead_is_left_by_undo_only(store: Store) -> None:
    with writing(store) as db:
        number = lead(db, name="Ayşe")
        row = converted(db, number)
        change = db.change
        for act, more in ((lose, {}), (reopen, {}), (edit, {"status": "working"})):
            with pytest.raises(Refused) as error:
                act(db, number, **more)
            assert error.value.message == f"L-{number} is converted into C-{row.customer}"
            hint = f"crm undo {change} takes the conversion back, with the records it made"
            assert error.value.hint == hint
        assert edit(db, number, city="İzmir").items[0].status == "changed"


def test_a_lost_lead_is_reopened_before_its_status_changes(store: Store) -> None:
    with writing(store) as db:
        number = lead(db, name="Ayşe")
        lose(db, number)
        with pytest.raises(Refused) as error:
            edit(db, number, status="working")
        assert error.value.hint == f"crm lead reopen L-{number}"
