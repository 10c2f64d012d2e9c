"""The text of a filter read from left to right: words, operators, values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crmcli.domain.filter.tree import Literal
from crmcli.domain.filter.wrong import FilterError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Collection

AND, OR = frozenset(("and", "ve")), frozenset(("or", "veya", "ya da"))
NOT = frozenset(("not", "degil"))
JOINS = AND | OR
BOUNDS = frozenset(("since", "until"))

_BLANKS = re.compile(r"\s*")
_WORD = re.compile(r"[Yy][Aa]\s+[Dd][Aa](?![\w.'’-])|[\w.]+(?:[-'’]\w+)*")
_OPERATOR = re.compile(r"!=|<>|>=|<=|==|!~|[=<>~≥≤≠]")
_SAME = {"<>": "!=", "==": "=", "≥": ">=", "≤": "<=", "≠": "!="}
_QUOTES = {'"': '"', "'": "'", "“": "”", "”": "”", "„": "“", "‘": "’", "’": "’", "«": "»"}
_PART = re.compile(r"\s+|[^\s]")


def key(word: str) -> str:
    """Return a word as keywords are compared: DEĞİL and degil are one."""
    from crmcli.domain.text import fold

    return " ".join(word.lower().split()) if word.isascii() else fold(word)


class Scanner:
    """A place in a text that only moves on."""

    def __init__(self, text: str) -> None:
        """Begin at the start."""
        self.text = text
        self.at = 0

    def blanks(self) -> int:
        """Pass over blanks and return the place."""
        self.at = _BLANKS.match(self.text, self.at).end()  # type: ignore[union-attr]
        return self.at

    def ended(self) -> bool:
        """Return whether only blanks are left."""
        return self.blanks() >= len(self.text)

    def next_is(self, characters: str) -> bool:
        """Return whether one of these characters comes next."""
        return not self.ended() and self.text[self.at] in characters

    def take(self, character: str) -> bool:
        """Pass over a character, if it comes next."""
        if not self.next_is(character):
            return False
        self.at += 1
        return True

    def peek(self, ahead: int = 0) -> str:
        """Return the next word in its compared form, or one behind it; "" when no word stands there."""
        place = self.blanks()
        for _ in range(ahead):
            found = _WORD.match(self.text, place)
            if found is None:
                return ""
            place = _BLANKS.match(self.text, found.end()).end()  # type: ignore[union-attr]
        found = _WORD.match(self.text, place)
        return key(found[0]) if found else ""

    def word(self) -> str:
        """Pass over a word and return it; "" when none comes next."""
        found = _WORD.match(self.text, self.blanks())
        if found is None:
            return ""
        self.at = found.end()
        return found[0]

    def take_word(self, words: Collection[str]) -> bool:
        """Pass over one of these words, if it comes next."""
        if self.peek() not in words:
            return False
        self.word()
        return True

    def compares(self, ahead: int = 0) -> bool:
        """Return whether an operator comes next, or behind so many words."""
        place = self.blanks()
        for _ in range(ahead):
            found = _WORD.match(self.text, place)
            if found is None:
                return False
            place = _BLANKS.match(self.text, found.end()).end()  # type: ignore[union-attr]
        return _OPERATOR.match(self.text, place) is not None

    def operator(self) -> str:
        """Pass over an operator and return it in its usual form; "" when none comes next."""
        found = _OPERATOR.match(self.text, self.blanks())
        if found is None:
            return ""
        self.at = found.end()
        return _SAME.get(found[0], found[0])

    def quoted(self) -> bool:
        """Return whether a quoted text comes next."""
        return self.next_is("".join(_QUOTES))

    def value(self, stops: Collection[str] = JOINS, marks: str = "") -> Literal:
        """Pass over a value: a quoted text, or words up to one of ``stops``, a bracket or one of ``marks``.

        Brackets within an unquoted value belong to it; a quote is doubled to stand in a quoted one.

        Raises:
            FilterError: a quote is not closed.
        """
        start = self.blanks()
        if self.quoted() and not self._apostrophe():
            return self._between_quotes(start)
        depth = 0
        fresh = True  # a word may begin here
        while self.at < len(self.text):
            character = self.text[self.at]
            if fresh and depth == 0 and self._stops(stops):
                break
            if depth == 0 and (character == ")" or character in marks):
                break
            depth += (character == "(") - (character == ")")
            fresh = character.isspace()
            self.at += 1
        return Literal(self.text[start : self.at].strip(), start)

    def _apostrophe(self) -> bool:
        """Return whether the quote that comes next opens nothing: 't Hart."""
        return self.text[self.at] == "'" and "'" not in self.text[self.at + 1 :]

    def _stops(self, stops: Collection[str]) -> bool:
        """Return whether a whole word that ends a value stands here."""
        found = _WORD.match(self.text, self.at)
        if found is None or key(found[0]) not in stops:
            return False
        after = self.text[found.end() : found.end() + 1]
        return not after or after.isspace() or after in "()" or after in _QUOTES

    def _between_quotes(self, start: int) -> Literal:
        close = _QUOTES[self.text[start]]
        parts: list[str] = []
        self.at = start + 1
        while True:
            end = self.text.find(close, self.at)
            if end < 0:
                message = say("the quote {text} is not closed", text=self.text[start])
                raise FilterError(message, start, say("put {close} behind the value", close=close))
            parts.append(self.text[self.at : end])
            self.at = end + 1
            if self.text[self.at : self.at + 1] != close:
                return Literal("".join(parts), start, quoted=True)
            parts.append(close)
            self.at += 1
