"""Text that cannot harm a terminal: every stored string passes here before people see it.

What is neutralised is shown, never dropped, so that a reader sees that something is there:
control pictures (``␛``) for C0 and DEL, ``<U+202E>`` for C1, bidirectional and other invisible
format characters, line separators, surrogates and non-characters, ``<+12 marks>`` for the rest
of a pile of combining marks. ZWJ and ZWNJ stay: emoji and Persian need them. Display only: the
stored value is never changed, and machine formats don't come here.
"""

from __future__ import annotations

from crmcli.said import say

# Marks on one letter that any script needs; more is a pile that covers the lines above and below.
MARKS_KEPT = 8

JOINERS = "\u200c\u200d"

_PICTURES = {0x09: " ", 0x0A: "↵", 0x7F: "␡"}
_FIRST_MARK = "\u0300"
_LAST_PLANE_POINTS = (0xFFFE, 0xFFFF)


def safe_text(text: str, *, multiline: bool = False) -> str:
    """Return text as it may be put on a terminal; ``multiline`` keeps line breaks as they are.

    Printable text comes back as it is; applying it twice changes nothing.
    """
    if text.isprintable():
        return text if text.isascii() else _cut_piles(text)
    if multiline:
        return "\n".join(safe_text(line) for line in text.replace("\r\n", "\n").split("\n"))
    return _cut_piles("".join(c if c.isprintable() else _shown(c) for c in text))


def _shown(character: str) -> str:
    """Return what stands for a character that isn't printable."""
    point = ord(character)
    if point < 0x20 or point == 0x7F:
        return _PICTURES.get(point) or chr(0x2400 + point)
    if character in JOINERS or not _is_forbidden(character):
        return character
    return f"<U+{point:04X}>"


def _is_forbidden(character: str) -> bool:
    """Tell controls, format characters, separators of lines, surrogates and non-characters."""
    from unicodedata import category

    kind = category(character)
    if kind == "Cn":
        point = ord(character)
        return 0xFDD0 <= point <= 0xFDEF or point & 0xFFFF in _LAST_PLANE_POINTS
    return kind in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _cut_piles(text: str) -> str:
    """Cut runs of combining marks after ``MARKS_KEPT``; joiners don't interrupt a run."""
    if len(text) <= MARKS_KEPT or max(text) < _FIRST_MARK:
        return text
    from unicodedata import category

    pieces: list[str] = []
    run = 0
    for character in text:
        if character in JOINERS or category(character) in {"Mn", "Me"}:
            run += 1
            if run <= MARKS_KEPT:
                pieces.append(character)
            continue
        if run > MARKS_KEPT:
            pieces.append(_marks_left(run))
        run = 0
        pieces.append(character)
    if run > MARKS_KEPT:
        pieces.append(_marks_left(run))
    return "".join(pieces)


def _marks_left(run: int) -> str:
    """Say how many marks of a run were cut."""
    return say("<+{run} marks>", run=run - MARKS_KEPT)
