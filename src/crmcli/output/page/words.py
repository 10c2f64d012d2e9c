"""Text for a page: harmless, escaped, and told apart by class."""

from __future__ import annotations

from html import escape

from crmcli.language import cell
from crmcli.output.page.style import HUES
from crmcli.output.safe import safe_text

_NARROW, _WIDE = frozenset(" .,:;|!'()[]/ijlIft-"), frozenset("%@MWmw…—")
_LONGEST, _SLACK = 400, 4.0


def text(value: str, *, multiline: bool = False) -> str:
    """Return a value as it may stand between tags and, quoted, in an attribute."""
    return escape(safe_text(cell(value), multiline=multiline), quote=True)


def classes(*names: str | None) -> str:
    """Return a class attribute of these names, nothing where there is none."""
    found = " ".join(name for name in names if name)
    return f' class="{found}"' if found else ""


def style_classes(style: str | None) -> str:
    """Return the classes of a terminal's style: its colour, bold and dim."""
    words = (style or "").split()
    return " ".join(word for word in words if word in HUES or word in {"bold", "dim"})


def hue(style: str | None, usual: str = "blue") -> str:
    """Return the colour in a terminal's style, grey for what is dim, the usual one without."""
    words = (style or "").split()
    return next((word for word in words if word in HUES), "dim" if "dim" in words else usual)


def width(value: str) -> float:
    """Return about how wide a text of 13 pixels is, in pixels, rather more than less."""
    if value.isdigit() and value.isascii():
        return 8.0 * len(value)
    from unicodedata import combining, east_asian_width

    total = 0.0
    for c in value:
        if c in _NARROW:
            total += 4.5
        elif c in _WIDE:
            total += 12.0
        elif c.isascii():
            total += 9.0 if c.isupper() else 8.0 if c.isdigit() else 7.4
        elif not combining(c):
            total += 14.0 if east_asian_width(c) in "WF" else 9.0 if c.isupper() else 8.0
    return total


def lines(value: str, room: float, most: int) -> list[str]:
    """Return harmless text in at most so many lines; words stay whole where they fit."""
    made: list[str] = []
    for word in safe_text(value)[:_LONGEST].split():
        if made and (len(made) == most or width(f"{made[-1]} {word}") <= room):
            made[-1] += f" {word}"
        else:
            made.append(word)
    return [cut(line, room + _SLACK) for line in made]


def cut(value: str, pixels: float) -> str:
    """Return harmless text that is no wider than so many pixels, with a mark where it was cut."""
    value = safe_text(value)
    if len(value) <= _LONGEST and width(value) <= pixels:
        return value
    kept = value[:_LONGEST]
    while kept and width(kept) + 12.0 > pixels:
        kept = kept[:-1]
    return kept.rstrip() + "…"
