"""What a person is called in any text, and its replacement; pure.

A name is found whatever its case, accents and composition, first and last name in either order; a
phone whatever stands between its digits; an e-mail in any case. What is only a part of somebody
else's is left alone: osukru@isik.com and sukru@isik.com.tr are not sukru@isik.com.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from crmcli.domain.text import fold, fold_all

ERASED = "[erased]"
_GAP = r"[\s().\-/\u2010-\u2015]{0,4}"
_FEWEST_DIGITS = 7
_LONGEST_STEP = 12
_I = r"[iıİI]\u0307?"
# Codes of countries that are one digit, and two; all others are three.
_ONE_DIGIT = ("1", "7")
_TWO_DIGITS = re.compile(r"2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]")
_NO_DIGITS = bytes(code for code in range(128) if not chr(code).isdigit())
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|[ntr])")


class Terms(NamedTuple):
    """Texts to find: names as folded words, patterns for the rest."""

    names: tuple[tuple[str, ...], ...]
    patterns: tuple[re.Pattern[str], ...]
    skipped: tuple[str, ...]
    """Names of one word, which may mean anything in running text."""
    words: tuple[str, ...] = ()
    """Names and e-mails folded: a text that holds none of them, nor of ``digits``, has nothing to find."""
    digits: tuple[str, ...] = ()

    def may_hold(self, text: str) -> bool:
        """Tell quickly whether there may be something to find, in JSON and SQL literals too."""
        if "\\" in text:
            text = _ESCAPE.sub(_escaped, text)
        folded = fold_all((text.replace("\n", " "),))[0]
        if any(words in folded for words in self.words):
            return True
        if not self.digits:
            return False
        digits = text.encode("ascii", "ignore").translate(None, _NO_DIGITS)
        return any(number.encode() in digits for number in self.digits)

    def erase(self, text: str) -> str:
        """Return a text without what a person is called in it."""
        for pattern in self.patterns:
            text = pattern.sub(ERASED, text)
        return self._without_names(text) if self.names else text

    def is_name(self, text: str) -> bool:
        """Tell whether a text is one of the names, whole."""
        return tuple(fold(text).split()) in self.names

    def _without_names(self, text: str) -> str:
        words = _words(text)
        firsts = {name[0] for name in self.names}
        spans: list[tuple[int, int]] = []
        for place, (word, start, _) in enumerate(words):
            if word not in firsts or (spans and start < spans[-1][1]):
                continue
            for name in self.names:
                part = words[place : place + len(name)]
                together = all(b[1] - a[2] <= _LONGEST_STEP for a, b in pairwise(part))
                if tuple(found for found, _, _ in part) == name and together:
                    spans.append((start, part[-1][2]))
                    break
        for start, end in reversed(spans):
            text = text[:start] + ERASED + text[end:]
        return text


def terms(
    names: tuple[str, ...], emails: tuple[str, ...], phones: tuple[str, ...], numbers: tuple[str, ...] = ()
) -> Terms:
    """Return what finds a person's names, e-mails, phones and tax numbers in a text."""
    wanted: dict[tuple[str, ...], None] = {}
    skipped = []
    for name in names:
        words = tuple(fold(name).split())
        if len(words) < 2:
            skipped.append(name)
        elif words:
            wanted[words] = None
            wanted[(words[-1], *words[:-1])] = None
    longest_first = sorted(wanted, key=len, reverse=True)
    patterns = [_email(email) for email in _longest(emails)]
    called = dict.fromkeys(
        number for phone in phones if len((number := _national(phone))[1]) >= _FEWEST_DIGITS
    )
    patterns += [_phone(*number) for number in sorted(called, key=lambda number: -len(number[1]))]
    codes = [number for number in _longest(numbers) if number]
    patterns += [re.compile(rf"(?<!\d){re.escape(number)}(?!\d)") for number in codes]
    return Terms(
        tuple(longest_first),
        tuple(patterns),
        tuple(skipped),
        tuple(" ".join(words) for words in longest_first) + tuple(fold(email) for email in emails),
        tuple(digits for _, digits, _ in called) + tuple(re.sub("[^0-9]", "", code) for code in codes),
    )


def _longest(texts: tuple[str, ...]) -> list[str]:
    return sorted(set(texts), key=lambda text: (-len(text), text))


def _email(address: str) -> re.Pattern[str]:
    """Return what finds an address that is not a part of a longer one."""
    letters = "".join(_I if letter in "iıİI" else re.escape(letter) for letter in address)
    return re.compile(rf"(?<![\w+%])(?<!\w[.-]){letters}(?!-?\w)(?!\.[a-z]{{2,3}}\b)", re.IGNORECASE)


def _phone(country: str, digits: str, extension: str) -> re.Pattern[str]:
    """Return what finds a phone behind any code of a country, or none."""
    code = _GAP.join(country)
    before = rf"(?<!\d)(?:(?:\+|00){_GAP}[0-9]{{1,3}}{_GAP}|{code}{_GAP})?(?:0{_GAP})?"
    after = rf"(?:\D{{1,12}}{extension})" if extension else ""
    return re.compile(before + _GAP.join(digits) + after + r"(?!\d)")


def _national(phone: str) -> tuple[str, str, str]:
    """Return the code of the country, the digits behind it, and the extension."""
    number, _, extension = phone.partition(";ext=")
    digits = "".join(re.findall(r"[0-9]", number))
    if number.lstrip().startswith("+") or digits.startswith("00"):
        digits = digits.removeprefix("00")
        two = 2 if _TWO_DIGITS.match(digits) else 3
        length = 1 if digits.startswith(_ONE_DIGIT) else two
        if len(digits) - length >= _FEWEST_DIGITS:
            return digits[:length], digits[length:].removeprefix("0"), extension
    elif digits.startswith("90") and len(digits) > 11:
        return "90", digits[2:], extension
    return "90", digits.removeprefix("0"), extension


def _escaped(match: re.Match[str]) -> str:
    """Return what a character that JSON escapes stands for; a space for the white ones."""
    return chr(int(match[1], 16)) if match[1] else " "


@lru_cache(maxsize=4096)
def _piece(character: str) -> str:
    """Return what a character adds to a folded text: letters, a space, or nothing (accents)."""
    return fold(f"a{character}a")[1:-1]


def _words(text: str) -> list[tuple[str, int, int]]:
    """Return the folded words of a text, each with its place: where it begins, and where it has ended."""
    from unicodedata import normalize

    made: list[tuple[str, int, int]] = []
    word, start, end = "", 0, 0
    for place, character in enumerate(text):
        piece = _piece(character)
        if not piece and word:
            end = place + 1
        for number, part in enumerate(piece.split(" ")):
            if number and word:
                made.append((normalize("NFC", word), start, end))
                word = ""
            if part:
                start = start if word else place
                word, end = word + part, place + 1
    return [*made, (normalize("NFC", word), start, end)] if word else made
