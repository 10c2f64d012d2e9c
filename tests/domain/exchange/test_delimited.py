"""CSV and TSV: delimiters by content, strict quotes, physical line numbers."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.exchange.delimited import find_dialect
from crmcli.domain.exchange.guards import guard, unguard
from crmcli.domain.exchange.heading import HELP_ROWS
from crmcli.domain.exchange.source import open_source
from crmcli.errors import Refused, UsageError
from tests.domain.exchange.conftest import Opener, lines_of, rows_of


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(opened: Opener, delimiter: str) -> None:
    source = opened(f"a{delimiter}b\n1{delimiter}2\n")
    assert source.report.delimiter == delimiter
    assert rows_of(source) == [["1", "2"]]


@pytest.mark.parametrize(
    ("sample", "delimiter"),
    [
        ("ad;tutar\nAyşe;1,50\nAli;2,75\n", ";"),  # decimal commas
        ("ad;unvan, adres;x\na;b, c;d\n", ";"),  # both part the header evenly: the wider wins
        ('name,"a;b;c"\n1,"2;3;4"\n', ","),  # quoted
        ("name,tags\nA,x;y\nB,x;y;z\n", ","),
        ("one|two,three|four\n1|2,3|4\n", "|"),
        ('name;"Address, city"\nAcme;"x, y"\n', ";"),  # stray quotes tell
    ],
)
def test_the_delimiter_fits_the_header_and_the_rows(sample: str, delimiter: str) -> None:
    assert find_dialect(sample).delimiter == delimiter


def test_the_reason_is_told(opened: Opener) -> None:
    sentence = opened("a;b\n1;2\n3\n4;5\n").report.sentences()[1]
    assert sentence == (
        "file.csv: cells are separated by semicolons: "
        "the header has 2 columns, and so have 75% of the first rows"
    )


def test_one_column_stays_whole(opened: Opener) -> None:
    source = opened("note\nhello, world; and | all\n")
    assert source.report.delimiter is None
    assert rows_of(source) == [["hello, world; and | all"]]


@pytest.mark.parametrize(("told", "rows"), [(";", [["1,2", "3"]]), ("semicolon", [["1,2", "3"]])])
def test_a_told_delimiter_wins(opened: Opener, told: str, rows: list[list[str]]) -> None:
    assert rows_of(opened("a,x;b\n1,2;3\n", delimiter=told)) == rows


@pytest.mark.parametrize("told", ["", "ab", '"', "x", "\n"])
def test_a_delimiter_that_parts_nothing_is_a_usage_error(opened: Opener, told: str) -> None:
    with pytest.raises(UsageError, match="can't part cells"):
        opened("a,b\n", delimiter=told)


def test_excels_own_line_names_the_delimiter(opened: Opener) -> None:
    source = opened("sep=;\na;b,c\n1;2,3\n")
    assert source.header == ("a", "b,c")
    assert lines_of(source) == [3]


def test_line_ends_may_be_mixed(opened: Opener) -> None:
    source = opened("a,b\r\n1,2\r3,4\n5,6")
    assert rows_of(source) == [["1", "2"], ["3", "4"], ["5", "6"]]
    assert lines_of(source) == [2, 3, 4]


def test_lines_are_those_of_the_file_also_around_cells_of_several_lines(opened: Opener) -> None:
    source = opened('a,b\n\n"x\ny\r\nz",1\n\n2,3\n"\n",4\n5,6\n')
    assert lines_of(source) == [3, 7, 8, 10]
    assert rows_of(source)[0] == ["x\ny\r\nz", "1"]


def test_lines_go_on_from_batch_to_batch(opened: Opener) -> None:
    source = opened("a\n" + "x\n" * 7)
    assert [list(batch.lines) for batch in source.batches(3)] == [[2, 3, 4], [5, 6, 7], [8]]


def test_a_row_without_a_value_is_no_row(opened: Opener) -> None:
    assert lines_of(opened("a,b\n,\n \n1,2\n\n,\n")) == [4]


def test_a_header_alone_is_no_row(opened: Opener) -> None:
    assert rows_of(opened("a,b\n")) == []


def test_cells_come_out_as_they_are(opened: Opener) -> None:
    cells = ["=1+1", "'quoted", " blank ", "\u202eabc", "[bold]", "N/A", "\x1b[31m"]
    assert rows_of(opened(",".join("abcdefg") + "\n" + ",".join(cells) + "\n")) == [cells]


def test_quotes_after_a_blank_are_quotes(opened: Opener) -> None:
    assert rows_of(opened('a, b, c\n1, "x, y", 3\n4, "z", 5\n')) == [["1", "x, y", "3"], ["4", "z", "5"]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('a,b\n1,2\n"x,3\n4,5\n', "line 3: the quote that opens here is not closed"),
        ('a,b\n1,"2\n"x,3\n4,"5\n', "line 2: text goes on after"),
        ('a,b\n1,2\n"x" y,3\n', "line 3: text goes on after the quote that closes the cell opened here"),
        ('a,b\n"1\n2",3\n"4",5\n"x\n\ny\n', "line 5: the quote that opens here is not closed"),
        ('a,b\n"x\n' + "1,2\n" * 30_000, "line 2: the quote that opens here is not closed within 65,536"),
        ("a,b\n1,2\n" + "x" * 70_000 + ",1\n", "line 3: a cell of more than 65,536 characters"),
        ('a,b\n1,2\n"' + "x" * 70_000 + '",1\n', "line 3: the quote that opens here is not closed within"),
        ('a,"b\n1,2\n', "line 1: the quote that opens here is not closed"),
    ],
)
def test_a_broken_quote_refuses_the_file_with_the_line_it_begins_in(
    opened: Opener, content: str, message: str
) -> None:
    with pytest.raises(Refused, match=f"file.csv {message}"):
        rows_of(opened(content))


def test_five_thousand_lines_behind_a_lost_quote_are_not_swallowed(opened: Opener) -> None:
    with pytest.raises(Refused, match="line 2: the quote that opens here"):
        rows_of(opened('a,b\n"lost,1\n' + "x,2\n" * 5_000))


def test_a_line_that_could_fill_the_memory_is_refused(opened: Opener) -> None:
    with pytest.raises(Refused, match="it has a line of 16,777,217 characters"):
        opened("a,b\n" + "x" * (16 * 1024 * 1024 + 1))


def test_too_many_columns_are_refused(opened: Opener) -> None:
    assert len(opened(",".join(f"c{i}" for i in range(200)) + "\n").header) == 200
    with pytest.raises(Refused, match="has 201 columns, the limit is 200"):
        opened(",".join(f"c{i}" for i in range(201)) + "\n")


def test_what_a_rejects_file_adds_is_left_out(opened: Opener) -> None:
    source = opened("_line,_column,_reason,name,city\n7,name,bad,A,B\n8,,x,,\n9,,the row has 3 cells,A,B,C\n")
    assert source.header == ("name", "city")
    assert rows_of(source) == [["A", "B"], ["A", "B", "C"]]
    assert lines_of(source) == [2, 4]


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=20),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_what_a_csv_writer_writes_is_read_back(rows: list[list[str]], delimiter: str, end: str) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([["first", "second", "third"], *rows])
    with open_source(io.BytesIO(written.getvalue().encode())) as source:
        read = rows_of(source)
    kept = [row for row in rows if any(row)]
    helped = len(kept) - len(read)  # rows right below the header that explain it
    assert helped <= HELP_ROWS
    assert read == [[unguard(cell) for cell in row] for row in kept[helped:]]


def test_cells_that_were_guarded_come_back_in_every_file_but_our_plain_one(opened: Opener) -> None:
    cells = "'=1+1", "''=x", "'05321234567", "'+90 532 123 45 67", "'SW1A 1AA", "'quoted'", "'80 Kafe"
    row = ",".join(cells)
    assert rows_of(opened(f"a,b,c,d,e,f,g\n{row}\n")) == [
        ["=1+1", "'=x", "05321234567", "+90 532 123 45 67", "SW1A 1AA", "'quoted'", "'80 Kafe"]
    ]
    assert rows_of(opened(f"number,b,c,d,e,f,g\n{row}\n")) == [list(cells)]
    assert rows_of(opened("\ufeffnumber;name\nC-1;'=1+1\n")) == [["C-1", "=1+1"]]


@given(st.lists(CELL, min_size=1, max_size=9))
def test_every_value_comes_back_from_our_own_files(values: list[str]) -> None:
    for delimiter, mark, write in ((",", "", str), (";", "\ufeff", guard)):
        written = io.StringIO(newline="")
        writer = csv.writer(written, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerows([["number", "name"], *(["C-1", write(value)] for value in values)])
        with open_source(io.BytesIO((mark + written.getvalue()).encode())) as source:
            assert [row[1] for row in rows_of(source)] == values


def test_blank_cells_beyond_the_header_are_cut_off(opened: Opener) -> None:
    assert rows_of(opened("a,b\n1,2,,\n3,4,5\n6\n")) == [["1", "2"], ["3", "4", "5"], ["6"]]
