"""Amounts read, stored and written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.money import (
    AmbiguousAmount,
    AmountError,
    DecimalFinder,
    MixedDecimals,
    amount_to_minor,
    check_currency,
    currencies,
    decimal_text,
    from_minor,
    human,
    minor_digits,
    parse_amount,
    split_currency,
    to_minor,
)

MINOR = st.integers(min_value=-(2**63) + 1, max_value=2**63 - 1)
CURRENCY = st.sampled_from(["TRY", "USD", "EUR", "JPY", "KWD", "CHF"])


@pytest.mark.parametrize(
    "written",
    [
        "1.234,56",
        "1,234.56",
        "1234.56",
        "1234,56",
        "₺1.234,56",
        "1.234,56 ₺",
        "1.234,56TL",
        "TRY 1,234.56",
        " ₺ 1.234,56 ",
        "1 234,56",
        "1\u00a0234,56",
        "1'234.56",
        "1’234.56",
        "+1234.56",
        "$1,234.56",
    ],
)
def test_every_way_to_write_an_amount_has_one_value(written: str) -> None:
    assert parse_amount(written) == Decimal("1234.56")


@pytest.mark.parametrize(
    "written", ["-5", "−5", "5-", "(5)", "-₺5", "₺-5", "(₺5)", "-5 TL", "- 5", "USD -5.00"]
)
def test_every_way_to_write_a_negative_amount_is_negative(written: str) -> None:
    assert parse_amount(written) == -5


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0", "0"),
        (".5", "0.5"),
        ("0.123", "0.123"),
        ("0,500", "0.5"),
        ("1234.567", "1234.567"),
        ("1.2345", "1.2345"),
        ("1.234.567", "1234567"),
        ("1,234,567.8", "1234567.8"),
        ("1 234,567", "1234.567"),
        ("1 234", "1234"),
        ("0.9999", "0.9999"),
    ],
)
def test_a_mark_that_can_mean_one_thing_only_is_read(written: str, value: str) -> None:
    assert parse_amount(written) == Decimal(value)


@pytest.mark.parametrize("written", ["1.234", "1,234", "999.999", "-1.234", "₺1.234", "12.500 TL"])
def test_an_amount_that_could_be_two_is_never_guessed(written: str) -> None:
    with pytest.raises(AmbiguousAmount, match="could be"):
        parse_amount(written)


def test_a_known_decimal_mark_decides() -> None:
    assert parse_amount("1.234", ".") == Decimal("1.234")
    assert parse_amount("1.234", ",") == 1234
    with pytest.raises(AmountError, match=r'"1\.5" is not an amount with "," as its decimal mark'):
        parse_amount("1.5", ",")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "-",
        "₺",
        "yok",
        "%20",
        "5%",
        "1e5",
        "1E+2",
        "NaN",
        "inf",
        "-Infinity",
        "5.",
        "1.23.456",
        "1,2345.6",
        "12.05.2026",
        "1 23",
        "1_000",
        "--5",
        "(-5)",
        "٣",
        "0x10",
        "1.234,56,7",
        "9" * 41,
        "5 5 5",
        "1,23,456",
    ],
)
def test_what_is_no_amount_is_refused(written: str) -> None:
    with pytest.raises(AmountError):
        parse_amount(written)


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("₺1.234,56", ("1.234,56", "TRY")),
        ("1.250 TL", ("1.250", "TRY")),
        ("TRL 5", ("5", "TRY")),
        ("-$5", ("-5", "USD")),
        ("(€5)", ("(5)", "EUR")),
        ("5 £", ("5", "GBP")),
        ("CHF 5.00", ("5.00", "CHF")),
        ("€5 EUR", ("5", "EUR")),
        (" 5 ", ("5", None)),
        ("yok", ("yok", None)),
    ],
)
def test_the_currency_beside_a_number_is_told(written: str, parts: tuple[str, str | None]) -> None:
    assert split_currency(written) == parts


@pytest.mark.parametrize("written", ["5 XYZ", "$5 EUR", "5 elma", "%5"])
def test_an_unknown_or_second_currency_is_refused(written: str) -> None:
    with pytest.raises(AmountError):
        split_currency(written)


@pytest.mark.parametrize(
    ("written", "code"),
    [("try", "TRY"), ("TL", "TRY"), ("₺", "TRY"), ("$", "USD"), ("€", "EUR"), ("£", "GBP"), (" chf ", "CHF")],
)
def test_a_currency_has_one_code(written: str, code: str) -> None:
    assert check_currency(written) == code


@pytest.mark.parametrize("written", ["", "XXX", "ABC", "TR", "Lira?", "12"])
def test_a_currency_outside_iso_4217_is_refused(written: str) -> None:
    with pytest.raises(AmountError, match="is no currency"):
        check_currency(written)


def test_minor_units_follow_iso_4217() -> None:
    assert {code: minor_digits(code) for code in ("TRY", "JPY", "KWD", "ISK", "TND")} == {
        "TRY": 2,
        "JPY": 0,
        "KWD": 3,
        "ISK": 0,
        "TND": 3,
    }
    assert len(currencies()) > 160
    assert all(len(code) == 3 and code.isupper() for code in currencies())


def test_digits_below_the_minor_unit_are_never_lost_unasked() -> None:
    with pytest.raises(AmountError, match=r"0\.9999 has more decimals"):
        to_minor(Decimal("0.9999"), "TRY")
    assert to_minor(Decimal("0.9999"), "TRY", exact=False) == 100
    assert to_minor(Decimal("5.0000"), "JPY") == 5


@pytest.mark.parametrize(
    ("value", "minor"), [("0.125", 12), ("0.135", 14), ("-0.125", -12), ("-0.135", -14), ("0.1251", 13)]
)
def test_asked_for_rounding_takes_halves_to_even(value: str, minor: int) -> None:
    assert to_minor(Decimal(value), "TRY", exact=False) == minor


@pytest.mark.parametrize(
    "value", ["92233720368547758.08", "1e30", "1e999999", "1e-999999999", "NaN", "Infinity"]
)
def test_an_amount_that_does_not_fit_is_refused(value: str) -> None:
    with pytest.raises(AmountError):
        to_minor(Decimal(value), "TRY", exact=False)


@given(MINOR, CURRENCY)
def test_minor_units_survive_a_round_trip(minor: int, currency: str) -> None:
    assert to_minor(from_minor(minor, currency), currency) == minor
    assert to_minor(parse_amount(decimal_text(minor, currency), "."), currency) == minor
    assert amount_to_minor(decimal_text(minor, currency), ".", minor_digits(currency)) == minor


@given(MINOR, CURRENCY, st.sampled_from(["en", "tr"]))
def test_what_people_read_can_be_typed_back(minor: int, currency: str, locale: str) -> None:
    shown = human(minor, currency, locale)
    assert to_minor(parse_amount(shown, "," if locale == "tr" else "."), currency) == minor
    assert split_currency(shown)[1] == currency


@pytest.mark.parametrize("text", ["92233720368547758.08", "999.999.999.999.999.999.999", "9" * 30])
def test_an_amount_in_a_file_that_does_not_fit_is_refused(text: str) -> None:
    for mark in (".", ","):
        with pytest.raises(AmountError):
            amount_to_minor(text, mark, 2)


AMOUNT = st.from_regex(r"-?([0-9]{1,6}|[0-9]{1,3}([., '][0-9]{3}){1,3})([.,][0-9]{1,4})?", fullmatch=True)


@given(AMOUNT, st.sampled_from([".", ","]), st.sampled_from([0, 2, 3]))
def test_the_quick_reading_of_a_file_agrees_with_the_whole_one(text: str, mark: str, digits: int) -> None:
    currency = {0: "JPY", 2: "TRY", 3: "KWD"}[digits]
    try:
        expected: int | None = to_minor(parse_amount(text, mark), currency)
    except AmountError:
        expected = None
    try:
        found: int | None = amount_to_minor(text, mark, digits)
    except AmountError:
        found = None
    assert found == expected


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_an_amount_error(text: str) -> None:
    try:
        value = parse_amount(text)
    except AmountError as error:
        reason = error.message
        assert reason
    else:
        assert value.is_finite()


@pytest.mark.parametrize(
    ("minor", "currency", "english", "turkish"),
    [
        (123456, "TRY", "₺1,234.56", "₺1.234,56"),
        (-500, "TRY", "-₺5.00", "-₺5,00"),
        (500, "USD", "$5.00", "$5,00"),
        (5, "EUR", "€0.05", "€0,05"),
        (500, "CHF", "CHF 5.00", "CHF 5,00"),
        (-1234567, "KWD", "-KWD 1,234.567", "-KWD 1.234,567"),
        (1234, "JPY", "JPY 1,234", "JPY 1.234"),
        (0, "GBP", "£0.00", "£0,00"),
    ],
)
def test_people_read_amounts_in_their_way(minor: int, currency: str, english: str, turkish: str) -> None:
    assert human(minor, currency) == english
    assert human(minor, currency, "tr") == turkish


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [(123456, "TRY", "1234.56"), (-5, "USD", "-0.05"), (7, "JPY", "7"), (1, "KWD", "0.001")],
)
def test_machines_read_exact_decimals(minor: int, currency: str, text: str) -> None:
    assert decimal_text(minor, currency) == text


def found_in(*values: str) -> tuple[str | None, str | None]:
    finder = DecimalFinder()
    for value in values:
        finder.see(value)
    return finder.result(), finder.ambiguous


def test_one_clear_value_tells_the_decimal_mark_of_a_column() -> None:
    assert found_in("1.234", "12", "₺5,50") == (",", "1.234")
    assert found_in("1.234", "1.234.567") == (",", "1.234")
    assert found_in("1,234", "0.5") == (".", "1,234")
    assert found_in("1 234,567") == (",", None)


def test_a_column_without_a_clear_value_tells_nothing() -> None:
    assert found_in("1.234", "2.500 TL") == (None, "1.234")
    assert found_in("5", "12", "") == (None, None)
    assert found_in("yok", "12.05.2026", "5%") == (None, None)


def test_a_column_with_both_marks_is_refused_with_two_examples() -> None:
    with pytest.raises(MixedDecimals, match=r'"5,50" and "5\.50" have different decimal marks'):
        found_in("5,50", "7,25", "5.50")


@given(st.lists(MINOR.map(lambda minor: minor // 1000), min_size=1), st.sampled_from(["en", "tr"]))
def test_a_found_mark_reads_the_column_it_was_found_in(column: list[int], locale: str) -> None:
    written = [human(minor, "TRY", locale) for minor in column]
    mark = found_in(*written)[0]
    assert mark == ("," if locale == "tr" else ".")
    assert [amount_to_minor(text, mark, 2) for text in written] == column
