"""plain and markdown: for people, the same bytes everywhere, nothing read as markup."""

import re
from dataclasses import replace

import pytest

from crmcli.domain.results import Change, Listing, Record
from crmcli.output.tabulated import escaped
from tests.output.samples import ACME, HOSTILE, ISIK, SHOPS, Named, Shop, named, piped, segments, shown


def test_plain_has_aligned_columns() -> None:
    assert piped(Listing(Shop, [ISIK, replace(ACME, name="a\tb | c\n")], title="Shops"), format="plain") == (
        "Shops\n"
        "\n"
        "no    name          status    city        orders        revenue    share  last order\n"
        "----  ------------  --------  --------  --------  -------------  -------  ------------\n"
        "C-12  Işık Mobilya  customer  İstanbul     1,240  ₺1,234,567.89   62.5 %  2026-11-03\n"
        "C-7   a b | c↵      lapsed    —                0         -€5.00    0.0 %  —\n"
    )


def test_markdown_is_a_pipe_table_under_a_heading() -> None:
    assert piped(named("a|b", "Işık"), format="markdown") == (
        "| no   | name   | short   |\n"
        "|:-----|:-------|:--------|\n"
        "| C-1  | a\\|b   | a\\|b    |\n"
        "| C-2  | Işık   | Işık    |\n"
    )


@pytest.mark.parametrize("name", ["007", "1e5", "0x10", "1_000", "nan", "1.50", "-0"])
def test_a_text_that_looks_like_a_number_stays_as_it_is(name: str) -> None:
    last = piped(named(name, name), format="plain").splitlines()[-1]
    assert last.split() == ["C-2", name, name]


def test_a_report_has_its_day_and_its_total() -> None:
    assert piped(segments(), format="markdown") == (
        "## Segments\n"
        "\n"
        "as of 2026-11-21\n"
        "\n"
        "| segment   |   customers |   share |\n"
        "|:----------|------------:|--------:|\n"
        "| Champions |           4 |  25.0 % |\n"
        "| At risk   |          12 |  75.0 % |\n"
        "| Total     |          16 |         |\n"
    )


def test_a_record_lists_its_fields_then_its_sections() -> None:
    record = Record(
        named("Işık").rows[0],
        title="C-1 Işık",
        sections=(
            Listing(Named, named("a").rows, title="Branches"),
            Listing(Named, [], title="Leads", empty="no lead yet"),
            Listing(Named, [], title="Silent"),
        ),
    )
    assert piped(record, format="plain") == (
        "C-1 Işık\n"
        "\n"
        "field    value\n"
        "-------  -------\n"
        "no       C-1\n"
        "name     Işık\n"
        "short    Işık\n"
        "\n"
        "Branches\n"
        "\n"
        "no    name    short\n"
        "----  ------  -------\n"
        "C-1   a       a\n"
        "\n"
        "Leads\n"
        "\n"
        "no lead yet\n"
    )


def test_groups_have_their_own_heading() -> None:
    grouped = Listing(Named, [Named(1, "a", "x"), Named(2, "b", "x"), Named(3, "c", "y")], group="short")
    assert piped(grouped, format="markdown") == (
        "### x\n\n| no   | name   |\n|:-----|:-------|\n| C-1  | a      |\n| C-2  | b      |\n\n"
        "### y\n\n| no   | name   |\n|:-----|:-------|\n| C-3  | c      |\n"
    )


def test_a_change_is_its_summary_and_several_items_are_a_table() -> None:
    one = Change("add", Named, named("a").rows, 1, summary="Added C-1 a")
    two = Change("edit", Named, named("a", "b").rows, 2, summary="Changed 2")
    assert piped(one, format="plain") == "Added C-1 a\n"
    assert piped(two, format="plain").startswith("Changed 2\n\nno    name")


def test_no_rows_leave_the_header_and_say_the_way_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    empty = Listing(Named, [], empty="no customer yet: crm customer add NAME")
    assert piped(empty, format="plain") == "no    name    short\n----  ------  -------\n"
    assert capsys.readouterr().err == "no customer yet: crm customer add NAME\n"


@pytest.mark.parametrize("format", ["plain", "markdown"])
def test_a_terminal_and_a_pipe_get_the_same(format: str) -> None:
    assert shown(SHOPS, format=format, colour="always") == piped(SHOPS, format=format)
    assert shown(SHOPS, format=format, encoding="ascii") == piped(SHOPS, format=format)


@pytest.mark.parametrize("format", ["plain", "markdown"])
@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_are_one_harmless_line(format: str, name: str) -> None:
    text = piped(named(name, "next"), format=format)
    assert len(text.splitlines()) == 4
    assert all(c.isprintable() or c in "\n\u200d\u200c" for c in text)


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_markdown_row_has_as_many_columns_as_its_header(name: str) -> None:
    for line in piped(named(name), format="markdown").splitlines():
        assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) == 4


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a|b", r"a\|b"),
        ("C:\\new", r"C:\\new"),
        ("*a* _b_ `c`", r"\*a\* \_b\_ \`c\`"),
        ("snake_case stays", "snake_case stays"),
        ("[x](http://e)", r"\[x\](http://e)"),
        ("<script>", r"\<script>"),
        ("~~gone~~", r"\~\~gone\~\~"),
        ("&lt; & co", r"\&lt; & co"),
        ("1 + 1 = 2 - 0!", "1 + 1 = 2 - 0!"),
    ],
)
def test_markdown_markup_is_escaped(text: str, written: str) -> None:
    assert escaped(text) == written


def test_missing_values_are_a_dash_in_a_table_and_left_out_of_a_record() -> None:
    bare = replace(ACME, revenue=None, currency=None, share=None)
    assert "None" not in piped(Listing(Shop, [bare]), format="plain")
    assert piped(Listing(Shop, [bare]), format="markdown").count("—") == 4
    assert "city" not in piped(Record(bare), format="plain")
