"""Normal forms of phones, addresses and tax numbers."""

import phonenumbers
import pytest
from email_validator import validate_email
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain import normal
from crmcli.domain.normal import TaxNumber, email, phone, phones, tax_key, tax_keys, tax_number

DIGITS = "0123456789"


def national() -> st.SearchStrategy[str]:
    """Ten digits, with the area codes that Turkish numbers have and those they don't."""
    area = st.one_of(
        st.sampled_from(["532", "555", "501", "212", "312", "232", "850", "800", "444"]), digits(3)
    )
    return st.tuples(area, digits(7)).map("".join)


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text(alphabet=DIGITS, min_size=count, max_size=count)


@st.composite
def written_phones(draw: st.DrawFn) -> str:
    """A Turkish number behind a usual or unusual prefix, its groups parted in many ways."""
    number = draw(national())
    prefix = draw(
        st.sampled_from(["", "0", "0 ", "+90", "+90 ", "+90-", "0090", "0090 ", "90", "00", "+9", "(0", "("])
    )
    marks = [draw(st.sampled_from(["", " ", "-", ".", ") ", "  ", "/"])) for _ in range(3)]
    groups = (number[:3], marks[0], number[3:6], marks[1], number[6:8], marks[2], number[8:])
    return prefix + "".join(groups)


@pytest.mark.parametrize(
    "written",
    [
        "0532 123 45 67",
        "0 (532) 123-45-67",
        "(0532) 123 45 67",
        "+90 532 123 45 67",
        "+90 (532) 1234567",
        "+90 (0)532 123 45 67",
        "0090 532 123 45 67",
        "00905321234567",
        "90 532 123 45 67",
        "5321234567",
        "0532.123.45.67",
        "05321234567",
        " 0532 123 45 67 ",
        "0532\u00a0123\u00a045\u00a067",
        "tel:+905321234567",
        "'+905321234567",
        "٠٥٣٢ ١٢٣ ٤٥ ٦٧",
    ],
)
def test_every_way_to_write_a_turkish_mobile_number_has_one_form(written: str) -> None:
    assert phone(written) == "+905321234567"


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("0212 123 45 67", "+902121234567"),
        ("0850 123 45 67", "+908501234567"),
        ("444 1 234", "+904441234"),
        ("+1 (780) 434-4554", "+17804344554"),
        ("+49 (0) 89 1234567", "+49891234567"),
        ("+420 2 4172 5555", "+420241725555"),
    ],
)
def test_landlines_and_numbers_abroad_are_numbers(written: str, form: str) -> None:
    assert phone(written) == form


def test_a_national_number_is_read_by_its_region() -> None:
    assert phone("020 7183 8750", "GB") == "+442071838750"
    assert phone("(780) 434-4554", "US") == "+17804344554"
    assert phone("+90 532 123 45 67", "US") == "+905321234567"


@pytest.mark.parametrize(
    "written",
    [
        "0212 123 45 67 x208",
        "0212 123 45 67 ext. 208",
        "0212 123 45 67 dahili 208",
        "0212 123 45 67 Dah: 208",
        "0212 123 45 67/208",
        "+902121234567;ext=208",
    ],
)
def test_an_extension_stays_part_of_the_form(written: str) -> None:
    assert phone(written) == "+902121234567;ext=208"


def test_a_number_of_a_possible_length_is_one_even_when_no_plan_knows_it() -> None:
    assert phone("988-876-4155x879", "US") == "+19888764155;ext=879"


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "-",
        "yok",
        "0",
        "112",
        "212 55 51",
        "2125551",
        "0532 123 45 6",
        "1" * 200,
        "12 34",
        "0000000000",
        "1111111111",
        "0 111 111 11 11",
        "1234567890",
        "05555555555",
        "0500 000 00 00",
        "02121234567 / 02121234568",
        "0212 123 45 67 - 68",
        "0212 123 45 67/68",
        "0532 ABC DEF1",
        "0532 123 45 67 Ali",
        "ada@example.org",
    ],
)
def test_fillers_and_what_is_no_single_number_have_no_form(written: str) -> None:
    assert phone(written) is None


@given(written_phones())
def test_the_quick_reading_of_phones_agrees_with_phonenumbers(written: str) -> None:
    assert phone(written) == normal._any_phone.__wrapped__(written, "TR")


@given(national())
def test_usual_turkish_numbers_never_need_the_slow_way(number: str) -> None:
    if number[0] not in "23458":
        return
    parts = (number[:3], number[3:6], number[6:8], number[8:])
    for form in (
        "0{} {} {} {}",
        "0 ({}) {}-{}-{}",
        "+90 {} {} {} {}",
        "+90{}{}{}{}",
        "0090 {} {} {} {}",
        "{}{}{}{}",
    ):
        assert normal._turkish_phone().fullmatch(form.format(*parts))


@given(national())
def test_the_form_of_a_turkish_number_is_e164(number: str) -> None:
    form = phone("0" + number)
    if form is not None:
        parsed = phonenumbers.parse("0" + number, "TR")
        assert form == phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


@given(st.one_of(st.text(max_size=40), st.text(alphabet="0123456789+-() x/,;.", max_size=30)))
def test_a_phone_form_is_its_own_form(text: str) -> None:
    form = phone(text)
    assert form is None or phone(form) == form


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("ahmet.yilmaz@mail.com", "ahmet.yilmaz@mail.com"),
        ("  Ada@Example.ORG ", "ada@example.org"),
        ("ALİ.VELİ@GMAIL.COM", "ali.veli@gmail.com"),
        ("info@deneme.example", "info@deneme.example"),
        ("printer@office.local", "printer@office.local"),
        ("o'brien+tag@x-y.co.uk", "o'brien+tag@x-y.co.uk"),
        ("bilgi@ışık.com.tr", "bilgi@ışık.com.tr"),
        ("Info@XN--MNCHEN-3YA.de", "info@münchen.de"),
        ("jürgen@münchen.de", "jürgen@münchen.de"),
        (f"{'a' * 60}@{'b' * 60}.{'c' * 60}.com", f"{'a' * 60}@{'b' * 60}.{'c' * 60}.com"),
    ],
)
def test_an_address_has_one_form(written: str, form: str) -> None:
    assert email(written) == form


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yok",
        "eva@@ex.org",
        "a@b",
        "a..b@c.com",
        ".a@c.com",
        "a b@c.com",
        "a@b..com",
        "a@-b.com",
        "a@b.com.",
        "Ada <ada@example.org>",
        '"a b"@c.com',
        "a@[127.0.0.1]",
        "a@127.0.0.1",
        "a,b@c.com",
        "@c.com",
        "a@",
        "a@b.com, c@d.com",
        "a\n@b.com",
        f"a@{'b' * 64}.com",
        "a" * 10_000 + "@b.com",
    ],
)
def test_what_is_no_address_has_no_form(written: str) -> None:
    assert email(written) is None


ADDRESS = st.from_regex(r"[A-Za-z0-9._+-]{1,12}@[A-Za-z0-9.-]{1,12}\.[A-Za-z0-9-]{1,5}", fullmatch=True)


@given(st.one_of(ADDRESS, st.emails()))
def test_the_quick_reading_of_addresses_takes_only_what_email_validator_takes(written: str) -> None:
    lowered = written.lower()
    if normal._plain_email().fullmatch(lowered) and len(lowered) <= 64:
        found = validate_email(lowered, check_deliverability=False, globally_deliverable=False)
        assert email(written) == found.normalized


@given(st.one_of(ADDRESS, st.emails(), st.text()))
def test_an_address_form_is_its_own_form(written: str) -> None:
    form = email(written)
    assert form is None or email(form) == form


def checked_vkn(nine: str) -> str:
    """Add the check digit, by the published steps rather than by a table."""
    total = 0
    for place, digit in enumerate(nine, 1):
        shifted = (int(digit) + 10 - place) % 10
        weighted = shifted * 2 ** (10 - place) % 9
        total += 9 if shifted != 0 and weighted == 0 else weighted
    return nine + str((10 - total % 10) % 10)


def checked_tckn(nine: str) -> str:
    """Add both check digits."""
    values = [int(digit) for digit in nine]
    tenth = (sum(values[::2]) * 7 - sum(values[1::2])) % 10
    return f"{nine}{tenth}{(sum(values) + tenth) % 10}"


@pytest.mark.parametrize("number", ["1729171602", "4840847211", "1234567890", "0123456789", "10000000146"])
def test_known_turkish_numbers_have_valid_check_digits(number: str) -> None:
    assert tax_number(number) == TaxNumber(number, valid=True, usable=True)


@given(digits(9), st.integers(0, 9))
def test_only_one_check_digit_makes_a_company_number_valid(nine: str, last: int) -> None:
    judged = tax_number(f"{nine}{last}")
    assert judged is not None
    if judged.usable:
        assert judged.valid == (checked_vkn(nine) == judged.number)


@given(digits(9), digits(2))
def test_only_one_pair_of_check_digits_makes_a_person_number_valid(nine: str, last: str) -> None:
    for number in (checked_tckn(nine), nine + last):
        judged = tax_number(number)
        assert judged is not None
        if judged.usable:
            assert judged.valid == (nine[0] != "0" and number == checked_tckn(nine))


@pytest.mark.parametrize(
    "written", ["172 917 16 02", "172-917-1602", " 1729171602 ", "TR1729171602", "tr 172 917 1602"]
)
def test_a_turkish_tax_number_has_one_form(written: str) -> None:
    assert tax_number(written) == TaxNumber("1729171602", valid=True, usable=True)


def test_a_malformed_turkish_number_is_kept_and_marked() -> None:
    assert tax_number("333063526") == TaxNumber("333063526", valid=False, usable=True)
    assert tax_number("1288331521") == TaxNumber("1288331521", valid=False, usable=True)
    assert tax_number("01234567890") == TaxNumber("01234567890", valid=False, usable=True)


def test_a_foreign_number_is_kept_and_not_judged() -> None:
    assert tax_number("de 123.456.789") == TaxNumber("DE123456789", valid=None, usable=True)
    assert tax_number("ATU12345678") == TaxNumber("ATU12345678", valid=None, usable=True)


@pytest.mark.parametrize(
    "filler", ["1111111111", "0000000000", "2222222222", "11111111111", "0", "111 111 11 11"]
)
def test_a_filler_is_kept_but_matches_nobody(filler: str) -> None:
    judged = tax_number(filler)
    assert judged is not None
    assert (judged.valid, judged.usable) == (False, False)


def test_no_letters_or_digits_is_no_tax_number() -> None:
    assert tax_number("") is None
    assert tax_number(" - ") is None


@given(st.text())
def test_a_tax_number_is_its_own_form(text: str) -> None:
    judged = tax_number(text)
    assert judged is None or tax_number(judged.number) == judged


AWKWARD = ["", " ", "yok", "a\nb", "5321234567\n", "٥٣٢١٢٣٤٥٦٧", "1111111111", "0"]


@pytest.mark.parametrize("region", ["TR", "DE"])
@given(texts=st.lists(written_phones() | st.sampled_from([*AWKWARD, "0500 000 00 00", "05555555555"])))
def test_a_column_of_phones_has_the_forms_of_its_texts(region: str, texts: list[str]) -> None:
    assert phones(texts, region) == [phone(text, region) for text in texts]


@given(texts=st.lists(digits(10) | digits(3) | st.sampled_from(["DE 123", "TR1234567890", "000", *AWKWARD])))
def test_a_column_of_tax_numbers_has_the_keys_of_its_texts(texts: list[str]) -> None:
    assert tax_keys(texts) == [tax_key(text) for text in texts]


def test_a_tax_number_that_says_nobody_is_no_key() -> None:
    assert tax_key("123 456 78 90") == "1234567890"
    assert tax_key("1111111111") is None
    assert tax_key("-") is None
