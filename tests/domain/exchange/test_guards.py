"""The apostrophes that keep spreadsheets from running or rounding a cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.exchange.guards import guard, unguard, unguard_rows

NEAR = st.text(st.sampled_from("''=+-@ \t\r\n\u200b0189AZa.(/"), max_size=8)


@given(NEAR | st.text(max_size=20))
def test_what_is_guarded_comes_back(text: str) -> None:
    assert unguard(guard(text)) == text


@given(NEAR)
def test_an_unguarded_text_differs_by_one_apostrophe_at_most(text: str) -> None:
    assert unguard(text) in (text, text.removeprefix("'"))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("'05321234567", "05321234567"),
        ("'+905321234567", "+905321234567"),
        ("'0532 123 45 67", "0532 123 45 67"),
        ("'(0212) 555-0101", "(0212) 555-0101"),
        ("'7210000000001", "7210000000001"),
        ("'SW1A 1AA", "SW1A 1AA"),
        ("'35000", "35000"),
        ("'=1+1", "=1+1"),
        ("' @x", " @x"),
        ("''=1", "'=1"),
    ],
)
def test_one_apostrophe_is_taken_off(text: str, plain: str) -> None:
    assert unguard(text) == plain


@pytest.mark.parametrize(
    "text", ["'N SYNC", "'80s Bar", "'80S BAR", "'tis", "'quoted'", "'", "''", "x'=1", "İzmir'in 1'i", "'Ş1"]
)
def test_an_apostrophe_that_belongs_to_the_text_stays(text: str) -> None:
    assert unguard(text) == text


def test_rows_are_unguarded_in_place() -> None:
    rows = [["a", "'=1"], ["'1", "b"], ["c", "'d"]]
    assert unguard_rows(rows) == 2
    assert rows == [["a", "=1"], ["1", "b"], ["c", "'d"]]
    assert unguard_rows([["a'"], [""]]) == 0


def test_long_runs_take_no_time() -> None:
    for text in ("'" * 60_000, "'" + " " * 60_000, "'" + "1 " * 30_000 + "x", "'" + "A" * 60_000):
        assert unguard(guard(text)) == text
