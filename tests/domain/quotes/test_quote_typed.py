"""What is typed for a quote: lines with discount and tax, discounts on the whole, days it holds."""

from datetime import date
from decimal import Decimal

import pytest

from crmcli.domain.quotes.sums import Discount
from crmcli.domain.quotes.typed import percent, read_discount, split_percents, valid_until
from crmcli.errors import UsageError

START = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("line", "base", "discount", "tax"),
    [
        ("masa", "masa", "0", None),
        ("masa:2", "masa:2", "0", None),
        ("masa:2:4.500", "masa:2:4.500", "0", None),
        ("masa:2:4500:10%", "masa:2:4500", "10", None),
        ("masa:2:4500:10%:20%", "masa:2:4500", "10", "20"),
        ("masa:2:4500:%10:%20", "masa:2:4500", "10", "20"),
        ("masa:2:4500::20%", "masa:2:4500", "0", "20"),
        ("masa:2::10%", "masa:2", "10", None),
        ("masa:2::10%:20%", "masa:2", "10", "20"),
        ("masa:2:::20%", "masa:2", "0", "20"),
        ("masa:2:10%", "masa:2", "10", None),
        ("masa:2:10%:8,1%", "masa:2", "10", "8.1"),
        ("masa: büyük:2:4500:5%", "masa: büyük:2:4500", "5", None),
        ("masa: büyük:2::5%", "masa: büyük:2", "5", None),
        (" masa : 2 : 4500 TL : 12,5% ", "masa : 2 : 4500 TL", "12.5", None),
    ],
)
def test_a_part_with_a_percent_sign_is_a_discount_and_a_second_one_the_tax(
    line: str, base: str, discount: str, tax: str | None
) -> None:
    assert split_percents(line) == (
        base,
        Decimal(discount),
        None if tax is None else Decimal(tax),
    )


@pytest.mark.parametrize(
    "line", ["masa:1:5:x%", "masa:1:5:101%", "masa:1:5:-1%", "masa:1:5:10%:200%", "masa:1:5:%"]
)
def test_a_percentage_that_is_none_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(UsageError) as caught:
        split_percents(line)
    assert line in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30d", "2026-12-21"),
        ("30 gün", "2026-12-21"),
        ("2w", "2026-12-05"),
        ("2 hafta", "2026-12-05"),
        ("1m", "2026-12-21"),
        ("3 ay", "2027-02-21"),
        ("0d", "2026-11-21"),
        ("31.12.2026", "2026-12-31"),
        ("2026-12-31", "2026-12-31"),
        ("tomorrow", "2026-11-22"),
        ("yarın", "2026-11-22"),
    ],
)
def test_a_quote_holds_until_a_day_or_for_a_while(text: str, day: str) -> None:
    assert valid_until(text, START) == day


def test_a_month_on_from_its_last_day_is_the_last_day_of_the_next() -> None:
    assert valid_until("1m", date(2026, 1, 31)) == "2026-02-28"
    assert valid_until("13 months", date(2027, 1, 31)) == "2028-02-29"


@pytest.mark.parametrize("text", ["99999d", "99999m", "soonish", "30x"])
def test_a_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        valid_until(text, START)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (None, None),
        ("", None),
        ("5%", Discount(Decimal(5))),
        ("%7,5", Discount(Decimal("7.5"))),
        ("250", Discount(amount=25_000)),
        ("1.250 TL", Discount(amount=125_000)),
        ("0", Discount(amount=0)),
    ],
)
def test_a_discount_on_the_whole_is_percent_or_an_amount(text: str | None, found: Discount | None) -> None:
    assert read_discount(text, "TRY") == found


@pytest.mark.parametrize(("text", "said"), [("10 EUR", "in EUR, the quote in TRY"), ("a lot", "discount:")])
def test_a_discount_that_is_none_is_refused(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_discount(text, "TRY")


@pytest.mark.parametrize("text", ["", "abc", "100.01", "-1"])
def test_a_percentage_lies_between_0_and_100(text: str) -> None:
    with pytest.raises(UsageError):
        percent(text)
