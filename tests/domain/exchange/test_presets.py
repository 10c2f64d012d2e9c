"""Presets: which one a file's columns are, what is made of cells, and that each of them can work."""

from pathlib import Path

import pytest

from crmcli.domain.exchange.imported import noun as noun_named
from crmcli.domain.exchange.mapping import CUSTOM, MapRequest, build_mapping
from crmcli.domain.exchange.presets import making
from crmcli.domain.exchange.presets.listing import list_presets, show_preset
from crmcli.domain.exchange.presets.model import Part, Preset, lines, listed
from crmcli.domain.exchange.presets.parts import plan_parts
from crmcli.domain.exchange.presets.recognise import Columns, preset_named, presets, recognise
from crmcli.domain.exchange.source import open_source
from crmcli.errors import UsageError

PRESETS = [pytest.param(preset, id=preset.name) for preset in presets()]
PARTS = [pytest.param(part, id=f"{preset.name} {part.noun}") for preset in presets() for part in preset.parts]


def columns_of(preset: Preset) -> list[str]:
    """Return every column that a preset names, each once."""
    named = [*preset.words(), *listed(preset.passed_over)]
    for part in preset.parts:
        named += [name for left, _ in lines(part.columns) for name in making.columns_in(left)]
        named += listed(part.needs)
    return list(dict.fromkeys(named))


def made(text: str, **cells: str) -> str:
    """Return the cell that a function makes of a row."""
    cell = making.made(text, Columns(list(cells)))
    assert cell is not None
    return cell.cell(list(cells.values()))


@pytest.mark.parametrize("preset", PRESETS)
def test_a_file_with_the_columns_of_a_preset_is_read_as_that_and_no_other(preset: Preset) -> None:
    assert recognise(columns_of(preset)).preset is preset
    assert recognise(preset.words()).preset is preset


@pytest.mark.parametrize("preset", PRESETS)
def test_a_file_that_lacks_one_column_of_the_signature_is_not_read_as_that(preset: Preset) -> None:
    for word in preset.words():
        header = [column for column in preset.words() if column != word]
        assert recognise(header).preset is not preset


@pytest.mark.parametrize("part", PARTS)
def test_every_line_of_a_preset_fills_a_field_there_is(part: Part) -> None:
    known = noun_named(part.noun)
    for left, field in lines(part.columns):
        assert field.startswith(CUSTOM) or known.field(field)
        assert making.columns_in(left)
    for field in (*part.sets, *part.values, *(name for key in part.keys for name in key)):
        assert field.startswith(CUSTOM) or known.field(field)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_can_be_loaded_when_all_its_columns_are_there(preset: Preset, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    header = columns_of(preset)
    path.write_text(
        ";".join(f'"{name}"' for name in header) + "\n" + ";" * (len(header) - 1) + "x\n", "utf-8"
    )
    with open_source(path) as source:
        planned = plan_parts(source, preset, MapRequest())
        assert [one.part for one in planned] == list(preset.parts)
        for one in planned:
            build_mapping(one.source.header, one.part.noun, one.request)


def test_columns_are_found_whatever_their_case_and_accents() -> None:
    header = [
        "CUSTOMER ID",
        "first_name",
        "Last Name",
        "Mail",
        "email",
        "Accepts Marketing",
        "Total Spent",
        "total orders",
    ]
    found = recognise(header)
    assert found.preset is preset_named("shopify-customers")
    assert found.reason == (
        "read as a Shopify customer export: its columns CUSTOMER ID, first_name, Last Name, email, "
        "Accepts Marketing, Total Spent, total orders are all there"
    )


def test_two_presets_that_fit_as_well_leave_it_open_and_are_named() -> None:
    both = [*preset_named("stripe-customers").words(), *preset_named("shopify-customers").words()]
    both += preset_named("hubspot-deals").words()
    counts = {len(preset_named(name).words()) for name in ("stripe-customers", "hubspot-deals")}
    assert counts == {6}
    found = recognise([*preset_named("stripe-customers").words(), *preset_named("hubspot-deals").words()])
    assert found.preset is None
    assert found.reason == "its columns are those of hubspot-deals or stripe-customers: --preset says which"


def test_the_second_column_of_a_name_is_found_by_its_number() -> None:
    assert Columns(["Total", "a", "Total"])("Total #2") == 2
    assert Columns(["Total", "a", "Total (2)"])("Total #2") == 2
    assert Columns(["Total", "a"])("Total #2") is None


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match='no preset is called "shopify-order"') as error:
        preset_named("shopify-order")
    assert error.value.hint == "crm import presets shopify-orders"


@pytest.mark.parametrize(
    ("text", "cells", "expected"),
    [
        ("either(a, b)", {"a": " ", "b": "2"}, "2"),
        ("either(firstof(a), b)", {"a": "7001;7002", "b": "x"}, "7001"),
        ("firstof(a)", {"a": "x ::: y"}, "x"),
        ("joined(a, b, c)", {"a": "Ayşe", "b": "", "c": "Örnek"}, "Ayşe Örnek"),
        ("minus(a; b = iade|return)", {"a": "₺12,00", "b": "İADE"}, "-₺12,00"),
        ("minus(a; b = return)", {"a": "-12", "b": "return"}, "-12"),
        ("minus(a; b = return)", {"a": "12", "b": "sale"}, "12"),
        ("when(a; b != no)", {"a": "x", "b": "yes"}, "x"),
        ("mark(refused; a = 1|true)", {"a": "True"}, "refused"),
        ("mark(refused; a = 1|true)", {"a": "0"}, ""),
        ("mark(person; a)", {"a": "111"}, "person"),
        ("either(mark(cancelled; a), b)", {"a": "", "b": "paid"}, "paid"),
        ("either(mark(cancelled; a), b)", {"a": "2026-01-01", "b": "paid"}, "cancelled"),
        ("dated(a, b, c)", {"a": "1970", "b": "1", "c": "5"}, "1970-01-05"),
        ("dated(a, b, c)", {"a": "", "b": "1", "c": "5"}, ""),
        ("untagged(a)", {"a": "<p>Fuarda <b>tanıştık</b></p><p>a &amp; b</p>"}, "Fuarda tanıştık\na & b"),
        ("untagged(a)", {"a": "1 < 2"}, "1 < 2"),
    ],
)
def test_cells_are_made_of_cells(text: str, cells: dict[str, str], expected: str) -> None:
    assert made(text, **cells) == expected


def test_a_column_may_have_brackets_and_functions_may_stand_in_functions() -> None:
    assert making.columns_in("either(firstof(Person - Email (Work)), ONAY(1)-RET(0))") == [
        "Person - Email (Work)",
        "ONAY(1)-RET(0)",
    ]
    assert making.columns_in("mark(refused; HasOptedOut = 1)") == ["HasOptedOut"]


def test_a_function_of_columns_that_are_not_there_makes_nothing() -> None:
    here = Columns(["a"])
    assert making.made("either(b, c)", here) is None
    assert making.made("minus(a; b = x)", here) is None
    assert making.made("either(a, b)", here) is not None


def test_presets_are_listed_and_shown() -> None:
    names = [row.preset for row in list_presets().rows]
    assert names == sorted(names)
    assert {"hubspot-contacts", "shopify-orders", "cari-kart", "iys"} <= set(names)
    shown = show_preset("iys")
    assert (shown.rows[0].column, shown.rows[0].field) == ("ALICI", "recipient")
    assert "its keys are kept as those of iys" in shown.notes[0]
