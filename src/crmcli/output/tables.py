"""Tables for a terminal: columns that fit, numbers to the right, groups under headings.

Amounts and numbers are never cut: a column that would have to be is left out and named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.kinds import DASH, Choice, Percent
from crmcli.domain.kinds import Text as FreeText
from crmcli.output.canvas import clipped
from crmcli.output.cells import columns_for_people, human, is_missing
from crmcli.output.layout import Wish, widths_for
from crmcli.output.tabulated import groups

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table
    from rich.text import Text

    from crmcli.domain.results import Column, Listing
    from crmcli.output.canvas import Canvas

GAP = 2
BAR = 10
LINES_OF_A_CELL = 3
WIDEST_TEXT = 72
_WELL_WRAPPED, _LEAST_WRAPPED = 20, 10
_WELL_CUT, _LEAST_CUT = 16, 8
_EIGHTHS = " ▏▎▍▌▋▊▉"


class Cell(NamedTuple):
    """The text of a cell, its style and, for a share with a bar, the share."""

    text: str
    style: str
    share: float | None = None


class Plan(NamedTuple):
    """The columns that are drawn, how wide they are, and whether shares get a bar."""

    columns: list[Column]
    widths: list[int]
    bars: bool


def draw_listing(canvas: Canvas, listing: Listing[Any], *, total: Any = None) -> None:
    """Draw the rows of a listing, in groups when it is grouped."""
    if not listing.rows and total is None:
        return
    columns = columns_for_people(listing.row, group=listing.group)
    body = [[cell_of(canvas, column, row) for column in columns] for row in listing.rows]
    last = None if total is None else _total_cells(canvas, columns, total)
    plan = _plan(canvas, columns, body if last is None else [*body, last], listing.title)
    kept = [columns.index(column) for column in plan.columns]
    if listing.group is None:
        table = _table(canvas, plan, header=True)
        for index, cells in enumerate(body):
            closes = last is not None and index == len(body) - 1
            table.add_row(*_texts(canvas, plan, [cells[i] for i in kept]), end_section=closes)
        if last is not None:
            table.add_row(*_texts(canvas, plan, [last[i] for i in kept]), style="bold")
        canvas.draw(table)
        return
    canvas.draw(_table(canvas, plan, header=True))
    start = 0
    for number, (heading, rows) in enumerate(groups(listing, canvas.settings)):
        if number:
            canvas.line()
        canvas.line(heading, "bold")
        table = _table(canvas, plan, header=False)
        for cells in body[start : start + len(rows)]:
            table.add_row(*_texts(canvas, plan, [cells[i] for i in kept]))
        canvas.draw(table)
        start += len(rows)


def cell_of(canvas: Canvas, column: Column, row: Any, *, multiline: bool = False) -> Cell:
    """Return a cell's text, safe and with its sign, and its style."""
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
    if isinstance(kind, Choice) and canvas.terminal.unicode and kind.icon(value):
        text = f"{kind.icon(value)} {text}"
    share = float(value) if isinstance(kind, Percent) and kind.bar else None
    return Cell(text, kind.style(value, row) or "", share)


def bar(canvas: Canvas, share: float, width: int = BAR) -> str:
    """Return a bar whose full length stands for 1; a share outside 0..1 is held at the ends."""
    share = min(1.0, max(0.0, share))
    if not canvas.terminal.unicode:
        return ("#" * round(share * width)).ljust(width)
    eighths = round(share * width * 8)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(width)


def _total_cells(canvas: Canvas, columns: Sequence[Column], total: Any) -> list[Cell]:
    """Return the cells of the last line: blank where there is no sum, no bars."""
    cells = [
        Cell("", "") if is_missing(getattr(total, column.name)) else cell_of(canvas, column, total)
        for column in columns
    ]
    if cells and not cells[0].text:
        cells[0] = Cell("Toplam" if canvas.settings.locale == "tr" else "Total", "")
    return [cell._replace(share=None) for cell in cells]


def _plan(canvas: Canvas, columns: list[Column], body: list[list[Cell]], title: str | None) -> Plan:
    """Choose columns and widths; bars go before any column does."""
    for bars in (True, False):
        wishes = [_wish(column, [row[i] for row in body], bars=bars) for i, column in enumerate(columns)]
        found = widths_for(wishes, canvas.width, GAP)
        whole = all(width is not None for width in found)
        if whole and sum(w or 0 for w in found) + GAP * (len(found) - 1) <= canvas.width:
            break
    kept = [(column, width) for column, width in zip(columns, found, strict=True) if width is not None]
    lost = [column.label for column, width in zip(columns, found, strict=True) if width is None]
    if lost:
        where = f" ({title})" if title and canvas.left_out else ""
        canvas.left_out.append(", ".join(lost) + where)
    return Plan([column for column, _ in kept], [width for _, width in kept], bars)


def _wish(column: Column, cells: Sequence[Cell], *, bars: bool) -> Wish:
    """Say how wide a column would like to be."""
    from rich.cells import cell_len

    kind = column.kind
    widest = max((cell_len(cell.text[: 10 * WIDEST_TEXT]) for cell in cells), default=0)
    if bars and isinstance(kind, Percent) and kind.bar:
        widest += BAR + 1
    heading = len(column.label)
    word = max((len(part) for part in column.label.split()), default=0)
    if kind.align == "right":
        return Wish(max(widest, heading), max(widest, heading), max(widest, word), kind.show)
    natural = max(min(widest, WIDEST_TEXT), heading)
    well, least = (_WELL_WRAPPED, _LEAST_WRAPPED) if kind.wraps else (_WELL_CUT, _LEAST_CUT)
    if not kind.wraps and not isinstance(kind, FreeText):
        well = least = widest  # days, numbers of records and words of a list are shown whole
    return Wish(
        natural, min(natural, max(well, heading)), min(natural, max(min(widest, least), word)), kind.show
    )


def _table(canvas: Canvas, plan: Plan, *, header: bool) -> Table:
    """Return an empty table with its columns set."""
    from rich.box import Box
    from rich.table import Table
    from rich.text import Text

    rule = " ── \n" if canvas.terminal.unicode else " -- \n"
    blank = "    \n"
    table = Table(
        box=Box(blank + blank + rule + blank + rule + blank + blank + blank),
        show_edge=False,
        pad_edge=False,
        padding=(0, GAP - 1, 0, 0),
        show_header=header,
        border_style="dim",
        header_style="",
    )
    for column, width in zip(plan.columns, plan.widths, strict=True):
        table.add_column(
            Text(canvas.safe(column.label), style="bold"),
            width=width,
            justify="right" if column.kind.align == "right" and not _barred(plan, column) else "left",
            no_wrap=not column.kind.wraps,
            overflow="fold",
            vertical="top",
        )
    return table


def _texts(canvas: Canvas, plan: Plan, cells: Sequence[Cell]) -> list[Text]:
    """Return the cells of a row as Rich text, cut to what a table can hold."""
    from rich.text import Text

    made = []
    for column, width, cell in zip(plan.columns, plan.widths, cells, strict=True):
        lines = LINES_OF_A_CELL if column.kind.wraps else 1
        text = Text(clipped(cell.text, width * lines, canvas.ellipsis), style=cell.style)
        if _barred(plan, column):
            text.pad_left(width - BAR - 1 - text.cell_len)
            if cell.share is not None:
                text.append(" " + bar(canvas, cell.share), style="blue")
        made.append(text)
    return made


def _barred(plan: Plan, column: Column) -> bool:
    """Tell whether a column holds shares that get a bar."""
    return plan.bars and isinstance(column.kind, Percent) and column.kind.bar
