"""What becomes of each field of two records: rules without a store."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.merging.choosing import (
    BOTH,
    FURTHER,
    KEPT,
    KEYS,
    NOTE,
    OTHER,
    Choice,
    Rules,
    choose,
    fields_of,
    outcome,
)

COLUMNS = (
    *("id", "created_change", "name", "name_fold", "name_sort", "phone", "email", "website", "address"),
    *("city", "district", "region", "postal_code", "country", "note", "custom", "created_on", "owner_id"),
)
LEAD = ("id", "name", "status", "lost_reason_id", "lost_on", "lost_note", "amount_minor", "currency")
LEAD_TIES = (*LEAD, "customer_id", "contact_id")


def row(columns: tuple[str, ...] = COLUMNS, **values: Any) -> dict[str, Any]:
    return dict.fromkeys(columns) | values


def chosen(
    kept: dict[str, Any], other: dict[str, Any], columns: tuple[str, ...] = COLUMNS, **wanted: str
) -> dict[str, Choice]:
    found = choose(columns, kept, other, Rules("C-1", "C-7", wanted))
    return {choice.field: choice for choice in found}


def test_the_kept_value_stands_and_the_others_fills_what_is_empty() -> None:
    found = chosen(row(name="Işık", email="a@b.example"), row(name="Deniz", website="x.example"))
    told = {name: (choice.side, choice.why, choice.place) for name, choice in found.items()}
    assert told == {
        "name": (KEPT, "C-1 is kept", NOTE),
        "email": (KEPT, "only C-1 has it", None),
        "website": (OTHER, "only C-7 has it", None),
    }


def test_what_differs_in_case_accents_or_spaces_only_is_the_same() -> None:
    found = chosen(
        row(name="IŞIK  Mobilya", phone="0532 123 45 67", email="A@b.example"),
        row(name="ışık mobilya", phone="+90 (532) 123 4567", email="a@B.example"),
    )
    assert {choice.why for choice in found.values()} == {"the same"}


def test_a_phone_that_is_not_chosen_stays_a_key_and_one_that_is_none_goes_to_the_note() -> None:
    assert chosen(row(phone="0532 123 45 67"), row(phone="0533 765 43 21"))["phone"].place == KEYS
    assert chosen(row(phone="0532 123 45 67"), row(phone="dahili 12"))["phone"].place == NOTE


def test_addresses_that_fill_each_other_are_one() -> None:
    kept, other = row(city="İzmir", country="TR"), row(city="izmir", address="Atatürk Cad. 5")
    found = chosen(kept, other)["address"]
    assert found.side == BOTH
    after = outcome(kept, [found])
    assert (after["address"], after["city"], after["country"]) == ("Atatürk Cad. 5", "İzmir", "TR")


def test_addresses_that_contradict_each_other_are_not_mixed() -> None:
    kept, other = row(city="İzmir"), row(city="Ankara", address="Atatürk Cad. 5")
    found = chosen(kept, other)["address"]
    assert (found.side, found.place) == (KEPT, FURTHER)
    assert outcome(kept, [found])["address"] is None
    asked = chosen(kept, other, address=OTHER)["address"]
    assert outcome(kept, [asked])["city"] == "Ankara"


def test_notes_are_joined_unless_one_holds_the_other() -> None:
    assert chosen(row(note="a"), row(note="b"))["note"].chosen == {"note": "a\n\nb"}
    assert chosen(row(note="a\nb"), row(note="b"))["note"].why == "it holds the other"


def test_the_day_it_began_is_the_earlier() -> None:
    found = chosen(row(created_on="2024-01-01"), row(created_on="2019-05-05"))["created_on"]
    assert (found.chosen, found.place) == ({"created_on": "2019-05-05"}, None)


def test_custom_fields_are_chosen_one_by_one() -> None:
    found = chosen(row(custom={"a": "1", "b": "2"}), row(custom={"b": "3", "c": "4"}))
    assert {name: choice.side for name, choice in found.items()} == {
        "custom.a": KEPT,
        "custom.b": KEPT,
        "custom.c": OTHER,
    }
    assert found["custom.b"].place == NOTE
    after = outcome(row(custom={"a": "1", "b": "2"}), list(found.values()))
    assert after["custom"] == {"a": "1", "b": "2", "c": "4"}


def test_what_is_asked_for_is_taken_and_what_it_displaces_is_noted() -> None:
    found = chosen(row(website="a.example"), row(website="b.example"), website=OTHER)["website"]
    assert (found.chosen, found.place, found.why) == ({"website": "b.example"}, NOTE, "as asked")
    everything = chosen(row(name="A"), row(name="B", email="b@b.example"), all=OTHER)
    assert {choice.side for choice in everything.values()} == {OTHER}


def test_an_amount_goes_with_its_currency() -> None:
    kept = row(LEAD, status="new", amount_minor=100, currency="TRY")
    other = row(LEAD, status="new", amount_minor=100, currency="EUR")
    found = chosen(kept, other, LEAD, amount=OTHER)["amount"]
    assert found.chosen == {"amount_minor": 100, "currency": "EUR"}


def test_a_lead_that_is_open_goes_before_a_lost_one_and_a_converted_one_stays() -> None:
    lost = row(LEAD, status="lost", lost_reason_id=1, lost_on="2026-01-01")
    for kept, other, status, why in (
        (lost, row(LEAD, status="new"), "new", "still open"),
        (row(LEAD, status="new"), row(LEAD, status="qualified"), "qualified", "farther along"),
        (row(LEAD, status="new"), row(LEAD, status="converted"), "converted", "converted"),
    ):
        found = chosen(kept, other, LEAD, status=KEPT if status == "converted" else "")["status"]
        assert (found.chosen["status"], found.why) == (status, why)
        assert outcome(kept, [found])["lost_reason_id"] is None
    assert chosen(lost, row(LEAD, status="new"), LEAD, status=KEPT)["status"].chosen["status"] == "lost"


def test_what_a_lead_was_converted_into_stays_its_customer() -> None:
    kept = row(LEAD_TIES, status="new", customer_id=5)
    other = row(LEAD_TIES, status="converted", customer_id=8)
    found = chosen(kept, other, LEAD_TIES)["customer"]
    assert (found.chosen, found.why) == ({"customer_id": 8}, "of the lead that was converted")


VALUES = st.one_of(st.none(), st.sampled_from(["a", "b", "İzmir", "izmir", "x y"]))
ROWS = st.fixed_dictionaries(dict.fromkeys(("website", "city", "address", "note", "email"), VALUES))


@given(kept=ROWS, other=ROWS)
def test_every_value_of_either_is_in_the_result_or_has_a_place(
    kept: dict[str, Any], other: dict[str, Any]
) -> None:
    found = choose(tuple(kept), kept, other, Rules("C-1", "C-7"))
    after = outcome(kept, found)
    for choice in found:
        for side in (choice.kept, choice.other):
            held = all(
                not value
                or str(value).casefold().replace("i̇", "i") in str(after[name]).casefold().replace("i̇", "i")
                for name, value in side.items()
            )
            assert held or choice.place, choice


@given(one=ROWS, two=ROWS)
def test_a_record_merged_with_its_like_stays_as_it_is(one: dict[str, Any], two: dict[str, Any]) -> None:
    del two
    found = choose(tuple(one), one, dict(one), Rules("C-1", "C-7"))
    assert outcome(one, found) == one
    assert all(choice.place is None for choice in found)


def test_every_column_of_a_table_belongs_to_a_field_but_those_that_nobody_chooses() -> None:
    found = fields_of(COLUMNS)
    covered = {column for columns in found.values() for column in columns}
    assert set(COLUMNS) - covered == {"id", "created_change", "name_fold", "name_sort", "custom"}
