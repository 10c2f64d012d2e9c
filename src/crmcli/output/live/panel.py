"""The rows of a panel: no headings, one line a row, the text that it is about takes the room that is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.kinds import ROOMY, Percent, Text
from crmcli.output.canvas import Canvas, Piece, Track
from crmcli.output.cells import columns_for_people
from crmcli.output.tables import Cell, bar, cell_of
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.results import Column, Listing
    from crmcli.output import Settings
    from crmcli.output.terminal import Terminal

GAP = 2
BAR = 16
_LEAST_TEXT = 16
"""Cells that the free text of a row has before a column of second rank gets any."""
_LEAST_BAR = 6


def wanted(listing: Listing[Any] | None) -> int:
    """Return how many lines a panel would fill."""
    if listing is None or not listing.rows:
        return 1
    return len(listing.rows) + bool(_aside(listing))


def body_lines(listing: Listing[Any] | None, settings: Settings, terminal: Terminal, most: int) -> list[str]:
    """Return the rows of a panel, at most so many lines, none wider than the terminal."""
    canvas = Canvas(settings, terminal)
    if listing is None:
        canvas.line(say("looking ..."), "dim")
    elif not listing.rows:
        canvas.line(listing.empty or "", "dim")
    else:
        _rows(canvas, listing, most)
    return canvas.finish().splitlines()[:most]


def _rows(canvas: Canvas, listing: Listing[Any], most: int) -> None:
    """Draw rows and, where there is room for it, what was left out."""
    columns = columns_for_people(listing.row)
    rows = list(listing.rows[:most])
    body = [[cell_of(canvas, column, row) for column in columns] for row in rows]
    kept, widths = _widths(canvas, columns, body)
    for cells in body:
        tracks = [
            Track(width, columns[at].kind.align == "right" and not _is_bar(columns[at]))
            for at, width in zip(kept, widths, strict=True)
        ]
        pieces = [
            _piece(canvas, columns[at], cells[at], width) for at, width in zip(kept, widths, strict=True)
        ]
        canvas.row(tracks, pieces, gap=GAP)
    aside = _aside(listing)
    if aside and len(rows) < most:
        canvas.line(aside, "dim")


def _aside(listing: Listing[Any]) -> str:
    """Return what is said below the rows; the notes that count parts stand in the title's place."""
    return listed((note for note in listing.notes if " " in note), "; ")


def _is_bar(column: Column) -> bool:
    return isinstance(column.kind, Percent) and column.kind.bar


def _piece(canvas: Canvas, column: Column, cell: Cell, width: int) -> Piece:
    """Return what stands in a cell; a share is its bar."""
    if _is_bar(column):
        return Piece("" if cell.share is None else bar(canvas, cell.share, width), "blue")
    return Piece(cell.text, cell.style)


def _widths(
    canvas: Canvas, columns: Sequence[Column], body: Sequence[Sequence[Cell]]
) -> tuple[list[int], list[int]]:
    """Return which columns are drawn and how wide; what is of second rank leaves first, then bars."""
    from rich.cells import cell_len

    natural = [
        BAR if _is_bar(column) else max((cell_len(row[at].text) for row in body), default=0)
        for at, column in enumerate(columns)
    ]
    kept = [at for at in range(len(columns)) if natural[at]]
    free = next((at for at in kept if _is_free(columns[at])), kept[0] if kept else 0)
    for at in reversed(kept[:]):
        if columns[at].kind.show >= ROOMY and at != free and _needs(kept, natural, free) > canvas.width:
            kept.remove(at)
    for at in [at for at in kept if _is_bar(columns[at])]:
        over = _needs(kept, natural, free) - canvas.width
        natural[at] = min(natural[at], max(_LEAST_BAR, natural[at] - over))
        if _needs(kept, natural, free) > canvas.width:
            kept.remove(at)
    for at in reversed(kept[:]):
        if at != free and len(kept) > 1 and _needs(kept, natural, free) > canvas.width:
            kept.remove(at)
    others = sum(natural[at] for at in kept if at != free) + GAP * (len(kept) - 1)
    room = max(1, canvas.width - others)
    return kept, [
        min(natural[at], room)
        if at == free and not _stretches(columns, kept)
        else room
        if at == free
        else natural[at]
        for at in kept
    ]


def _is_free(column: Column) -> bool:
    """Tell the text that a row is about from those of second rank."""
    return isinstance(column.kind, Text) and not column.kind.dim


def _stretches(columns: Sequence[Column], kept: Sequence[int]) -> bool:
    """Tell whether figures stand at the right edge, so that the text before them takes the room between."""
    return len(kept) > 1 and (columns[kept[-1]].kind.align == "right" or not columns[kept[-1]].kind.wraps)


def _needs(kept: Sequence[int], natural: Sequence[int], free: int) -> int:
    """Return the cells that columns need, the free text at its least."""
    widths = (min(natural[at], _LEAST_TEXT) if at == free else natural[at] for at in kept)
    return sum(widths) + GAP * (len(kept) - 1)
