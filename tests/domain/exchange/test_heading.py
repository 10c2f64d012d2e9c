"""Which row holds the names of the columns: by content, with a reason, never on a guess."""

import pytest

from crmcli.domain.exchange.heading import find_heading, letters, named_once
from crmcli.errors import Refused, UsageError
from tests.domain.exchange.conftest import Opener, lines_of, rows_of

PEOPLE = "Ad;Telefon;E-posta;Şehir\nŞükrü;05321234567;s@ornek.com;Muğla\nÇağla;;c@ornek.com;İzmir\n"
TITLES = [
    "Müşteri Listesi\n",
    "Müşteri Listesi;;;\n",
    "\n\nMüşteri Listesi\n\n",
    "Örnek A.Ş.\nMüşteri Listesi\nTarih: 20.11.2026\n\n",
    "Tarih;20.11.2026\n",
    '"Müşteriler; hepsi"\n',
]


@pytest.mark.parametrize("title", TITLES)
def test_titles_above_the_names_are_passed_over_and_told(opened: Opener, title: str) -> None:
    source = opened(title + PEOPLE)
    line = title.count("\n") + 1
    assert source.header == ("Ad", "Telefon", "E-posta", "Şehir")
    assert [row[0] for row in rows_of(source)] == ["Şükrü", "Çağla"]
    assert lines_of(source) == [line + 1, line + 2]
    note = f"line {line} holds the column names, with 4 names that are known"
    assert source.found.notes == (f"file.csv: {note}: what stands above is no part of the table",)


@pytest.mark.parametrize(
    "content",
    [
        "address\nPapatya Cad. No:1, Konak, İzmir\nLale Sok. 5, Çankaya, Ankara\n",
        "note\nad, telefon and email were asked\n",
        "name\nA;B\n",
        "Ad;Telefon\nŞükrü;0532\n",
        "name,,,,,\nA,B,C,D,E,F\n",
    ],
)
def test_the_first_row_holds_the_names_unless_another_plainly_does(opened: Opener, content: str) -> None:
    source = opened(content)
    assert content.startswith(source.header[0])
    assert lines_of(source)[0] == 2
    assert source.found.notes == ()


def test_a_title_alone_above_unknown_names_is_told_only_where_cells_are_certain() -> None:
    rows = [["Liste", "", ""], ["foo", "bar", "baz"], ["1", "2", "3"]]
    assert find_heading(rows, [1, 2, 3], certain=True).names == ["foo", "bar", "baz"]
    assert find_heading(rows, [1, 2, 3]).names == ["Liste", "", ""]


def test_a_told_line_wins_and_leaves_nothing_out(opened: Opener) -> None:
    content = "Ad;Tel\nzorunlu;zorunlu\nŞükrü;0532\n"
    assert opened(content, header=2).header == ("zorunlu", "zorunlu (2)")
    source = opened(content, header=1)
    assert lines_of(source) == [2, 3]
    assert source.found.notes == ("file.csv: line 1 holds the column names, as told",)


@pytest.mark.parametrize("told", [2, 9, 5_000])
def test_a_told_line_without_a_row_is_a_usage_error(opened: Opener, told: int) -> None:
    with pytest.raises(UsageError, match=f"no row begins in line {told}"):
        opened("a,b\n\n1,2\n", header=told)


def test_a_told_line_far_below_is_found(opened: Opener) -> None:
    source = opened("x\n" * 300 + "Ad;Şehir\nA;B\n", header=301)
    assert source.header == ("Ad", "Şehir")
    assert rows_of(source) == [["A", "B"]]


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ("1,2,3\n", "1"),
        ("31.12.2026;1.234,56\n01.01.2027;5\n", "31.12.2026"),
        ("Şükrü;s@ornek.com\nÇağla;c@ornek.com\n", "s@ornek.com"),
        ("05321234567\n05321234568\n", "05321234567"),
    ],
)
def test_a_file_without_names_is_refused_with_the_way_out(opened: Opener, content: str, value: str) -> None:
    with pytest.raises(
        Refused, match=rf'file\.csv line 1 should hold the names .*, and holds "{value}"'
    ) as error:
        opened(content)
    assert "--header 0" in (error.value.hint or "")
    source = opened(content, header=0)
    assert source.header[0] == "A"
    assert value in rows_of(source)[0]
    assert lines_of(source)[0] == 1


@pytest.mark.parametrize("names", ["2025;2026;Toplam", "Ad;2026-01;2026-02", "No;Ad", "x"])
def test_numbers_among_names_are_names(opened: Opener, names: str) -> None:
    assert opened(f"{names}\na;b;c\n").header[0] == names.partition(";")[0]


HELP = [
    "zorunlu;isteğe bağlı;zorunlu, en fazla 50 karakter;\n",
    "(Zorunlu);(Opsiyonel);(Opsiyonel);GG.AA.YYYY\n",
    "required;optional;e.g. a@b.co;text\n",
    "metin;sayı;metin;tarih\n",
    "Müşterinin adını giriniz;Başında 0 olmadan yazınız;Örn: ad@ornek.com;İl adını seçiniz\n",
    "----;------;--;------\n",
]


@pytest.mark.parametrize("row", HELP)
def test_rows_that_explain_the_columns_are_left_out_and_told(opened: Opener, row: str) -> None:
    names, *rest = PEOPLE.splitlines(keepends=True)
    source = opened(names + row + "".join(rest))
    assert [row[0] for row in rows_of(source)] == ["Şükrü", "Çağla"]
    assert lines_of(source) == [3, 4]
    note = "file.csv: line 2 explains the columns and is left out (--header 1 keeps it)"
    assert source.found.notes == (note,)


@pytest.mark.parametrize(
    "row",
    [
        "Zorunlu Yayıncılık;0532;z@ornek.com;Muğla\n",
        "Text;5;;\n",
        "Optional Ltd;;;\n",
        "Required Reading;Example: Books;r@ornek.com;London\n",
        "Ayşe;;;\n",
    ],
)
def test_rows_that_may_be_data_are_kept(opened: Opener, row: str) -> None:
    assert lines_of(opened(PEOPLE.partition("\n")[0] + "\n" + row)) == [2]


def test_at_most_three_rows_explain() -> None:
    rows = [["Ad", "Tel"], *[["zorunlu", "zorunlu"]] * 5]
    assert find_heading(rows, range(1, 7)).rows_at == 4


def test_a_name_that_comes_twice_is_told_apart(opened: Opener) -> None:
    source = opened("Ad,Tel,Tel,Tel (2),,\nA,1,2,3,4,5\n")
    assert source.header == ("Ad", "Tel", "Tel (3)", "Tel (2)", "", "")
    assert source.found.notes == ('file.csv: column 3 is called "Tel" too: here "Tel (3)"',)


def test_every_name_is_unique_afterwards() -> None:
    names, notes = named_once(["a", "a", "a", "a (2)", "a (2)", ""])
    assert len(set(names)) == 6
    assert len(notes) == 3


def test_line_breaks_in_names_are_blanks(opened: Opener) -> None:
    assert opened('"Vergi\nNo",Ad\n1,A\n').header == ("Vergi No", "Ad")


def test_a_header_alone_is_no_row(opened: Opener) -> None:
    source = opened("Ad;Şehir\n")
    assert source.header == ("Ad", "Şehir")
    assert rows_of(source) == []


@pytest.mark.parametrize(("at", "text"), [(0, "A"), (25, "Z"), (26, "AA"), (199, "GR"), (16_383, "XFD")])
def test_columns_have_the_letters_of_spreadsheets(at: int, text: str) -> None:
    assert letters(at) == text
