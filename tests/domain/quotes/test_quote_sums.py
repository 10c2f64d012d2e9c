"""What a quote comes to: exact, spread without loss, the same in whatever order the lines stand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.quotes.sums import Asked, Discount, halves_to_even, percent_of, priced, spread, totals
from crmcli.errors import Refused

RATES = st.sampled_from([Decimal(rate) for rate in ("0", "1", "8.1", "10", "18", "20")])
PERCENTS = st.decimals(0, 100, places=2)
LINES = st.lists(st.builds(Asked, st.integers(0, 10**12), PERCENTS, RATES), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("numerator", "denominator", "nearest"),
    [
        (5, 2, 2),
        (7, 2, 4),
        (-5, 2, -2),
        (-7, 2, -4),
        (1, 3, 0),
        (2, 3, 1),
        (-1, 3, 0),
        (-2, 3, -1),
        (9, 3, 3),
    ],
)
def test_halves_go_to_the_even_neighbour(numerator: int, denominator: int, nearest: int) -> None:
    assert halves_to_even(numerator, denominator) == nearest


@pytest.mark.parametrize(
    ("amount", "percent", "part"),
    [
        (1000, "20", 200),
        (125, "10", 12),
        (135, "10", 14),
        (-125, "10", -12),
        (999, "8.1", 81),
        (1, "50", 0),
        (3, "50", 2),
    ],
)
def test_a_percentage_is_rounded_once(amount: int, percent: str, part: int) -> None:
    assert percent_of(amount, Decimal(percent)) == part


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (1, [5, 3, 2], [1, 0, 0]),
        (10, [700, 200, 100], [7, 2, 1]),
        (0, [1, 2], [0, 0]),
        (5, [10, 0, 10], [3, 0, 2]),
        (-100, [1, 1, 1], [-33, -33, -34]),
        (100, [-1, 2], [-100, 200]),
        (0, [0, 0], [0, 0]),
    ],
)
def test_an_amount_is_parted_by_the_largest_remainders(
    amount: int, weights: list[int], parts: list[int]
) -> None:
    assert spread(amount, weights) == parts


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**12), min_size=1, max_size=20))
def test_the_parts_add_up_to_the_whole_and_miss_their_due_by_less_than_one(
    amount: int, weights: list[int]
) -> None:
    if not sum(weights):
        return
    parts = spread(amount, weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - amount * weight) < sum(weights)


@given(
    LINES,
    st.one_of(
        st.none(), st.builds(Discount, PERCENTS), st.builds(Discount, st.none(), st.integers(0, 10**6))
    ),
)
def test_net_and_tax_are_the_total_and_discounts_what_is_missing(
    lines: list[Asked], whole: Discount | None
) -> None:
    try:
        found = priced(lines, whole)
    except Refused:
        assert whole is not None
        return
    sums = totals(found)
    assert sums.net + sums.tax == sums.total
    assert sum(line.gross for line in found) - sums.discount == sums.net
    for asked, line in zip(lines, found, strict=True):
        assert line.net + line.discount == asked.gross
        assert line.tax == percent_of(line.net, asked.rate)


@given(LINES, PERCENTS, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_nothing(lines: list[Asked], percent: Decimal, random: object) -> None:
    mixed = list(lines)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    whole = Discount(percent)
    assert totals(priced(lines, whole)) == totals(priced(mixed, whole))
    assert sorted(priced(lines, whole)) == sorted(priced(mixed, whole))


@pytest.mark.parametrize(
    ("whole", "nets", "taxes"),
    [
        (None, [900_000, 75_000], [180_000, 15_000]),
        (Discount(Decimal(5)), [855_000, 71_250], [171_000, 14_250]),
        (Discount(amount=100), [899_908, 74_992], [179_982, 14_998]),
        (Discount(Decimal(100)), [0, 0], [0, 0]),
    ],
)
def test_a_discount_on_the_whole_lowers_every_line_and_its_tax(
    whole: Discount | None, nets: list[int], taxes: list[int]
) -> None:
    found = priced([Asked(900_000, rate=Decimal(20)), Asked(75_000, rate=Decimal(20))], whole)
    assert ([line.net for line in found], [line.tax for line in found]) == (nets, taxes)


@pytest.mark.parametrize("whole", [Discount(amount=101), Discount(amount=-1)])
def test_a_discount_is_neither_negative_nor_more_than_the_lines(whole: Discount) -> None:
    with pytest.raises(Refused, match="a discount lies between nothing and what the lines come to"):
        priced([Asked(60), Asked(40)], whole)


def test_lines_that_come_to_nothing_take_no_discount() -> None:
    with pytest.raises(Refused, match="take no discount"):
        spread(1, [5, -5])
