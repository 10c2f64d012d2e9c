"""Normal forms of phones, e-mail addresses and tax numbers: one form for every way to write one.

A normal form answers "is this the same?"; the text as it was written is kept beside it. The common
ways are read by a quick exact path, all others by phonenumbers and email-validator; both paths agree.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

_CACHED = 4096

# "dahili 208" and "/208"; what phonenumbers knows ("x208", "ext. 208", ";ext=208") is left to it.
_EXTENSION = r"(?i)\s*[,;/]?\s*(?:\b(?:dahili|dah|dh|iç hat)\b[.:\s]*([0-9]{1,6})|(?<=/)\s*([0-9]{3,6}))$"
_KNOWN_EXTENSION = r"(?i)\s*[,;]?\s*(?:x|ext\.?|ext=|extension)\s*[0-9]+$"
_LETTER_AFTER_DIGIT = r"\d.*[^\W\d_]"
_COUNTS = frozenset({"1234567890", "0123456789", "123456789", "9876543210"})
_PHONE_LIMIT = 60
_PLAIN_DIGITS = range(8, 12)  # how long a number may be that no numbering plan vouches for


@cache
def _turkish_phone() -> re.Pattern[str]:
    """Return the usual groups of 10 digits from 2, 3, 4, 5 or 8, behind 0, +90, 0090 or nothing."""
    start = r"(?:(?:\+|00)90[ -]?|0[ -]?)?\(?"
    return re.compile(start + r"([2-58][0-9]{2})[ )./-]{0,2}([0-9]{3})[ .-]?([0-9]{2})[ .-]?([0-9]{2})")


def phone(text: str, region: str = "TR") -> str | None:
    """Return the E.164 form ("+905321234567") of a phone number, or None when it is none.

    ``region`` is the ISO code of the country whose national form is meant. An extension stays part of
    the form ("+902121234567;ext=208"), so that the desks behind a switchboard differ. Numbers of a
    possible length are taken even when the numbering plan doesn't know their prefix, since plans
    change. None are fillers (0000000000, 1111111111, 1234567890), local numbers without area code,
    numbers spelled with letters, and two numbers in one text.
    """
    if region == "TR":
        usual = _turkish_phone().fullmatch(text)
        if usual is not None:
            digits = "".join(usual.groups())
            return None if _is_filler(digits) else "+90" + digits
    return _any_phone(text, region)


def _is_filler(digits: str) -> bool:
    """Tell digits typed to fill a field: one digit repeated, zeros behind a first digit, or a count."""
    rest = digits[1:]
    return rest == "0" * len(rest) or digits == digits[0] * len(digits) or digits in _COUNTS


@lru_cache(maxsize=_CACHED)
def _any_phone(text: str, region: str) -> str | None:
    """Return the normal form of a number in any form that phonenumbers reads."""
    if len(text) > _PHONE_LIMIT:
        return None
    import phonenumbers

    written = re.sub(_EXTENSION, r";ext=\1\2", text.strip())
    if re.search(_LETTER_AFTER_DIGIT, re.sub(_KNOWN_EXTENSION, "", written)):
        return None
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    digits = phonenumbers.national_significant_number(number)
    if _is_filler(digits):
        return None
    if not phonenumbers.is_valid_number(number):
        length = phonenumbers.is_possible_number_with_reason(number)
        plain = length == phonenumbers.ValidationResult.IS_POSSIBLE and not number.italian_leading_zero
        if not plain or len(digits) not in _PLAIN_DIGITS:
            return None
    form = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{form};ext={number.extension}" if number.extension else form


_USUAL_FILLERS = frozenset(f"+90{first}{rest * 9}" for first in "23458" for rest in ("0", first))


def phones(texts: Sequence[str], region: str = "TR") -> list[str | None]:
    """Return ``phone`` of every text; a whole column costs less than half of one by one."""
    if region != "TR" or not texts:
        return [phone(text, region) for text in texts]
    # Without its groups: the last ten digits are what they hold.
    usual = _usual(texts, _turkish_phone().pattern.replace("([", "(?:["))
    digits = "\n".join(usual).translate(dict.fromkeys(map(ord, " ()+-./"))).split("\n")
    forms = ["+90" + number[-10:] if number else "" for number in digits]
    if not _USUAL_FILLERS.isdisjoint(forms):
        forms = ["" if form in _USUAL_FILLERS else form for form in forms]
    return _completed(texts, forms, phone)


def _usual(texts: Sequence[str], pattern: str) -> list[str]:
    """Return the texts that are of a pattern whole, "" for the others."""
    lines = "\n".join(texts)
    if lines.count("\n") != len(texts) - 1:
        return [""] * len(texts)
    return re.findall(rf"^(?:({pattern})|.*)$", lines, re.MULTILINE)


def _completed(
    texts: Sequence[str], forms: Sequence[str], one: Callable[[str], str | None]
) -> list[str | None]:
    """Return the forms, those that are "" made one by one."""
    return [form or one(text) for form, text in zip(forms, texts, strict=True)]


_PLAIN_EMAIL_LIMIT = 64  # so no part of the address can pass its own limit
_EMAIL_LIMIT = 320


@cache
def _plain_email() -> re.Pattern[str]:
    """Return the form of an address in ASCII letters and digits, parted by single marks."""
    word, label = "[a-z0-9]+", "[a-z0-9]+(?:-[a-z0-9]+)*"
    return re.compile(rf"{word}(?:[._+-]{word})*@{label}(?:\.{label})*\.[a-z]{{2,}}")


def email(text: str) -> str | None:
    """Return the address in lower case, its domain in Unicode, or None when it is no address.

    Case is dropped before the @ too, where mail servers may tell it apart and people don't; İ is
    taken as the capital of i. Domains need a dot; names reserved for examples and local networks
    (.example, .local) are addresses. A display name ("Ada <ada@example.org>") is not.
    """
    return emails((text,))[0]


@lru_cache(maxsize=_CACHED)
def _any_email(address: str) -> str | None:
    """Return the normal form of an address that email-validator accepts."""
    if "@" not in address or len(address) > _EMAIL_LIMIT:
        return None
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(
            address.replace("i̇", "i"), check_deliverability=False, globally_deliverable=False
        )
    except EmailNotValidError:
        return None
    _, dot, last = found.domain.rpartition(".")
    return f"{found.local_part.lower()}@{found.domain}" if dot and not last.isdigit() else None


def emails(texts: Sequence[str]) -> list[str | None]:
    """Return ``email`` of every text."""
    plain = _plain_email().fullmatch
    addresses = [text.strip().lower() for text in texts]
    return [
        address if len(address) <= _PLAIN_EMAIL_LIMIT and plain(address) else _any_email(address)
        for address in addresses
    ]


class TaxNumber(NamedTuple):
    """A tax number in its normal form and how far it can be trusted.

    ``valid`` tells whether the check digits of a Turkish number hold; None for a foreign one, which
    is not checked. ``usable`` is False for fillers (1111111111), which say nothing about who it is.
    """

    number: str
    valid: bool | None
    usable: bool


def tax_number(text: str) -> TaxNumber | None:
    """Return a tax number as capitals and digits only, judged; None when there is neither.

    All digits means Turkish: 10 are a company's (VKN), 11 a person's (TCKN), with or without the
    prefix TR; any other count is kept and not valid. Letters make it foreign ("DE123456789").
    """
    number = text
    if not (number.isascii() and number.isdigit()):
        number = "".join(c for c in text.upper() if c.isascii() and c.isalnum())
        if not number:
            return None
        turkish = number.removeprefix("TR")
        if not turkish.isdigit():
            return TaxNumber(number, None, usable=True)
        number = turkish
    if number == number[0] * len(number):
        return TaxNumber(number, valid=False, usable=False)
    size = len(number)
    valid = _is_vkn(number) if size == _VKN_DIGITS else size == _TCKN_DIGITS and _is_tckn(number)
    return TaxNumber(number, valid, usable=True)


_VKN_DIGITS = 10
_TCKN_DIGITS = 11


def _vkn_weights(place: int) -> bytes:
    """Return what each digit adds to the sum of a VKN; ``place`` counts from 1 at the left.

    The digit is shifted to s = (digit + 10 - place) mod 10; 9 adds 9, others s * 2^(10 - place) mod 9.
    """
    shifted = [(digit + 10 - place) % 10 for digit in range(10)]
    return bytes(9 if s == 9 else s * 2 ** (10 - place) % 9 for s in shifted)


# By place and by ASCII code, so that the digits of an encoded number are looked up as they are.
_W1, _W2, _W3, _W4, _W5, _W6, _W7, _W8, _W9 = (b"\0" * 48 + _vkn_weights(place) for place in range(1, 10))


def _is_vkn(number: str) -> bool:
    """Tell whether the check digit of ten digits is the one that a company's number would have."""
    a, b, c, d, e, f, g, h, i, check = number.encode()
    total = _W1[a] + _W2[b] + _W3[c] + _W4[d] + _W5[e] + _W6[f] + _W7[g] + _W8[h] + _W9[i]
    return (total + check - 48) % 10 == 0


def _is_tckn(number: str) -> bool:
    """Tell whether both check digits of eleven digits are those that a person's number would have."""
    a, b, c, d, e, f, g, h, i, tenth, last = number.encode()
    odd, even = a + c + e + g + i - 5 * 48, b + d + f + h - 4 * 48
    tenth -= 48
    return a > 48 and (odd * 7 - even) % 10 == tenth and (odd + even + tenth) % 10 == last - 48


def tax_key(text: str) -> str | None:
    """Return the number of a tax number that says who it is, None of any other text."""
    found = tax_number(text)
    return found.number if found and found.usable else None


def tax_keys(texts: Sequence[str]) -> list[str | None]:
    """Return ``tax_key`` of every text; a whole column costs a fifth of one by one."""
    numbers = _usual(texts, "[0-9]+")
    return _completed(texts, [n if n != n[:1] * len(n) else "" for n in numbers], tax_key)
