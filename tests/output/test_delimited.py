"""TSV, CSV and ids: a promise, pinned byte for byte, and every value comes back whole."""

import csv
import io
import time
from dataclasses import dataclass, replace
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.exchange.guards import guard, unguard
from crmcli.domain.kinds import Words
from crmcli.domain.results import Change, Listing, Record
from crmcli.errors import UsageError
from tests.output.samples import ACME, HOSTILE, ISIK, SHOPS, Named, Shop, named, piped, segments

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def tsv_rows(text: str) -> list[dict[str, str]]:
    """Read TSV as its description says: split at LF and tab, then undo four escapes."""
    undone = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}

    def value(field: str) -> str:
        first, *rest = field.split("\\")
        made, parts = first, iter(rest)
        for part in parts:
            # An empty part is an escaped backslash; what follows it is plain text.
            made += undone[part[0]] + part[1:] if part else "\\" + next(parts, "")
        return made

    header, *lines = text.removesuffix("\n").split("\n")
    return [dict(zip(header.split("\t"), map(value, line.split("\t")), strict=True)) for line in lines]


def csv_rows(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def test_tsv_has_a_header_and_whole_values_one_row_a_line() -> None:
    assert (
        piped(SHOPS)
        == piped(SHOPS, format="tsv")
        == (
            "number\tname\tstatus\tcity\torders\trevenue\tcurrency\tshare\tlast\tseen\tpause\tdiscount"
            "\tactive\ttags\tfields\n"
            "C-12\tIşık Mobilya\tcustomer\tİstanbul\t1240\t1234567.89\tTRY\t0.625\t2026-11-03"
            '\t2026-11-03T21:30:00Z\t51.8\t7.50\ttrue\tvip;ankara\t{"Vergi Dairesi":"Beşiktaş","m²":120}\n'
            'C-7\tA "quoted", tab\\tand\\nline | \\\\\tlapsed\t\t0\t-5.00\tEUR\t0.0\t\t\t\t\tfalse\t\t\n'
        )
    )


def test_csv_is_rfc_4180_with_line_feeds() -> None:
    assert piped(SHOPS, format="csv") == (
        "number,name,status,city,orders,revenue,currency,share,last,seen,pause,discount,active,tags,fields\n"
        "C-12,Işık Mobilya,customer,İstanbul,1240,1234567.89,TRY,0.625,2026-11-03,"
        '2026-11-03T21:30:00Z,51.8,7.50,true,vip;ankara,"{""Vergi Dairesi"":""Beşiktaş"",""m²"":120}"\n'
        'C-7,"A ""quoted"", tab\tand\nline | \\",lapsed,,0,-5.00,EUR,0.0,,,,,false,,\n'
    )


def test_a_spreadsheet_gets_a_mark_semicolons_and_the_decimal_comma_of_its_locale() -> None:
    formula = Listing(Shop, (replace(ISIK, name="=1+1", fields={}, tags=("@x",)), replace(ACME, name="-")))
    assert piped(formula, excel=True, locale="tr") == (
        "\ufeffnumber;name;status;city;orders;revenue;currency;share;last;seen;pause;discount;active;tags;fields\n"
        "C-12;'=1+1;customer;İstanbul;1240;1234567,89;TRY;0,625;2026-11-03;2026-11-03T21:30:00Z;"
        "51,8;7,50;true;'@x;\n"
        "C-7;'-;lapsed;;0;-5,00;EUR;0,0;;;;;false;;\n"
    )
    assert "1234567.89" in piped(formula, excel=True)


@pytest.mark.parametrize("format", ["csv", "tsv"])
def test_the_locale_changes_no_machine_format(format: str) -> None:
    assert piped(SHOPS, format=format, locale="tr") == piped(SHOPS, format=format)


def test_ids_are_the_numbers_one_a_line() -> None:
    assert piped(SHOPS, format="ids") == "C-12\nC-7\n"
    assert piped(Record(ISIK), format="ids") == "C-12\n"
    assert piped(Change("add", Shop, [ISIK]), format="ids") == "C-12\n"
    assert piped(Listing(Shop, []), format="ids") == ""


def test_rows_without_a_number_have_no_ids() -> None:
    with pytest.raises(UsageError, match="no number"):
        piped(segments(), format="ids")


@pytest.mark.parametrize("format", ["csv", "tsv"])
def test_no_rows_leave_the_header(format: str) -> None:
    mark = "," if format == "csv" else "\t"
    assert piped(Listing(Named, []), format=format) == mark.join(["number", "name", "short"]) + "\n"


def test_a_record_is_one_row_and_a_report_its_rows_without_the_total() -> None:
    assert piped(Record(ISIK, sections=(SHOPS,))).count("\n") == 2
    assert piped(segments()) == "segment\tcustomers\tshare\nChampions\t4\t0.25\nAt risk\t12\t0.75\n"


def test_a_change_is_its_items() -> None:
    change = Change("edit", Named, named("a", "b").rows, 17, summary="Changed 2 customers")
    assert piped(change) == "number\tname\tshort\nC-1\ta\ta\nC-2\tb\tb\n"


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_every_hostile_text_comes_back_from_csv_and_tsv(name: str) -> None:
    listing = named(name, "next")
    for rows in (tsv_rows(piped(listing)), csv_rows(piped(listing, format="csv"))):
        assert [row["name"] for row in rows] == [name, "next"]
        assert [row["number"] for row in rows] == ["C-1", "C-2"]


@given(st.lists(TEXTS, max_size=4))
def test_tsv_brings_every_text_back(names: list[str]) -> None:
    text = piped(named(*names))
    assert [row["name"] for row in tsv_rows(text)] == names
    assert text.count("\n") == len(names) + 1


@given(st.lists(TEXTS, max_size=4))
def test_csv_brings_every_text_back(names: list[str]) -> None:
    assert [row["name"] for row in csv_rows(piped(named(*names), format="csv"))] == names


@given(st.lists(TEXTS, max_size=4))
def test_what_a_spreadsheet_gets_can_be_undone(names: list[str]) -> None:
    text = piped(named(*names), excel=True).removeprefix("\ufeff")
    assert [unguard(row["name"]) for row in csv_rows(text)] == names


ALMOST_FORMULAS = st.text(st.sampled_from("'= +-@\t\r\n\u200b\u00a0\ufeff＝a1"), max_size=6)


@given(ALMOST_FORMULAS)
def test_the_guard_leaves_no_formula_and_can_be_undone(text: str) -> None:
    guarded = guard(text)
    assert unguard(guarded) == text
    bare = guarded.lstrip(" \u00a0\u200b\ufeff\t\r\n")
    assert not bare.startswith(("=", "+", "-", "@", "＝"))


@pytest.mark.parametrize("name", ["x'=1", "plain", "5-3", "İzmir", "'quoted'", ""])
def test_the_guard_leaves_ordinary_texts_alone(name: str) -> None:
    assert guard(name) == name


def test_ten_thousand_rows_are_written_in_a_moment() -> None:
    listing = Listing(Shop, [ISIK] * 10_000)
    begun = time.perf_counter()
    piped(listing)
    assert time.perf_counter() - begun < 2


@dataclass(frozen=True, slots=True)
class Asked:
    """A row whose list holds objects, and which has no number of its own."""

    name: str
    candidates: Annotated[list[dict[str, Any]], Words()]


def test_a_list_of_objects_is_one_json_array() -> None:
    listing = Listing(Asked, [Asked("L-1", [{"ref": "C-1", "name": "Işık"}]), Asked("L-2", [])])
    assert piped(listing, format="tsv") == 'name\tcandidates\nL-1\t[{"ref":"C-1","name":"Işık"}]\nL-2\t\n'


@dataclass(frozen=True, slots=True)
class Mixed:
    """A row of what the csv module would write its own way."""

    name: str
    told: bool | None
    many: Any
    share: float | None


def test_what_is_no_plain_text_or_number_is_written_alike_in_every_row() -> None:
    rows = [Mixed("a", None, None, 0.1), Mixed("b", True, ("x", "y"), None), Mixed("c", False, ["z"], 1e-07)]
    told = piped(Listing(Mixed, rows), format="csv")
    assert told == "name,told,many,share\na,,,0.1\nb,true,\"('x', 'y')\",\nc,false,z,1e-07\n"
    assert piped(Listing(Mixed, rows)).replace("\t", ",") == told.replace('"', "")


def test_many_more_rows_than_are_written_at_once_are_all_there_in_order() -> None:
    listing = named(*(f"n{n}" for n in range(1000)))
    assert [row["name"] for row in csv_rows(piped(listing, format="csv"))] == [f"n{n}" for n in range(1000)]


def test_a_change_of_rows_without_a_number_has_no_ids_and_is_no_failure() -> None:
    assert piped(Change("added a stage", Asked, [Asked("Demo", [])]), format="ids") == ""
