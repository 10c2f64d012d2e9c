"""What a person is called in any text, and its replacement; pure.

A name is found whatever its case and accents, first and last name in either order; a phone whatever
stands between its digits; an e-mail in any case.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from crmcli.domain.text import fold

ERASED = "[erased]"
_WORD = re.compile(r"[^\W_]+")
_GAP = r"[\s().\-/]*"
_FEWEST_DIGITS = 7
_SHORTEST_NAME = 6
_LONGEST_STEP = 12


class Terms(NamedTuple):
    """Texts to find: names as folded words, patterns for the rest."""

    names: tuple[tuple[str, ...], ...]
    patterns: tuple[re.Pattern[str], ...]
    skipped: tuple[str, ...]
    """Names too short to look for in running text: one word that may mean anything."""

    def erase(self, text: str) -> str:
        """Return a text without what a person is called in it."""
        for pattern in self.patterns:
            text = pattern.sub(ERASED, text)
        return self._without_names(text) if self.names else text

    def _without_names(self, text: str) -> str:
        words = [(fold(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)]
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
        words = tuple(fold(match[0]) for match in _WORD.finditer(name))
        if len(words) < 2 and len(name) < _SHORTEST_NAME:
            skipped.append(name)
        elif words:
            wanted[words] = None
            wanted[(words[-1], *words[:-1])] = None
    longest_first = sorted(wanted, key=len, reverse=True)
    patterns = [re.compile(re.escape(email), re.IGNORECASE) for email in _longest(emails)]
    for digits in _longest(tuple(_national(phone) for phone in phones)):
        if len(digits) >= _FEWEST_DIGITS:
            before = rf"(?<!\d)(?:\+|00)?(?:9{_GAP}0{_GAP})?(?:0{_GAP})?"
            patterns.append(re.compile(before + _GAP.join(digits) + r"(?!\d)"))
    patterns += [re.compile(rf"(?<!\d){re.escape(number)}(?!\d)") for number in _longest(numbers) if number]
    return Terms(tuple(longest_first), tuple(patterns), tuple(skipped))


def _longest(texts: tuple[str, ...]) -> list[str]:
    return sorted(set(texts), key=lambda text: (-len(text), text))


def _national(phone: str) -> str:
    """Return the digits of a phone without what may stand before them."""
    digits = "".join(re.findall(r"[0-9]", phone))
    for prefix in ("0090", "90"):
        if digits.startswith(prefix) and len(digits) > len(prefix) + 9:
            return digits.removeprefix(prefix)
    return digits.removeprefix("00").removeprefix("0")
