"""JSON decoded strictly, one value at a time: what lies behind the cursor is forgotten.

Refused is what the json module lets pass: a key said twice, NaN and Infinity, numbers of any length.
"""

import json
from collections.abc import Iterator
from typing import Any, TextIO

from crmcli.domain.exchange.source import LINE_LIMIT
from crmcli.errors import Refused
from crmcli.said import say

DEPTH_LIMIT = 64
DIGIT_LIMIT = 40
"""Characters of a number as it is written."""
BLANK = " \t\r\n"
PIECE = 256 * 1024


class BrokenValue(ValueError):
    """A value that is JSON to the decoder and not to us; the text says why."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object that says one thing twice."""
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise BrokenValue(say('the key "{twice}" stands twice in one object', twice=twice))
    return made


def _no_constant(word: str) -> Any:
    """Refuse NaN and Infinity, which JSON has not."""
    raise BrokenValue(say("{word} is not a JSON number", word=word))


class Number(str):
    """A number, as it was written; only these have a point for certain."""

    __slots__ = ()


def _number(written: str) -> Number:
    """Keep a number's own digits; refuse one too long to be a count, an amount or a key."""
    if len(written) > DIGIT_LIMIT:
        raise BrokenValue(
            say("a number of {count:,} characters ({written}...)", count=len(written), written=written[:12])
        )
    if "e" not in written and "E" not in written:
        return Number(written)
    from decimal import Decimal, InvalidOperation

    try:
        value = Decimal(written)
        plain = format(value, "f") if abs(value.adjusted()) < DIGIT_LIMIT else None
    except InvalidOperation:  # an exponent that no decimal holds
        plain = None
    if plain is None or len(plain) > DIGIT_LIMIT:
        raise BrokenValue(say("the number {written} is out of range", written=written))
    return Number(plain)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_float=_number, parse_int=_number, parse_constant=_no_constant
)


def decode_line(text: str, name: str, number: int) -> Any:
    """Return the value that is all of a line.

    Raises:
        Refused: it is none, or more follows it.
    """
    try:
        value, end = _DECODER.raw_decode(text)
    except RecursionError:
        raise too_deep(name, number) from None
    except json.JSONDecodeError as error:
        where = say("{plain} at character {colno}", plain=_plain(error), colno=error.colno)
        raise Refused(
            say("{name} line {number} is not JSON: {where}", name=name, number=number, where=where)
        ) from None
    except ValueError as error:
        raise Refused(say("{name} line {number}: {error}", name=name, number=number, error=error)) from None
    if end < len(text):
        raise Refused(
            say("{name} line {number} is not JSON: more follows the object's end", name=name, number=number)
        )
    return value


def too_deep(name: str, line: int) -> Refused:
    """Return the refusal of a value nested beyond DEPTH_LIMIT."""
    return Refused(
        say(
            "{name} line {line}: it is nested deeper than {depth_limit} levels",
            name=name,
            line=line,
            depth_limit=DEPTH_LIMIT,
        )
    )


class Cursor:
    """A cursor over a JSON document: what lies behind it is forgotten."""

    def __init__(self, stream: TextIO, name: str) -> None:
        """Stand at the start; ``name`` is for messages."""
        self._stream = stream
        self._name = name
        self._text = ""
        self._at = 0
        self._ended = False
        self._line = 1
        self._after_cr = False
        self._counted = 0  # up to here lines are in _line

    @property
    def line(self) -> int:
        """The physical line of the next value."""
        self.peek()
        return self._count()

    def peek(self) -> str:
        """Return the next character that is no blank, "" at the end."""
        while True:
            while self._at < len(self._text):
                character = self._text[self._at]
                if character not in BLANK:
                    return character
                self._at += 1
            if not self._more():
                return ""

    def value(self) -> Any:
        """Return the next value, decoded whole."""
        self.peek()
        line = self.line
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                raise too_deep(self._name, line) from None
            except json.JSONDecodeError as error:
                if self._more():
                    continue
                where = line + self._text.count("\n", self._at, error.pos)
                raise Refused(
                    say(
                        "{name} line {where} is not JSON: {plain}",
                        name=self._name,
                        where=where,
                        plain=_plain(error),
                    )
                ) from None
            except ValueError as error:
                raise Refused(
                    say("{name} line {line}: {error}", name=self._name, line=line, error=error)
                ) from None
            if end == len(self._text) and self._more():
                continue  # a number may go on
            self._at = end
            return value

    def items(self) -> Iterator[tuple[int, Any]]:
        """Yield the values of the list that begins here, with their lines."""
        yield from ((line, self.value()) for line in self._members("[", "]"))

    def members(self) -> Iterator[str]:
        """Yield the keys of the object that begins here; the caller takes each value."""
        for line in self._members("{", "}"):
            key = self.value()
            if not isinstance(key, str) or isinstance(key, Number):
                raise Refused(
                    say("{name} line {line} is not JSON: a key must be in quotes", name=self._name, line=line)
                )
            self._take(":")
            yield key

    def _members(self, opening: str, closing: str) -> Iterator[int]:
        """Yield the line of each member of a list or an object."""
        self._take(opening)
        if self.peek() == closing:
            self._at += 1
            return
        while True:
            yield self.line
            if self.peek() == closing:
                self._at += 1
                return
            self._take(",")

    def expect_end(self) -> None:
        """Refuse anything after the document."""
        if self.peek():
            raise Refused(
                say(
                    "{name} line {line} is not JSON: more follows the document's end",
                    name=self._name,
                    line=self.line,
                )
            )

    def _take(self, wanted: str) -> None:
        """Step over one character that must stand here."""
        found = self.peek()
        if found != wanted:
            what = f'"{found}"' if found else say("the end of the file")
            raise Refused(
                say(
                    '{name} line {line} is not JSON: {what} where "{wanted}" belongs',
                    name=self._name,
                    line=self.line,
                    what=what,
                    wanted=wanted,
                )
            )
        self._at += 1

    def _more(self) -> bool:
        """Read on, forgetting what is done; refuse a single value of more than LINE_LIMIT."""
        if self._ended:
            return False
        line = self._count()
        held = len(self._text) - self._at
        if held > LINE_LIMIT:
            raise Refused(
                say(
                    "{name} line {line}: one value of more than {line_limit:,} characters",
                    name=self._name,
                    line=line,
                    line_limit=LINE_LIMIT,
                )
            )
        piece = self._stream.read(max(PIECE, held))
        self._text = self._text[self._at :] + piece
        self._at = self._counted = 0
        self._ended = not piece
        return bool(piece)

    def _count(self) -> int:
        """Bring the line up to the cursor."""
        new = self._text[self._counted : self._at]
        if new:
            self._line += new.count("\n") + new.count("\r") - new.count("\r\n")
            self._line -= self._after_cr and new.startswith("\n")
            self._after_cr = new.endswith("\r")
            self._counted = self._at
        return self._line


def _plain(error: json.JSONDecodeError) -> str:
    """Return the decoder's message as part of a sentence."""
    return error.msg[0].lower() + error.msg[1:]
