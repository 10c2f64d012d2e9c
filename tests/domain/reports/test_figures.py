from fractions import Fraction
from statistics import median as exact_median

from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.reports import figures
from crmcli.domain.reports.money.sales import SalesRow
from crmcli.domain.results import columns_of


def test_a_share_of_nothing_is_unknown() -> None:
    assert figures.share(1, 0) is None
    assert figures.share(None, 5) is None
    assert figures.share(1, -5) is None
    assert figures.share(0, 5) == 0.0


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_division_rounds_half_to_even(total: int, count: int) -> None:
    assert figures.per(total, count) == round(Fraction(total, count))


def test_division_by_nothing_is_unknown() -> None:
    assert figures.per(5, 0) is None
    assert figures.per(None, 5) is None
    assert figures.mean(None, 0) is None


@given(st.lists(st.integers(0, 400), min_size=1))
def test_the_median_of_counts_is_that_of_the_values(values: list[int]) -> None:
    counts = {value: values.count(value) for value in values}
    assert figures.median(counts) == exact_median(values)


def test_the_median_of_nothing_is_unknown() -> None:
    assert figures.median({}) is None


def test_what_is_unknown_adds_nothing_unless_all_of_it_is() -> None:
    assert figures.added([1, None, 2]) == 3
    assert figures.added([None, None]) is None


def test_counts_are_said_in_words() -> None:
    assert figures.plural(1, "order") == "1 order"
    assert figures.plural(1234, "order") == "1,234 orders"
    assert figures.plural(2, "opportunity") == "2 opportunities"
    assert figures.left_out(0, "order", "left out") == ()
    assert figures.left_out(1, "opportunity", "left out") == ("1 opportunity left out",)


def test_records_of_the_same_name_are_told_apart_by_their_numbers() -> None:
    labels = figures.told_apart({1: "Ada", 2: "Ada", 3: "Ali", None: None}, "U")
    assert labels == {1: "Ada (U-1)", 2: "Ada (U-2)", 3: "Ali", None: None}


def test_the_most_frequent_currency_comes_first_and_none_last() -> None:
    assert figures.ranked({"USD": 3, None: 9, "EUR": 3, "TRY": 5}) == ["TRY", "EUR", "USD", None]


def test_a_heading_changes_what_people_read_and_nothing_else() -> None:
    headed: type = figures.headed(SalesRow, "city")
    columns, plain = columns_of(headed), columns_of(SalesRow)
    assert columns[0].label == "city"
    assert [column.name for column in columns] == [column.name for column in plain]
    assert [(column.label, type(column.kind)) for column in columns[1:]] == [
        (column.label, type(column.kind)) for column in plain[1:]
    ]
