"""A single record on a terminal: a framed card of labels and values, then its sections.

Missing fields are left out. Values stand two abreast where the width allows it; long ones, and
every one with line breaks, take whole lines below.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.output.canvas import Piece, Track, clipped
from crmcli.output.cells import columns_for_people, is_missing
from crmcli.output.tables import cell_of, draw_listing
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.results import Listing, Record
    from crmcli.output.canvas import Canvas

WIDEST_CARD = 120
TWO_ABREAST = 70
FEW = 6
GAP = 2
BETWEEN = 4
_LEAST_VALUE = 8
# Corners from top left to bottom right, then the sides.
_FRAME, _FRAME_ASCII = tuple("╭╮╰╯│"), tuple("++++|")


class Line(NamedTuple):
    """A field of a card: its label, its value and the value's style."""

    label: str
    value: str
    style: str


def draw_record(canvas: Canvas, record: Record[Any]) -> None:
    """Draw the card of a record and its sections."""
    from rich.cells import cell_len

    inner = min(canvas.width, WIDEST_CARD) - 4
    lines = _card(canvas, _fields(canvas, record.item), inner)
    top_left, top_right, low_left, low_right, side = _FRAME if canvas.terminal.unicode else _FRAME_ASCII
    rule = canvas.rule
    title = clipped(canvas.safe(record.title or ""), inner - 2, canvas.ellipsis)
    title = f" {title} " if title else ""
    left = f"{rule * (inner + 1 - cell_len(title))}{top_right}"
    canvas.pieces((Piece(top_left + rule, "dim"), Piece(title, "bold"), Piece(left, "dim")))
    for line in lines:
        canvas.pieces((Piece(f"{side} ", "dim"), *line, Piece(f" {side}", "dim")))
    canvas.pieces((Piece(low_left + rule * (inner + 2) + low_right, "dim"),))
    draw_sections(canvas, record.sections)


def draw_sections(canvas: Canvas, sections: Sequence[Listing[Any]]) -> None:
    """Draw the sections that have something to say, each under its title."""
    for section in sections:
        if not section.rows and not section.empty:
            continue
        canvas.line()
        if section.title:
            draw_title(canvas, section.title, _count(section))
        if section.rows:
            draw_listing(canvas, section)
        elif section.empty:
            canvas.sentence(section.empty, "dim")


def draw_title(canvas: Canvas, title: str, aside: str = "") -> None:
    """Draw a title and what is said beside it."""
    pieces = [Piece(canvas.safe(title), "bold")]
    if aside:
        pieces.append(Piece(f"  {canvas.safe(aside)}", "dim"))
    canvas.flow(pieces)


def _count(section: Listing[Any]) -> str:
    """Say how many rows of a section are shown when some are not."""
    if section.total is None or section.total <= len(section.rows):
        return ""
    return say("{count:,} of {total:,}", count=len(section.rows), total=section.total)


def _fields(canvas: Canvas, item: Any) -> list[Line]:
    """Return the fields that have a value."""
    found = []
    for column in columns_for_people(type(item), detail=True):
        if not is_missing(getattr(item, column.name)):
            cell = cell_of(canvas, column, item, multiline=True)
            found.append(Line(canvas.safe(column.label), cell.text, cell.style))
    return found


def _card(canvas: Canvas, fields: list[Line], inner: int) -> list[list[Piece]]:
    """Lay fields out in one or two columns, long ones below, each line filled to the width."""
    from rich.cells import cell_len

    label = max((cell_len(field.label) for field in fields), default=0)
    if inner < TWO_ABREAST or len(fields) <= FEW:
        return _column(canvas, fields, inner, label)
    half = (inner - BETWEEN) // 2
    most = 2 * (half - label - GAP)
    short = [field for field in fields if "\n" not in field.value and cell_len(field.value) <= most]
    middle = (len(short) + 1) // 2
    left = _column(canvas, short[:middle], half, label)
    right = _column(canvas, short[middle:], inner - half - BETWEEN, label)
    between, blank = Piece(" " * BETWEEN), [Piece(" " * half)]
    blank_right = [Piece(" " * (inner - half - BETWEEN))]
    lines = [
        [*(one or blank), between, *(other or blank_right)]
        for one, other in zip_longest(left, right, fillvalue=None)
    ]
    return lines + _column(canvas, [field for field in fields if field not in short], inner, label)


def _column(canvas: Canvas, fields: list[Line], width: int, label: int) -> list[list[Piece]]:
    """Return labels and values side by side."""
    label = max(1, min(label, width - GAP - _LEAST_VALUE, width // 2))
    tracks = (Track(label, wraps=True), Track(width - label - GAP, wraps=True))
    return [
        line
        for field in fields
        for line in canvas.row_lines(
            tracks, (Piece(field.label, "dim"), Piece(field.value, field.style)), gap=GAP
        )
    ]
