"""A single record on a terminal: a framed card of labels and values, then its sections.

Missing fields are left out. Short values stand two abreast where the width allows it, long ones
(and every one with line breaks) take a whole line below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.output.canvas import clipped
from crmcli.output.cells import columns_for_people, is_missing
from crmcli.output.tables import cell_of, draw_listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from crmcli.domain.results import Column, Listing, Record
    from crmcli.output.canvas import Canvas

WIDEST_CARD = 120
TWO_ABREAST = 76
FEW = 6


class Line(NamedTuple):
    """A field of a card: its label, its value and the value's style."""

    label: str
    value: str
    style: str


def draw_record(canvas: Canvas, record: Record[Any]) -> None:
    """Draw the card of a record and its sections."""
    from rich.box import ASCII, ROUNDED
    from rich.panel import Panel

    width = min(canvas.width, WIDEST_CARD)
    title = clipped(canvas.safe(record.title or ""), width - 6, canvas.ellipsis)
    canvas.draw(
        Panel(
            _card(canvas, _lines(canvas, record.item)),
            title=canvas.text(title, "bold") if title else None,
            title_align="left",
            box=ROUNDED if canvas.terminal.unicode else ASCII,
            border_style="dim",
            padding=(0, 1),
            width=width,
        )
    )
    draw_sections(canvas, record.sections)


def draw_sections(canvas: Canvas, sections: Sequence[Listing[Any]]) -> None:
    """Draw the sections that have something to say, each under its title."""
    for section in sections:
        if not section.rows and not section.empty:
            continue
        canvas.line()
        if section.title:
            canvas.draw(_title(canvas, section))
        if section.rows:
            draw_listing(canvas, section)
        elif section.empty:
            canvas.line(section.empty, "dim")


def _title(canvas: Canvas, section: Listing[Any]) -> Any:
    """Return a section's title with the count of what is there."""
    text = canvas.text(section.title or "", "bold")
    if section.total is not None and section.total > len(section.rows):
        text.append(canvas.safe(f"  {len(section.rows)} of {section.total:,}"), style="not bold dim")
    return text


def _lines(canvas: Canvas, item: Any) -> list[Line]:
    """Return the fields that have a value."""
    return [
        Line(canvas.safe(column.label), cell.text, cell.style)
        for column in columns_for_people(type(item), detail=True)
        if not is_missing(getattr(item, column.name))
        for cell in (_card_cell(canvas, column, item),)
    ]


def _card_cell(canvas: Canvas, column: Column, item: Any) -> Any:
    """Return a whole value, with its line breaks."""
    return cell_of(canvas, column, item, multiline=True)


def _card(canvas: Canvas, lines: list[Line]) -> Any:
    """Lay fields out in one or two columns, long ones below."""
    from rich.cells import cell_len
    from rich.console import Group

    inner = min(canvas.width, WIDEST_CARD) - 4
    if inner < TWO_ABREAST or len(lines) <= FEW:
        return _grid(lines, inner)
    half = inner // 2 - 2
    label = max(cell_len(line.label) for line in lines)
    most = 2 * (half - label - 2)
    short = [line for line in lines if "\n" not in line.value and cell_len(line.value) <= most]
    long = [line for line in lines if line not in short]
    middle = (len(short) + 1) // 2
    from rich.table import Table

    sides = Table.grid(padding=(0, 4, 0, 0), pad_edge=False)
    sides.add_column(width=half)
    sides.add_column(width=half)
    sides.add_row(_grid(short[:middle], half, label), _grid(short[middle:], half, label))
    return Group(sides, _grid(long, inner, label)) if long else sides


def _grid(lines: list[Line], width: int, label: int = 0) -> Table:
    """Return labels and values side by side."""
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    label = max([label, *(cell_len(line.label) for line in lines)])
    label = min(label, max(width // 3, 8))
    grid = Table.grid(padding=(0, 2, 0, 0), pad_edge=False)
    grid.add_column(width=label)
    grid.add_column(width=max(width - label - 2, 4), overflow="fold")
    for line in lines:
        grid.add_row(Text(line.label, style="dim"), Text(line.value, style=line.style))
    return grid
