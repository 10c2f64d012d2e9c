"""Tables for a terminal: columns that fit, numbers to the right, groups under headings.

Amounts and numbers are never cut: a column that would have to be is left out and named. A column
of second rank in which no row has a value isn't drawn at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.kinds import DASH, ROOMY, Choice, Percent
from crmcli.domain.kinds import Text as FreeText
from crmcli.domain.results import Column
from crmcli.output.canvas import Piece, Track
from crmcli.output.cells import (
    columns_for_people,
    groups,
    has_values,
    human,
    is_missing,
    unsummed,
    word_for_total,
)
from crmcli.output.layout import Wish, widths_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.results import Listing
    from crmcli.output.canvas import Canvas

GAP = 2
BAR = 10
LINES_OF_A_CELL = 3
WIDEST_TEXT = 72
_LEAST_WRAPPED = 10
_WELL_CUT, _LEAST_CUT = 16, 8
_EIGHTHS = " ▏▎▍▌▋▊▉"
_SPARKS_ASCII = "_.:-=+*#"


class Cell(NamedTuple):
    """The text of a cell, its style and, for a share with a bar, the share."""

    text: str
    style: str = ""
    share: float | None = None


class Plan(NamedTuple):
    """Which columns are drawn, how wide they are, and whether shares get a bar."""

    columns: list[Column]
    kept: list[int]
    widths: list[int]
    bars: bool


def draw_listing(canvas: Canvas, listing: Listing[Any], *, total: Any = None) -> None:
    """Draw the rows of a listing, in groups when it is grouped, and a total below a line."""
    if not listing.rows and total is None:
        return
    memory = canvas.settings.layout
    if listing.continued and memory is not None and _draw_on(canvas, memory, listing):
        return
    columns = [
        column
        for column in columns_for_people(listing.row, group=listing.group)
        if column.kind.show < ROOMY or has_values(column, listing.rows)
    ]
    body = [[cell_of(canvas, column, row) for column in columns] for row in listing.rows]
    last = None if total is None else _total_cells(canvas, columns, total, listing.rows)
    plan = _plan(canvas, columns, body if last is None else [*body, last], listing.title)
    if memory is not None:
        plan = _stretched(canvas, plan)
        memory |= {"columns": columns, "plan": plan}
    if listing.continued and memory is not None:
        canvas.line()
    if memory is not None or not listing.continued:
        _draw_head(canvas, plan)
    if listing.group is None:
        for cells in body:
            _draw_row(canvas, plan, cells)
    else:
        _draw_groups(canvas, plan, body, listing)
    if last is not None:
        _draw_rule(canvas, plan)
        _draw_row(canvas, plan, [cell._replace(style=f"bold {cell.style}") for cell in last])


def _draw_on(canvas: Canvas, memory: dict[str, Any], listing: Listing[Any]) -> bool:
    """Draw further rows under the headings there are; False when a number would have to be cut."""
    from rich.cells import cell_len

    columns, plan = memory.get("columns"), memory.get("plan")
    if columns is None or plan is None:
        return False
    body = [[cell_of(canvas, column, row) for column in columns] for row in listing.rows]
    for column, width, index in zip(plan.columns, plan.widths, plan.kept, strict=True):
        whole = not column.kind.wraps and not isinstance(column.kind, FreeText)
        if whole and any(cell_len(cells[index].text) > width for cells in body):
            return False
    for cells in body:
        _draw_row(canvas, plan, cells)
    return True


def _stretched(canvas: Canvas, plan: Plan) -> Plan:
    """Give the text of rows that are still to come the room that is left."""
    widths = list(plan.widths)
    spare = canvas.width - sum(widths) - GAP * (len(widths) - 1)
    for index, column in enumerate(plan.columns):
        if column.kind.wraps:
            widths[index] = max(widths[index], min(WIDEST_TEXT, widths[index] + spare))
            break
    return plan._replace(widths=widths)


def cell_of(canvas: Canvas, column: Column, row: Any, *, multiline: bool = False) -> Cell:
    """Return a cell's text, harmless and with its sign, and its style."""
    value = getattr(row, column.name)
    if is_missing(value):
        return Cell(canvas.dash, "dim")
    text = human(column, row, canvas.settings)
    if text == DASH:
        return Cell(canvas.dash, "dim")
    if not multiline:
        text = text[: 10 * LINES_OF_A_CELL * WIDEST_TEXT]
    text = canvas.safe(text, multiline=multiline)
    kind = column.kind
    if hasattr(kind, "drawn") and not canvas.terminal.unicode:
        text = kind.drawn(value, _SPARKS_ASCII)
    if isinstance(kind, Choice) and canvas.terminal.unicode and kind.icon(value):
        text = f"{kind.icon(value)} {text}"
    share = float(value) if isinstance(kind, Percent) and kind.bar else None
    return Cell(text, kind.style(value, row) or "", share)


def bar(canvas: Canvas, share: float, width: int = BAR) -> str:
    """Return a bar whose full length stands for 1; a share outside 0..1 is held at the ends."""
    share = min(1.0, max(0.0, share))
    if not canvas.terminal.unicode:
        return ("#" * round(share * width)).ljust(width)
    full, rest = divmod(round(share * width * 8), 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(width)


def _total_cells(canvas: Canvas, columns: Sequence[Column], total: Any, rows: Sequence[Any]) -> list[Cell]:
    """Return the cells of the last line: blank where there is no sum, no bars."""
    cells = [
        Cell("") if unsummed(column, total, rows) else cell_of(canvas, column, total) for column in columns
    ]
    if columns and is_missing(getattr(total, columns[0].name)):
        cells[0] = Cell(word_for_total(canvas.settings))
    return [cell._replace(share=None) for cell in cells]


def _plan(canvas: Canvas, columns: list[Column], body: list[list[Cell]], title: str | None) -> Plan:
    """Choose columns and widths; bars go before any column does."""
    for bars in (True, False):
        wishes = [_wish(column, [row[i] for row in body], bars=bars) for i, column in enumerate(columns)]
        found = widths_for(wishes, canvas.width, GAP)
        if None not in found:
            break
    kept = [index for index, width in enumerate(found) if width is not None]
    lost = [column.label for column, width in zip(columns, found, strict=True) if width is None]
    if lost:
        where = f" ({title})" if title and canvas.left_out else ""
        canvas.left_out.append(", ".join(lost) + where)
    return Plan([columns[i] for i in kept], kept, [found[i] or 1 for i in kept], bars)


def _wish(column: Column, cells: Sequence[Cell], *, bars: bool) -> Wish:
    """Say how wide a column would like to be."""
    from rich.cells import cell_len

    kind = column.kind
    widest = max((cell_len(cell.text[: 10 * WIDEST_TEXT]) for cell in cells), default=0)
    if bars and isinstance(kind, Percent) and kind.bar:
        widest += GAP + BAR
    heading = len(column.label)
    word = max((len(part) for part in column.label.split()), default=0)
    if not kind.wraps and not isinstance(kind, FreeText):
        # Numbers, days, numbers of records and words of a list are shown whole or not at all.
        return Wish(max(widest, heading), max(widest, _two_lines(column.label)), max(widest, word), kind.show)
    natural = max(min(widest, WIDEST_TEXT), heading)
    well, least = (kind.well, _LEAST_WRAPPED) if kind.wraps else (_WELL_CUT, _LEAST_CUT)
    well = min(natural, max(well, heading))
    return Wish(natural, well, min(well, max(min(widest, least), word)), kind.show)


def _two_lines(label: str) -> int:
    """Return the width in which a heading takes at most two lines."""
    words = label.split()
    splits = range(1, len(words))
    return min((max(len(" ".join(words[:i])), len(" ".join(words[i:]))) for i in splits), default=len(label))


def _draw_head(canvas: Canvas, plan: Plan) -> None:
    """Draw the headings, in two lines where a column is narrower, and the line below."""
    tracks = [
        Track(width, right=column.kind.align == "right" and not _barred(plan, column), wraps=True)
        for column, width in zip(plan.columns, plan.widths, strict=True)
    ]
    headings = [Piece(canvas.safe(column.label), "bold") for column in plan.columns]
    canvas.row(tracks, headings, gap=GAP)
    _draw_rule(canvas, plan)


def _draw_rule(canvas: Canvas, plan: Plan) -> None:
    """Draw a line as wide as the table."""
    width = sum(plan.widths) + GAP * (len(plan.widths) - 1)
    canvas.pieces((Piece(canvas.rule * width, "dim"),))


def _draw_row(canvas: Canvas, plan: Plan, cells: Sequence[Cell]) -> None:
    """Draw one row."""
    tracks: list[Track] = []
    pieces: list[Piece] = []
    for column, width, index in zip(plan.columns, plan.widths, plan.kept, strict=True):
        cell = cells[index]
        right = column.kind.align == "right"
        if not _barred(plan, column):
            tracks.append(
                Track(width, right, column.kind.wraps, None if column.kind.whole else LINES_OF_A_CELL)
            )
            pieces.append(Piece(cell.text, cell.style))
            continue
        tracks.append(Track(width - GAP - BAR, right))
        pieces.append(Piece(cell.text, cell.style))
        tracks.append(Track(BAR))
        pieces.append(Piece("" if cell.share is None else bar(canvas, cell.share), "blue"))
    canvas.row(tracks, pieces, gap=GAP)


def _draw_groups(canvas: Canvas, plan: Plan, body: list[list[Cell]], listing: Listing[Any]) -> None:
    """Draw the rows under a heading for every value of the grouping field."""
    start = 0
    for heading, rows in groups(listing, canvas.settings):
        if start:
            canvas.line()
        canvas.line(heading, "bold")
        for cells in body[start : start + len(rows)]:
            _draw_row(canvas, plan, cells)
        start += len(rows)


def _barred(plan: Plan, column: Column) -> bool:
    """Tell whether a column holds shares that get a bar."""
    return plan.bars and isinstance(column.kind, Percent) and column.kind.bar
