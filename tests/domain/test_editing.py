"""Changing records: one result a record, in the order they were named, all in one change."""

from datetime import date

import pytest

from crmcli.db import Store
from crmcli.domain.editing import EditRecords, edit_records
from crmcli.domain.results import columns_of
from crmcli.domain.targets import Targets, Touched
from crmcli.errors import Conflict, ExitCode, NotFound, Refused, UsageError
from tests.support.making import CONTEXT, add, edit, one
from tests.support.store import writing


def test_a_change_tells_old_and_new_of_every_field(store: Store) -> None:
    add(store, "user", "Ayşe Yılmaz")
    add(store, "customer", "Işık", city="Ankara", phone="0532 123 45 67")
    result = edit(store, "customer", "isik", city="İzmir", owner="ayse", phone="0533 111 22 33", note="")
    assert result.items[0].changes == {
        "city": ("Ankara", "İzmir"),
        "owner": (None, "U-1"),
        "phone": ("0532 123 45 67", "0533 111 22 33"),
    }
    assert result.summary == (
        "Changed C-1 Işık: city: Ankara → İzmir; owner: — → U-1; phone: 0532 123 45 67 → 0533 111 22 33"
    )


def test_programs_read_old_and_new_by_field() -> None:
    kind = next(column.kind for column in columns_of(Touched) if column.name == "changes")
    assert kind.machine({"city": (None, "İzmir")}, None) == {"city": {"old": None, "new": "İzmir"}}


def test_a_field_that_is_so_already_changes_nothing(store: Store) -> None:
    add(store, "customer", "Işık", city="İzmir")
    with writing(store) as db:
        request = EditRecords("customer", Targets(("C-1",)), {"city": "İzmir"}, CONTEXT)
        result = edit_records(db, request)
        assert not db.wrote
    assert result.items[0].status == "unchanged"
    assert result.summary == "C-1 Işık is like that already; nothing changed"


def test_each_record_has_its_line_in_the_order_they_were_named(store: Store) -> None:
    for name in ("A", "B", "C"):
        add(store, "customer", name, city="İzmir" if name == "B" else "Bursa")
    result = edit(store, "customer", "C-3", "C-9", "C-2", "C-1", "C-3", city="İzmir")
    assert [(item.id, item.status) for item in result.items] == [
        ("C-3", "changed"),
        (None, "failed"),
        ("C-2", "unchanged"),
        ("C-1", "changed"),
        ("C-3", "unchanged"),
    ]
    assert result.items[1].reason == "no customer has number C-9"
    assert result.summary == "Changed 2 of 5 customers, 2 unchanged, 1 failed"
    assert result.exit_code == ExitCode.PARTIAL
    assert result.action == "changed C-3, C-1"
    assert one(store, "SELECT count(DISTINCT change_id) FROM revision") == (1,)


def test_one_record_that_fails_is_an_error(store: Store) -> None:
    with pytest.raises(NotFound, match="no customer has number C-9"):
        edit(store, "customer", "C-9", city="İzmir")


def test_when_all_fail_nothing_was_done(store: Store) -> None:
    result = edit(store, "customer", "C-8", "C-9", city="İzmir")
    assert result.exit_code == ExitCode.REFUSED
    assert result.action == "changed nothing"


def test_a_record_that_fails_halfway_is_as_it_was(store: Store) -> None:
    add(store, "opportunity", "A")
    add(store, "opportunity", "B")
    # The second one is moved before its external id turns out to be taken.
    result = edit(store, "opportunity", "O-1", "O-2", stage="Won", external_id="M-1")
    assert [item.status for item in result.items] == ["changed", "failed"]
    assert one(store, "SELECT closed_on FROM opportunity WHERE id = 2") == (None,)
    assert one(store, "SELECT count(*) FROM stage_change WHERE opportunity_id = 2") == (1,)


def test_a_condition_names_all_that_are_like_it(store: Store) -> None:
    for name, city in (("A", "İzmir"), ("B", "Bursa"), ("C", "izmir")):
        add(store, "customer", name, city=city)
    add(store, "order", customer="C-1", total="5")
    for where, expected in ((("city=IZMIR",), ["C-1", "C-3"]), (("status=prospect", "city=İzmir"), ["C-3"])):
        targets = Targets((), where, date(2026, 11, 21))
        with writing(store, dry_run=True) as db:
            result = edit_records(db, EditRecords("customer", targets, {"city": "Muğla"}, CONTEXT))
        assert [item.id for item in result.items] == expected


def test_no_name_and_no_condition_is_no_record_at_all(store: Store) -> None:
    add(store, "customer", "A")
    assert edit(store, "customer", city="İzmir").items == []


def test_a_condition_that_nobody_meets_changes_nothing(store: Store) -> None:
    add(store, "contact", "A")
    with writing(store) as db:
        targets = Targets((), ("city=Mars",))
        result = edit_records(db, EditRecords("contact", targets, {"city": "x"}, CONTEXT))
    assert (result.items, result.exit_code) == ([], 0)
    assert result.summary == "No contact is like that; nothing changed"


def test_the_phone_of_another_record_is_refused_unless_shared(store: Store) -> None:
    add(store, "customer", "A", phone="0532 123 45 67")
    add(store, "customer", "B")
    with pytest.raises(Conflict, match="C-1 A has the phone"):
        edit(store, "customer", "C-2", phone="05321234567")
    assert edit(store, "customer", "C-2", phone="05321234567", force=True).items[0].status == "changed"
    assert edit(store, "customer", "C-1", phone="0532 123 45 67").items[0].status == "unchanged"


def test_an_amount_without_a_currency_is_in_the_records_own(store: Store) -> None:
    add(store, "opportunity", "A", amount="100 USD")
    add(store, "opportunity", "B", amount="100 TL")
    result = edit(store, "opportunity", "O-1", "O-2", amount="250")
    assert [item.changes for item in result.items] == [
        {"amount": ("100.00 USD", "250.00 USD")},
        {"amount": ("100.00 TRY", "250.00 TRY")},
    ]


def test_a_new_currency_needs_the_amounts_too(store: Store) -> None:
    add(store, "product", "A", price="100 TL", cost="60")
    with pytest.raises(UsageError, match="PR-1 has its price, cost in TRY; in EUR it is another amount"):
        edit(store, "product", "PR-1", currency="EUR")
    with pytest.raises(UsageError, match="has its cost in TRY"):
        edit(store, "product", "PR-1", price="10 EUR")
    changes = edit(store, "product", "PR-1", price="10 EUR", cost="6").items[0].changes
    assert changes == {
        "price": ("100.00 TRY", "10.00 EUR"),
        "cost": ("60.00 TRY", "6.00 EUR"),
        "currency": ("TRY", "EUR"),
    }


def test_an_order_keeps_the_currency_of_its_lines(store: Store) -> None:
    add(store, "order", total="5 TL")
    with writing(store) as db:
        db.insert("order_line", {"order_id": 1, "position": 1, "amount_minor": 500, "currency": "TRY"})
    with pytest.raises(Refused, match="S-1 has lines in TRY"):
        edit(store, "order", "S-1", total="5 USD")


def test_custom_fields_are_merged_and_told_one_by_one(store: Store) -> None:
    add(store, "customer", "A", custom=["sector=yazılım", "size=12"])
    result = edit(store, "customer", "C-1", custom=["size=", "class=B", "sector=yazılım"])
    assert result.items[0].changes == {"class": (None, "B"), "size": ("12", None)}


def test_a_new_stage_is_a_step_of_today(store: Store) -> None:
    add(store, "opportunity", "A")
    result = edit(store, "opportunity", "O-1", stage="Won", name="B")
    assert result.items[0].changes == {
        "stage": ("New", "Won"),
        "closed_on": (None, "2026-11-21"),
        "name": ("A", "B"),
    }
    assert one(store, "SELECT count(*) FROM stage_change") == (2,)


def test_yes_and_no_are_told_as_words(store: Store) -> None:
    add(store, "user", "A")
    assert edit(store, "user", "U-1", active="hayır").items[0].changes == {"active": ("yes", "no")}


def drop(store: Store, ref: str, *keys: str) -> Touched:
    with writing(store) as db:
        request = EditRecords("customer", Targets((ref,)), {}, CONTEXT, dropped=keys)
        return edit_records(db, request).items[0]


def test_a_further_phone_can_be_taken_away_and_finds_nobody_then(store: Store) -> None:
    add(store, "customer", "A", phone=["0532 123 45 67", "0212 765 43 21"], external_id="M-1")
    item = drop(store, "C-1", "+90 212 765 43 21", "M-1")
    assert item.changes == {"phone key": ("0212 765 43 21", None), "external key": ("M-1", None)}
    assert one(store, "SELECT count(*) FROM identity") == (1,)
    with pytest.raises(NotFound, match=r"C-1 has no 0212 765 43 21"):
        drop(store, "C-1", "0212 765 43 21")


def test_the_main_phone_is_emptied_by_its_own_option(store: Store) -> None:
    add(store, "customer", "A", phone="0532 123 45 67", tax_number="1234567890")
    for key, option in (("0532 123 45 67", "phone"), ("1234567890", "tax-number")):
        with pytest.raises(UsageError, match=f"is the {option} of C-1 itself") as caught:
            drop(store, "C-1", key)
        assert caught.value.hint == f'crm customer edit C-1 --{option} ""'


def test_nothing_given_is_a_usage_error(store: Store) -> None:
    with pytest.raises(UsageError, match="no field is given"):
        edit(store, "customer", "C-1")


def test_a_parent_can_not_come_to_stand_below_itself(store: Store) -> None:
    add(store, "customer", "A")
    add(store, "customer", "B", parent="C-1")
    with pytest.raises(Refused, match="can't stand above itself"):
        edit(store, "customer", "C-1", parent="C-2")
