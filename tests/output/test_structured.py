"""JSON and JSONL: the contract for programs, pinned whole."""

import json
from dataclasses import dataclass
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.kinds import Ref
from crmcli.domain.results import Change, Listing, Record
from tests.output.samples import ACME, HOSTILE, ISIK, SHOPS, Named, Shop, named, piped, segments

ISIK_AS_JSON = {
    "number": "C-12",
    "name": "Işık Mobilya",
    "status": "customer",
    "city": "İstanbul",
    "orders": 1240,
    "revenue": "1234567.89",
    "currency": "TRY",
    "share": 0.625,
    "last": "2026-11-03",
    "seen": "2026-11-03T21:30:00Z",
    "pause": 51.8,
    "discount": "7.50",
    "active": True,
    "tags": ["vip", "ankara"],
    "fields": {"Vergi Dairesi": "Beşiktaş", "m²": 120},
}


def test_a_listing_is_an_array_of_its_rows() -> None:
    first, second = json.loads(piped(SHOPS, format="json"))
    assert first == ISIK_AS_JSON
    assert list(first) == list(ISIK_AS_JSON)
    assert second["name"] == ACME.name
    assert second["city"] is None
    assert second["tags"] == []
    assert second["fields"] == {}


def test_json_is_indented_by_two_in_ascii() -> None:
    assert piped(named("Işık", "b"), format="json") == (
        "[\n"
        '  {\n    "number": "C-1",\n    "name": "I\\u015f\\u0131k",\n    "short": "I\\u015f\\u0131k"\n  },\n'
        '  {\n    "number": "C-2",\n    "name": "b",\n    "short": "b"\n  }\n'
        "]\n"
    )


def test_jsonl_is_one_compact_line_a_row() -> None:
    assert piped(named("Işık", "b"), format="jsonl") == (
        '{"number":"C-1","name":"I\\u015f\\u0131k","short":"I\\u015f\\u0131k"}\n'
        '{"number":"C-2","name":"b","short":"b"}\n'
    )


def test_no_rows_are_an_empty_array_and_no_line() -> None:
    assert piped(Listing(Shop, [], empty="no customer yet"), format="json") == "[]\n"
    assert piped(Listing(Shop, []), format="jsonl") == ""


def test_a_record_is_one_object_with_its_sections_as_keys() -> None:
    record = Record(
        ISIK,
        title="C-12",
        sections=(
            Listing(Named, named("a").rows, title="Open items"),
            Listing(Named, [], title="Leads", empty="no lead yet"),
        ),
    )
    expected = {
        **ISIK_AS_JSON,
        "open_items": [{"number": "C-1", "name": "a", "short": "a"}],
        "leads": [],
    }
    assert json.loads(piped(record, format="json")) == expected
    line = piped(record, format="jsonl")
    assert json.loads(line) == expected
    assert line.count("\n") == 1


def test_a_section_never_replaces_a_field_of_the_record() -> None:
    section = Listing(Named, named("a").rows, title="Orders")
    made = json.loads(piped(Record(ISIK, sections=(section, section)), format="json"))
    assert made["orders"] == 1240
    assert made["orders_list"] == made["orders_list_list"] == [{"number": "C-1", "name": "a", "short": "a"}]


def test_a_report_says_its_name_its_day_its_total_and_its_notes(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(piped(segments(), format="json")) == {
        "report": "segments",
        "as_of": "2026-11-21",
        "rows": [
            {"segment": "Champions", "customers": 4, "share": 0.25},
            {"segment": "At risk", "customers": 12, "share": 0.75},
        ],
        "total": {"segment": "", "customers": 16, "share": None},
        "notes": ["3 customers without an order are left out"],
    }
    assert capsys.readouterr().err == ""
    assert piped(segments(), format="jsonl").count("\n") == 2


def test_a_change_says_what_it_did_to_which_items() -> None:
    change = Change(
        "convert",
        Named,
        named("a").rows,
        number=17,
        dry_run=True,
        summary="Would convert L-1",
        notes=("phone: kept",),
        sections=(Listing(Named, [], title="Kept"),),
    )
    assert json.loads(piped(change, format="json")) == {
        "action": "convert",
        "change": 17,
        "dry_run": True,
        "summary": "Would convert L-1",
        "items": [{"number": "C-1", "name": "a", "short": "a"}],
        "notes": ["phone: kept"],
        "kept": [],
    }
    assert json.loads(piped(change, format="jsonl")) == {"number": "C-1", "name": "a", "short": "a"}


@dataclass(frozen=True, slots=True)
class Measured:
    number: Annotated[int, Ref("C")]
    ratio: float | None


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_json_has_no_number_for_is_null(value: float) -> None:
    listing = Listing(Measured, [Measured(1, value), Measured(2, 0.1)])
    assert piped(listing, format="jsonl") == '{"number":"C-1","ratio":null}\n{"number":"C-2","ratio":0.1}\n'


@pytest.mark.parametrize("format", ["json", "jsonl"])
@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_every_hostile_text_comes_back_and_only_ascii_is_written(format: str, name: str) -> None:
    text = piped(named(name), format=format)
    assert text.isascii()
    assert text.replace("\n", "").isprintable()
    made = json.loads(text)
    assert (made if format == "jsonl" else made[0])["name"] == name


@given(st.lists(st.text(st.characters()), max_size=3))
def test_json_brings_every_text_back(names: list[str]) -> None:
    assert [row["name"] for row in json.loads(piped(named(*names), format="json"))] == names
