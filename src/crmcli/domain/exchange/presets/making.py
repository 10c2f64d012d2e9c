"""Cells made of the cells of a row: what a preset says where a column alone is not the value.

``either(A, B)`` the first that is not blank; ``joined(A, B)`` those that are not, with blanks between;
``firstof(A)`` the first of several values in a cell; ``untagged(A)`` a text without HTML;
``dated(Y, M, D)`` a day; ``minus(A; test)`` an amount, negative where the test holds; ``when(A; test)`` a
cell where it holds, else blank; ``mark(word; test)`` the word where it holds. A test is ``B = word|word``,
``B != word|word``, or ``B``: not blank. A function may stand where a column does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

Cells = Sequence[str]
Place = Callable[[str], int | None]
"""Takes a column's name in the preset, and gives its position in the file, None where it has none."""
Cell = Callable[[Cells], str]
_CALL = re.compile(r"(either|joined|firstof|untagged|dated|minus|when|mark)\((.*)\)")
_OPENS = re.compile(r"(?:^|[\s,(;])(?:either|joined|firstof|untagged|dated|minus|when|mark)$")
_PARTS = re.compile(r":::|[;|\n,]")


class Test(NamedTuple):
    """Whether a cell is one of some words, as people compare them; without words, whether it is not blank."""

    at: int
    words: frozenset[str] | None
    wanted: bool

    def __call__(self, row: Cells) -> bool:
        """Tell it of a row."""
        if self.words is None:
            return bool(row[self.at].strip())
        from crmcli.domain.text import fold

        return (fold(row[self.at]) in self.words) is self.wanted


class Made(NamedTuple):
    """A cell that rows get: how a preset says it, what makes it, and what messages call it."""

    said: str
    cell: Cell

    @property
    def label(self) -> str:
        """The columns it is made of."""
        return " / ".join(dict.fromkeys(columns_in(self.said)[:2]))


def is_made(text: str) -> bool:
    """Tell a function from a list of columns."""
    return _CALL.fullmatch(text) is not None


def columns_in(text: str) -> list[str]:
    """Return the columns that the left side of a preset's line names, those of its tests too."""
    found = _CALL.fullmatch(text)
    if found is None:
        return arguments(text)
    inner, *told = _parted(found[2], ";")
    names = [] if found[1] == "mark" else [name for part in arguments(inner) for name in columns_in(part)]
    return [*names, *([_sides(told[0])[0]] if told else [])]


def arguments(text: str) -> list[str]:
    """Return what commas part, outside of the brackets of functions."""
    return [part for part in _parted(text, ",") if part]


def _parted(text: str, mark: str) -> list[str]:
    """Return what a mark parts, outside of the brackets of functions; other brackets are text."""
    found, depth, start = [], 0, 0
    for at, character in enumerate(text + mark):
        if character == "(" and (depth or _OPENS.search(text[:at])):
            depth += 1
        elif character == ")" and depth:
            depth -= 1
        elif character == mark and not depth:
            found.append(text[start:at].strip())
            start = at + 1
    return found


def made(text: str, place: Place) -> Made | None:
    """Return how a cell is made; None where the file has none of its columns, or not the one to test."""
    cell = _cell(text, place)
    return None if cell is None else Made(text, cell)


def _cell(text: str, place: Place) -> Cell | None:
    """Return what makes a cell of a row: a column, or a function."""
    found = _CALL.fullmatch(text)
    if found is None:
        at = place(text)
        return None if at is None else lambda row: row[at].strip()
    inner, *told = _parted(found[2], ";")
    holds = test(told[0], place) if told else None
    if told and holds is None:
        return None
    return _maker(found[1], inner, holds, place)


def _maker(how: str, inner: str, holds: Test | None, place: Place) -> Cell | None:
    """Return what a function makes of the cells of a row."""
    if how == "mark":
        return lambda row: inner if holds is None or holds(row) else ""
    parts = [part for part in (_cell(part, place) for part in arguments(inner)) if part is not None]
    if not parts or (how == "dated" and len(parts) < 3):
        return None
    first = parts[0]
    makers: dict[str, Cell] = {
        "either": lambda row: next(filter(None, (part(row) for part in parts)), ""),
        "joined": lambda row: " ".join(filter(None, (part(row) for part in parts))),
        "firstof": lambda row: next(filter(None, map(str.strip, _PARTS.split(first(row)))), ""),
        "untagged": lambda row: untagged(first(row)),
        "dated": lambda row: dated(*(part(row) for part in parts[:3])),
        "minus": lambda row: negative(first(row)) if holds is None or holds(row) else first(row),
        "when": lambda row: first(row) if holds is None or holds(row) else "",
    }
    return makers[how]


def test(condition: str, place: Place) -> Test | None:
    """Return the test that a condition says, None where the file lacks its column."""
    from crmcli.domain.text import fold

    column, words, wanted = _sides(condition)
    at = place(column)
    if at is None:
        return None
    return Test(at, None if words is None else frozenset(fold(word) for word in words.split("|")), wanted)


def _sides(condition: str) -> tuple[str, str | None, bool]:
    """Return column, words, and whether the cell is to be one of them."""
    wanted = " != " not in condition
    column, mark, words = condition.partition(" = " if wanted else " != ")
    return column.strip(), words if mark else None, wanted


def negative(amount: str) -> str:
    """Return an amount with a minus before it, one that is negative already as it is."""
    if not any(character.isdigit() for character in amount) or set(amount) & set("-−("):
        return amount
    return f"-{amount}"


def dated(year: str, month: str, day: str) -> str:
    """Return the day that three numbers name, "" when one is missing."""
    if not (year.isdecimal() and month.isdecimal() and day.isdecimal()):
        return ""
    return f"{year:0>4}-{month:0>2}-{day:0>2}"


def untagged(text: str) -> str:
    """Return the text of a piece of HTML; what has no tags is left as it is."""
    if "<" not in text and "&" not in text:
        return text
    from html import unescape

    broken = re.sub(r"(?i)<\s*(?:br|/p|/div|/li)\b[^>]{0,200}>", "\n", text)
    plain = unescape(re.sub(r"</?[A-Za-z][^<>]{0,2000}>", "", broken))
    return "\n".join(line.strip() for line in plain.splitlines()).strip()
