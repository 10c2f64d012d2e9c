"""A result on a terminal: which parts are drawn, in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.results import Change, Listing, Record, Report
from crmcli.output.canvas import Canvas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.output import Settings
    from crmcli.output.terminal import Terminal


def draw(result: Any, settings: Settings, terminal: Terminal) -> Iterator[str]:
    """Yield what a terminal shows, then say on stderr what the width left out."""
    from crmcli.output.cards import draw_record, draw_sections
    from crmcli.output.tables import draw_listing

    canvas = Canvas(settings, terminal)
    match result:
        case Listing():
            if result.title and result.rows:
                canvas.line(result.title, "bold")
                canvas.line()
            draw_listing(canvas, result)
        case Report():
            _draw_report(canvas, result)
        case Record():
            draw_record(canvas, result)
        case Change():
            if result.summary:
                canvas.draw(_headline(canvas, result))
            if len(result.items) > 1 or (result.items and not result.summary):
                draw_listing(canvas, Listing(result.row, result.items))
            draw_sections(canvas, result.sections)
    yield canvas.finish()
    _say_what_is_left_out(canvas, result)


def _draw_report(canvas: Canvas, report: Report[Any]) -> None:
    """Draw a report: title, day, picture, rows and total."""
    from crmcli.output.pictures import draw_grid
    from crmcli.output.tables import draw_listing

    title = canvas.text(report.title, "bold")
    title.append(canvas.safe(f"  as of {_day(canvas, report)}"), style="not bold dim")
    canvas.draw(title)
    canvas.line()
    if report.picture is not None:
        draw_grid(canvas, report.picture)
        canvas.line()
    if report.rows:
        draw_listing(canvas, Listing(report.row, report.rows), total=report.total)
    elif report.empty:
        canvas.line(report.empty, "dim")


def _day(canvas: Canvas, report: Report[Any]) -> str:
    """Return the report's day as people write it."""
    from crmcli.domain.kinds import Day

    return Day().human(report.as_of, report, canvas.settings.locale)


def _headline(canvas: Canvas, change: Change[Any]) -> Any:
    """Return the line that says what was done."""
    if change.dry_run:
        mark, style = "○ ", "yellow"
    elif change.exit_code:
        mark, style = "! ", "yellow"
    else:
        mark, style = "✓ ", "green"
    text = canvas.text(mark if canvas.terminal.unicode else "", style)
    text.append_text(canvas.text(change.summary or "", "default", multiline=True))
    return text


def _say_what_is_left_out(canvas: Canvas, result: Any) -> None:
    """Note on stderr the columns that had no room."""
    if not canvas.left_out:
        return
    from crmcli.notes import note

    count = sum(1 + names.count(", ") for names in canvas.left_out)
    what = "1 column" if count == 1 else f"{count} columns"
    way = "csv" if isinstance(result, (Listing, Report)) else "json"
    note(f"{what} not shown: {', '.join(canvas.left_out)}; --format {way} has them all")
