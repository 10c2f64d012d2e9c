"""JSON and JSON Lines: strict, streamed, flattened."""

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.exchange import jsonpieces
from crmcli.domain.exchange.jsonrows import flatten
from crmcli.domain.exchange.source import open_source
from crmcli.errors import Refused
from tests.domain.exchange.conftest import Opener, lines_of, rows_of


def test_the_header_is_the_union_of_keys_in_order_of_appearance(opened: Opener) -> None:
    source = opened('[{"b": "1"},\n {"a": "2", "b": null},\n\n {"c": true}]')
    assert source.header == ("b", "a", "c")
    assert rows_of(source) == [["1", "", ""], ["", "2", ""], ["", "", "true"]]
    assert lines_of(source) == [1, 2, 4]


def test_json_lines_are_read_line_by_line(opened: Opener) -> None:
    source = opened('{"a": 1}\n\n{"b": "x"}\n')
    assert source.header == ("a", "b")
    assert rows_of(source) == [["1", ""], ["", "x"]]
    assert lines_of(source) == [1, 3]


@pytest.mark.parametrize(
    ("value", "cells"),
    [
        ({"a": {"b": {"c": 1}}}, {"a.b.c": "1"}),
        ({"a": ["x", "y", None, ""]}, {"a": "x;y"}),
        ({"a": []}, {"a": ""}),
        ({"a": {}}, {}),
        ({"a": [{"n": "1", "t": "w"}, {"n": "2"}]}, {"a.n": "1;2", "a.t": "w"}),
        ({"a": False, "b": None}, {"a": "false", "b": ""}),
        ({"a": [["x"], ["y"]]}, {"a": "x;y"}),
    ],
)
def test_objects_are_flattened(value: dict[str, Any], cells: dict[str, str]) -> None:
    written = io.BytesIO(json.dumps([value, {"only": "so that there is a key"}]).encode())
    with open_source(written) as source:
        row = dict(zip(source.header, rows_of(source)[0], strict=True)) if any(cells.values()) else cells
    assert {name: text for name, text in row.items() if name != "only"} == cells


def test_numbers_stay_as_they_were_written(opened: Opener) -> None:
    source = opened('[{"a": 0.10, "b": 1e3, "c": -0, "d": 12345678901234567890}]')
    assert rows_of(source) == [["0.10", "1000", "-0", "12345678901234567890"]]
    assert source.numbers == {0, 1, 2, 3}


def test_a_number_in_quotes_is_text(opened: Opener) -> None:
    assert opened('[{"a": "1.234"}]').numbers == frozenset()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[{"a": NaN}]', "line 1: NaN is not a JSON number"),
        ('[{"a": 1},\n{"a": -Infinity}]', "line 2: -Infinity is not a JSON number"),
        ('[{"a": 1e999}]', "line 1: the number 1e999 is out of range"),
        ('[{"a": ' + "9" * 5_000 + "}]", "line 1: a number of 5,000 characters"),
        ('[{"a": 1},\n\n{"a": 1, "a": 2}]', 'line 3: the key "a" stands twice in one object'),
        ('[{"a.b": 1, "a": {"b": 2}}]', 'line 1: two values stand for "a.b"'),
        ('[{"a": "\\ud800"}]', 'line 1: "a" is not valid Unicode'),
        ('[{"a": 1}, {"\\ud800": 1}]', 'line 1: "\ud800" is not valid Unicode'),
        ('[{"a": 1, "b": {"\\u0000": 1}}]', 'line 1: "b.\0" holds a NUL character'),
        ('[{"a": "x\\u0000"}]', 'line 1: "a" holds a NUL character'),
        ('[{"a": 1},\n[2]]', "line 2: a row must be an object"),
        ('[{"a": 1},\n{"a" 2}]', "line 2 is not JSON: expecting ':' delimiter"),
        ('[{"a": 1}\n{"a": 2}]', 'line 2 is not JSON: "{" where "," belongs'),
        ('[{"a": 1},\n', "line 2 is not JSON"),
        ('[{"a": 1}] x', "line 1 is not JSON: more follows the document's end"),
        ("[]", "is empty: it has no object with a key"),
        ("[{}]", "is empty: it has no object with a key"),
        ('{"a": 1}\n{"a": 2, }\n{"a": 3}', "line 2 is not JSON"),
        ('{"a": 1}\n{"a": 2}\n{"a"', "line 3 is not JSON"),
        ('{"a": 1}\n{"a": 2} {"a": 3}', "line 2 is not JSON: more follows the object's end"),
        ('{"a": 1,}\n{"a": 2}', "line 1 is not JSON"),
        ('{"a": 1}\n"x"', "line 2: a row must be an object"),
        ('[{"a": "' + "x" * 70_000 + '"}]', 'line 1: "a" has more than 65,536 characters'),
        ('{"a": 1, "b": [{"c": 1}], "a": 2}', 'line 1: the key "a" stands twice'),
    ],
)
def test_what_is_no_strict_json_is_refused_with_its_line(opened: Opener, content: str, message: str) -> None:
    with pytest.raises(Refused) as refusal:
        opened(content)
    assert f"file.csv {message}" in refusal.value.message


@pytest.mark.parametrize("depth", [65, 500, 50_000])
@pytest.mark.parametrize("opening", ['{"a":', "["])
def test_deep_nesting_is_refused_quickly(opened: Opener, depth: int, opening: str) -> None:
    closing = "}" if "{" in opening else "]"
    with pytest.raises(Refused, match="nested deeper than 64 levels"):
        opened('[{"x": ' + opening * depth + "1" + closing * depth + "}]")


def test_more_than_two_hundred_columns_are_refused(opened: Opener) -> None:
    with pytest.raises(Refused, match="line 2: more than 200 columns"):
        opened("[" + ",\n".join(json.dumps({f"k{i}": 1 for i in range(top)}) for top in (150, 201)) + "]")


def test_the_only_list_of_an_object_holds_the_rows(opened: Opener) -> None:
    source = opened('{"customers": [{"name": "A"},\n{"name": "B"}]}')
    assert rows_of(source) == [["A"], ["B"]]
    assert source.report.delimiter_reason == 'the JSON list "customers", the only one in the file'


def test_several_lists_have_to_be_chosen_from(opened: Opener) -> None:
    content = '{"a": [{"x": 1}], "b": [{"y": 2}, {"y": 3}], "c": []}'
    with pytest.raises(Refused, match="holds several lists: a, b"):
        opened(content.replace(', "c": []', ""))
    assert rows_of(opened(content, records="b")) == [["2"], ["3"]]
    with pytest.raises(Refused, match='no list of objects called "d"'):
        opened(content, records="d")


def test_an_object_with_values_of_its_own_is_one_row(opened: Opener) -> None:
    source = opened('{"name": "A",\n "emails": [{"email": "a@x.org"}, {"email": "b@x.org"}]}')
    assert dict(zip(source.header, rows_of(source)[0], strict=True)) == {
        "name": "A",
        "emails.email": "a@x.org;b@x.org",
    }
    assert "--records NAME" in source.report.delimiter_reason


def test_the_object_itself_can_be_asked_for(opened: Opener) -> None:
    assert rows_of(opened('{"tags": [{"t": "x"}]}', records=".")) == [["x"]]


def test_a_single_line_is_one_row(opened: Opener) -> None:
    assert rows_of(opened('{"name": "A"}\n')) == [["A"]]


@pytest.mark.parametrize("size", [1, 2, 7, 64])
def test_it_does_not_matter_where_the_pieces_end(
    opened: Opener, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(jsonpieces, "PIECE", size)
    source = opened(
        '{"skip": 12345, "rows": [\r\n{"a": "ş\\u015f", "n": 123},\r\n {"a": "}"} ], "end": [] }',
        records="rows",
    )
    assert rows_of(source) == [["şş", "123"], ["}", ""]]
    assert lines_of(source) == [2, 3]


def test_a_record_that_could_fill_the_memory_is_refused(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonpieces, "PIECE", 100)
    monkeypatch.setattr(jsonpieces, "LINE_LIMIT", 1_000)
    with pytest.raises(Refused, match="line 1: one value of more than 1,000 characters"):
        opened('[{"a": "' + "x" * 5_000 + '"}]')


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=10)
NESTED = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | TEXT,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(TEXT.filter(lambda k: "." not in k), inner, max_size=3)
    ),
    max_leaves=8,
)
RECORD = st.dictionaries(TEXT.filter(lambda key: key and "." not in key), NESTED, min_size=1, max_size=4)


@given(st.lists(RECORD, min_size=1, max_size=5))
def test_a_list_and_its_lines_give_the_same_rows(records: list[dict[str, Any]]) -> None:
    records = [{"key": "x"}, *records]
    forms = (json.dumps(records), json.dumps(records, indent=2), "\n".join(map(json.dumps, records)))
    read = []
    for form in forms:
        with open_source(io.BytesIO(form.encode())) as source:
            read.append((source.header, rows_of(source)))
    assert read[0] == read[1] == read[2]


def test_flatten_keeps_the_order_of_keys() -> None:
    assert list(flatten({"b": "1", "a": {"d": "2", "c": "3"}})) == ["b", "a.d", "a.c"]
