"""Money as integer minor units and an ISO 4217 code: read from people's writing, written back exactly.

No float and no rounding unless asked for: an amount that a text leaves open, or digits that its
currency doesn't have, raise.
"""

import re
from decimal import Decimal
from functools import cache

from crmcli.errors import UsageError
from crmcli.said import say

LARGEST_MINOR = 2**63 - 1
_SIGNS = " \t\u00a0\u202f()+-−"  # what may stand between a currency and the number
_LONGEST_TEXT = 60
_LONGEST_NUMBER = 40

# ISO 4217, list one without metals, funds and test codes; then codes withdrawn since 2010.
_CODES = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD
HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL
LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP
PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT
TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
ANG BGN BYR CUC EEK HRK LTL LVL MRO SLL STD VEF ZMK ZWL
"""
_DIGITS = {
    0: "BIF BYR CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
}
_SIGN_OF = {"TRY": "₺", "USD": "$", "EUR": "€", "GBP": "£"}
_NAMES = {
    "₺": "TRY", "TL": "TRY", "TRL": "TRY", "YTL": "TRY", "$": "USD", "US$": "USD", "€": "EUR", "£": "GBP",
    "₽": "RUB", "₴": "UAH", "₹": "INR", "₼": "AZN", "₸": "KZT", "₾": "GEL", "₪": "ILS",
}  # fmt: skip


class AmountError(UsageError, ValueError):
    """A text is no amount, or one that can't be stored exactly."""


class AmbiguousAmount(AmountError):
    """A text could be two amounts: 1.234 is a thousand and more, or a little over one."""


class MixedDecimals(AmountError):
    """A column writes its decimals with a point here and with a comma there."""


@cache
def currencies() -> frozenset[str]:
    """Return the ISO 4217 codes that amounts can be in."""
    return frozenset(_CODES.split())


@cache
def minor_digits(currency: str) -> int:
    """Return how many decimals a currency has by ISO 4217: 2, or 0 or 3 for the few others."""
    return next((digits for digits, codes in _DIGITS.items() if currency in codes.split()), 2)


_COMMON = ("TRY", "EUR", "USD", "GBP", "CHF")


def check_currency(text: str) -> str:
    """Return the ISO 4217 code that a code, a sign (₺, $, €, £) or TL stands for.

    Raises:
        AmountError: there is no such currency.
    """
    name = text.strip().upper()
    code = _NAMES.get(name, name)
    if code not in currencies():
        from crmcli.domain.text import nearest

        close = nearest(name, _COMMON, 1)
        hint = (
            say("did you mean {close}?", close=close[0])
            if close
            else say("use an ISO 4217 code such as TRY, EUR or USD")
        )
        raise AmountError(say('"{text}" is no currency', text=text.strip()[:20]), hint)
    return code


def split_currency(text: str) -> tuple[str, str | None]:
    """Return the number in an amount, as written, and the code of the currency beside it.

    "₺1.234,56" gives ("1.234,56", "TRY"), "-$5" gives ("-5", "USD"); without one the code is None.

    Raises:
        AmountError: what stands beside the number is no currency, or there are two.
    """
    body = text.strip()
    found = re.fullmatch(r"([^\d.,]*)([\d.,](?:.*\d)?)(\D*)", body) if len(body) <= _LONGEST_TEXT else None
    if found is None:
        return body, None
    left, number, right = found.groups()
    before, after = left.strip(_SIGNS), right.strip(_SIGNS + ".")
    if not before and not after:
        return body, None
    code = check_currency(before or after)
    if before and after and check_currency(after) != code:
        raise AmountError(say('"{body}" names two currencies', body=body))
    return left.replace(before, "").strip() + number + right.rstrip(".").replace(after, "").strip(), code


def _unsigned(text: str) -> tuple[bool, str]:
    """Return whether a number is negative, and its digits and marks; spaces and apostrophes made plain."""
    body = " ".join(text.split()).replace("’", "'")
    if body.startswith("(") and body.endswith(")"):
        return True, body[1:-1].strip()
    if body[:1] in ("-", "−", "+"):
        return body[0] != "+", body[1:].strip()
    if body[-1:] in ("-", "−"):
        return True, body[:-1].strip()
    return False, body


def _decimal_mark(body: str) -> str | None:
    """Return the decimal mark that the digits and marks of an unsigned number leave no doubt about.

    None when it has neither point nor comma, or is no number at all.

    Raises:
        AmbiguousAmount: one mark with three digits behind it could part thousands or decimals.
    """
    points, commas = body.count("."), body.count(",")
    if points and commas:
        return "." if body.rindex(".") > body.rindex(",") else ","
    if not points and not commas:
        return None
    mark, other = (".", ",") if points else (",", ".")
    if points + commas > 1:
        return other
    if re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", body):
        thousands, fraction = body.replace(mark, ""), body.replace(mark, ".")
        hint = say(
            "write {thousands} or {fraction}0, or tell the decimal mark",
            thousands=thousands,
            fraction=fraction,
        )
        raise AmbiguousAmount(
            say(
                '"{body}" could be {thousands} or {fraction}',
                body=body,
                thousands=thousands,
                fraction=fraction,
            ),
            hint,
        )
    return mark


@cache
def _number(mark: str) -> re.Pattern[str]:
    """Return the form of an unsigned number with this decimal mark, its thousands grouped one way or not."""
    other = "," if mark == "." else r"\."
    whole = rf"([0-9]*|[0-9]{{1,3}}([{other}' ])[0-9]{{3}}(?:\2[0-9]{{3}})*)"
    return re.compile(rf"{whole}(?:[{mark}]([0-9]+))?")


def _read(body: str, mark: str) -> Decimal | None:
    """Return the value of an unsigned number, or None when it is none."""
    found = _number(mark).fullmatch(body) if 0 < len(body) <= _LONGEST_NUMBER else None
    if found is None or not (found[1] or found[3]):
        return None
    whole = "".join(c for c in found[1] if c.isdigit()) or "0"
    return Decimal(f"{whole}.{found[3]}" if found[3] else whole)


def parse_amount(text: str, decimal: str | None = None) -> Decimal:
    """Return the exact value of an amount as people write it; a currency beside it is passed over.

    Thousands may be grouped by the other mark, by spaces or by apostrophes, always in threes. Negative
    are -5, 5- and (5). ``decimal`` is the mark of the column the text comes from ("." or ","), None
    when nothing is known.

    Raises:
        AmbiguousAmount: no ``decimal`` is given and the text could be two amounts.
        AmountError: the text is no amount (percentages, exponents, NaN), or doesn't fit ``decimal``.
    """
    number, _ = split_currency(text)
    negative, body = _unsigned(number)
    value = _read(body, decimal or _decimal_mark(body) or ".")
    if value is None:
        known = say(' with "{decimal}" as its decimal mark', decimal=decimal) if decimal else ""
        raise AmountError(
            say('"{text}" is not an amount{known}', text=text.strip()[:_LONGEST_NUMBER], known=known)
        )
    return value.copy_negate() if negative else value


@cache
def _bulk(mark: str, digits: int) -> re.Pattern[str]:
    """Return the form of most amounts in a file: at most 15 digits, and no decimals to spare."""
    other = "," if mark == "." else r"\."
    decimals = rf"(?:[{mark}]([0-9]{{1,{digits}}}))?" if digits else "()"
    return re.compile(rf"(-?(?:[0-9]{{1,15}}|[0-9]{{1,3}}(?:{other}[0-9]{{3}}){{1,4}})){decimals}")


def amount_to_minor(text: str, decimal: str, digits: int) -> int:
    """Return the minor units of an amount whose decimal mark and currency's digits are known.

    The quick way to ``to_minor(parse_amount(text, decimal), currency)`` for the rows of a file.

    Raises:
        AmountError: the text is no amount, has digits below the minor unit, or is too large.
    """
    usual = _bulk(decimal, digits).fullmatch(text)
    if usual is None:
        return _scaled(parse_amount(text, decimal), digits, exact=True)
    whole, decimals = usual.groups("")
    if "." in whole or "," in whole:
        whole = whole.replace(".", "").replace(",", "")
    return int(whole + decimals.ljust(digits, "0"))


def to_minor(value: Decimal, currency: str, *, exact: bool = True) -> int:
    """Return an amount in minor units; with ``exact`` False it is rounded, halves to even.

    Raises:
        AmountError: digits below the minor unit would be lost, or the amount is 2**63 or more.
    """
    return _scaled(value, minor_digits(currency), exact=exact)


def _scaled(value: Decimal, digits: int, *, exact: bool) -> int:
    """Return value * 10**digits as an int, in integers only, so that no context rounds it."""
    if not value.is_finite() or (value and abs(value.adjusted()) > _LONGEST_NUMBER):
        raise AmountError(say("{value} is not an amount that can be stored", value=value))
    numerator, denominator = value.as_integer_ratio()
    scale: int = 10**digits
    minor, rest = divmod(numerator * scale, denominator)
    if rest and exact:
        raise AmountError(
            say("{value} has more decimals than its currency, which has {digits}", value=value, digits=digits)
        )
    if 2 * rest > denominator or (2 * rest == denominator and minor % 2):
        minor += 1
    if abs(minor) > LARGEST_MINOR:
        raise AmountError(say("{value} is too large an amount", value=value))
    return minor


def from_minor(minor: int, currency: str) -> Decimal:
    """Return minor units as an exact decimal with all the currency's digits."""
    return Decimal(decimal_text(minor, currency))


def _written(minor: int, currency: str, *, grouped: bool) -> str:
    """Return the absolute amount with a decimal point and the currency's digits."""
    digits = minor_digits(currency)
    whole, rest = divmod(abs(minor), 10**digits)
    text = f"{whole:,}" if grouped else str(whole)
    return f"{text}.{rest:0{digits}}" if digits else text


def decimal_text(minor: int, currency: str) -> str:
    """Return the machine form of an amount: "1234.56", "-5.00"; JPY has no decimals, KWD three."""
    return ("-" if minor < 0 else "") + _written(minor, currency, grouped=False)


def human(minor: int, currency: str, locale: str | None = None) -> str:
    """Return an amount as people read it: ₺1,234.56, -$5.00, "CHF 5.00"; with ``locale`` "tr" ₺1.234,56.

    Without ``locale`` it is told as the language of the sentence it stands in writes numbers.
    """
    sign = ("-" if minor < 0 else "") + (_SIGN_OF.get(currency) or f"{currency} ")
    if locale is None:
        return say("{sign}{amount:,}", sign=sign, amount=from_minor(abs(minor), currency))
    return sign + localised(_written(minor, currency, grouped=True), locale)


def localised(number: str, locale: str) -> str:
    """Return a number written as 1,234.5 with the marks of the locale: 1.234,5 in Turkish."""
    return number.translate(_SWAPPED) if locale == "tr" else number


_SWAPPED = {ord(","): ".", ord("."): ","}


class DecimalFinder:
    """Find the decimal mark of a column while its values go by, once.

    ``ambiguous`` holds the first value that could be read two ways: with no result, such a column
    needs a person's word; without one, its numbers are whole and any mark will do.
    """

    def __init__(self) -> None:
        """Start with nothing seen."""
        self.ambiguous: str | None = None
        self._evidence: dict[str, str] = {}

    def see(self, text: str) -> None:
        """Take in a value; what is no amount says nothing.

        Raises:
            MixedDecimals: this value and an earlier one have different decimal marks.
        """
        if text.isdigit():
            return
        try:
            _, body = _unsigned(split_currency(text)[0])
            mark = _decimal_mark(body)
        except AmbiguousAmount:
            self.ambiguous = self.ambiguous or text.strip()
            return
        except AmountError:
            return
        if mark is None or mark in self._evidence or _read(body, mark) is None:
            return
        for earlier in self._evidence.values():
            raise MixedDecimals(
                say(
                    '"{earlier}" and "{text}" have different decimal marks',
                    earlier=earlier,
                    text=text.strip(),
                )
            )
        self._evidence[mark] = text.strip()

    def result(self) -> str | None:
        """Return "." or ",", or None when no value told."""
        return next(iter(self._evidence), None)
