r"""Apostrophes that keep a spreadsheet from running, or rounding, a cell: put before it, taken off again.

A cell is *at risk* when a spreadsheet would run it as a formula: ``=``, ``+``, ``-``, ``@``, a tab or a
line end, also behind blanks and invisible characters. A cell is a *code* when every word in it has a
digit and no small letter (05321234567, +90 532 123 45 67, SW1A 1AA): programs write ``'`` before such
ids and phones so that a spreadsheet leaves them alone.

``unguard`` takes one ``'`` off what is at risk or a code behind apostrophes, and off nothing else;
``guard`` puts one before what is at risk, and before what ``unguard`` would change. So
``unguard(guard(text)) == text`` for every text.
"""

from collections.abc import Callable, Sequence
from functools import cache

# Blank and invisible characters that a spreadsheet skips before it looks for a formula.
_SKIPPED = "\\s\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"
_FORMULA = f"[{_SKIPPED}]*[=+\\-@\uff1d\uff0b\uff0d\uff20\t\r\n]"
_WORD = "[A-Z()./-]*[0-9][0-9A-Z()./-]*"
_CODE = rf"{_WORD}(?: {_WORD})*\Z"


@cache
def _tests() -> tuple[Callable[[str], object], Callable[[str], object]]:
    """Return what tells the texts to guard, and the texts that lose an apostrophe."""
    from re import compile as pattern

    return (
        pattern(f"'*{_FORMULA}|'+{_CODE}").match,
        pattern(f"'+(?:{_FORMULA}|{_CODE})").match,
    )


def guard(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula, and that ``unguard`` gives back."""
    return f"'{text}" if _tests()[0](text) else text


def unguard(text: str) -> str:
    """Undo ``guard``; also take off the apostrophe that other programs put before ids and phones."""
    return text[1:] if text[:1] == "'" and _tests()[1](text) else text


def unguard_rows(rows: Sequence[list[str]]) -> int:
    """Undo ``guard`` in every cell, in place; return how many cells lost an apostrophe."""
    part = "\x1f"
    joined = part + part.join(map(part.join, rows))
    if f"{part}'" not in joined:
        return 0
    count = 0
    for row in rows:
        for at, cell in enumerate(row):
            if cell[:1] == "'" and (plain := unguard(cell)) is not cell:
                row[at] = plain
                count += 1
    return count
