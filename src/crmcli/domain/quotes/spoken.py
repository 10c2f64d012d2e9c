"""Amounts in words, as they stand on papers that are signed: in English and Turkish."""

from __future__ import annotations

_ONES = {
    "en": (
        *(
            "",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ),
        *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
    ),
    "tr": ("", "bir", "iki", "üç", "dört", "beş", "altı", "yedi", "sekiz", "dokuz"),
}
_TENS = {
    "en": ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
    "tr": ("", "on", "yirmi", "otuz", "kırk", "elli", "altmış", "yetmiş", "seksen", "doksan"),
}
_LARGE = {
    "en": ("", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion"),
    "tr": ("", "bin", "milyon", "milyar", "trilyon", "katrilyon", "kentilyon"),
}
_MONEY = {
    "TRY": (("Turkish lira", "Turkish liras", "kuruş"), ("Türk lirası", "kuruş")),
    "EUR": (("euro", "euros", "cent"), ("avro", "sent")),
    "USD": (("US dollar", "US dollars", "cent"), ("ABD doları", "sent")),
    "GBP": (("pound sterling", "pounds sterling", "pence"), ("İngiliz sterlini", "peni")),
}
"""Code -> English (one, many, parts) and Turkish (name, parts); other currencies are called by their code."""


def in_words(number: int, language: str) -> str:
    """Return a whole number in words: ``one hundred and five``, ``yüz beş``."""
    if number < 0:
        return f"{'eksi' if language == 'tr' else 'minus'} {in_words(-number, language)}"
    if number == 0:
        return "sıfır" if language == "tr" else "zero"
    groups, rest = [], number
    while rest:
        rest, group = divmod(rest, 1000)
        groups.append(group)
    parts = []
    for power in range(len(groups) - 1, -1, -1):
        if not groups[power]:
            continue
        # Turkish says bin, not bir bin.
        said = (
            ""
            if language == "tr" and power == 1 and groups[power] == 1
            else _below_1000(groups[power], language)
        )
        parts.append(" ".join(part for part in (said, _LARGE[language][power]) if part))
    return " ".join(parts)


def _below_1000(number: int, language: str) -> str:
    """Return a number from 1 to 999 in words."""
    hundreds, rest = divmod(number, 100)
    if language == "tr":
        ones, tens = _ONES["tr"], _TENS["tr"]
        head = ("" if hundreds == 1 else ones[hundreds], "yüz") if hundreds else ()
        return " ".join(part for part in (*head, tens[rest // 10], ones[rest % 10]) if part)
    ones, tens = _ONES["en"], _TENS["en"]
    small = (
        ones[rest]
        if rest < len(ones)
        else "-".join(part for part in (tens[rest // 10], ones[rest % 10]) if part)
    )
    if not hundreds:
        return small
    return f"{ones[hundreds]} hundred" + (f" and {small}" if small else "")


def amount_in_words(minor: int, currency: str, language: str) -> str:
    """Return an amount in words: ``two Turkish liras and fifty kuruş``, ``iki Türk lirası elli kuruş``."""
    from crmcli.domain.money import minor_digits

    digits = minor_digits(currency)
    whole, rest = divmod(abs(minor), 10**digits)
    sign = ("eksi " if language == "tr" else "minus ") if minor < 0 else ""
    if currency not in _MONEY:
        part = f" {rest:0{digits}}/{10**digits}" if rest else ""
        return f"{sign}{in_words(whole, language)} {currency}{part}"
    english, turkish = _MONEY[currency]
    if language == "tr":
        parts = f" {in_words(rest, 'tr')} {turkish[1]}" if rest else ""
        return f"{sign}{in_words(whole, 'tr')} {turkish[0]}{parts}"
    name = english[0] if whole == 1 else english[1]
    plural = "s" if english[2] == "cent" and rest != 1 else ""
    parts = f" and {in_words(rest, 'en')} {english[2]}{plural}" if rest else ""
    return f"{sign}{in_words(whole, 'en')} {name}{parts}"
