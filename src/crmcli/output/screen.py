"""A result on a terminal: which parts are drawn, in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.kinds import Day
from crmcli.domain.results import Change, Listing, Record, Report
from crmcli.output.canvas import Canvas, Piece
from crmcli.output.spoken import summary_of
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.output import Settings
    from crmcli.output.terminal import Terminal


def draw(result: Any, settings: Settings, terminal: Terminal, asides: list[str]) -> str:
    """Return what a terminal shows; columns that had no room are named in ``asides``."""
    canvas = Canvas(settings, terminal)
    match result:
        case Listing():
            _draw_listing(canvas, result)
        case Report():
            _draw_report(canvas, result)
        case Record():
            from crmcli.output.cards import draw_record

            draw_record(canvas, result)
        case Change():
            _draw_change(canvas, result)
    if canvas.left_out:
        asides.append(_what_is_left_out(canvas, result))
    return canvas.finish()


def _draw_listing(canvas: Canvas, listing: Listing[Any]) -> None:
    """Draw a title and rows; nothing at all when there is no row."""
    from crmcli.output.tables import draw_listing

    if listing.title and listing.rows:
        canvas.line(listing.title, "bold")
        canvas.line()
    draw_listing(canvas, listing)


def _draw_report(canvas: Canvas, report: Report[Any]) -> None:
    """Draw title, day, picture, rows and total."""
    from crmcli.output.cards import draw_title
    from crmcli.output.tables import draw_listing

    draw_title(
        canvas,
        report.title,
        say("as of {day}", day=Day().human(report.as_of, report, canvas.settings.locale)),
    )
    canvas.line()
    if report.pictures:
        from crmcli.output.pictures import draw_picture

        for picture in report.pictures:
            draw_picture(canvas, picture)
            canvas.line()
    if report.rows:
        draw_listing(canvas, Listing(report.row, report.rows), total=report.total)
    elif report.empty:
        canvas.sentence(report.empty, "dim")


def _draw_change(canvas: Canvas, change: Change[Any]) -> None:
    """Draw the line that says what was done, the items when there are several, the sections."""
    from crmcli.output.cards import draw_sections
    from crmcli.output.tables import draw_listing

    if said := summary_of(change):
        mark, style = ("○", "yellow") if change.dry_run else ("✓", "green")
        if change.exit_code:
            mark, style = "!", "yellow"
        mark = mark if canvas.terminal.unicode else mark.translate({0x25CB: "~", 0x2713: "+"})
        canvas.sentence(said, mark=Piece(mark, style))
    if len(change.items) > 1 or not change.summary:
        draw_listing(canvas, Listing(change.row, change.items))
    draw_sections(canvas, change.sections)


def _what_is_left_out(canvas: Canvas, result: Any) -> str:
    """Name the columns that had no room, and the way to them."""
    count = sum(1 + names.count(", ") for names in canvas.left_out)
    what = say("1 column") if count == 1 else say("{count} columns", count=count)
    way = "csv" if isinstance(result, (Listing, Report)) else "json"
    has = say("has it") if count == 1 else say("has them all")
    return say(
        "{what} not shown: {left_out}; --format {way} {has}",
        what=what,
        left_out=", ".join(canvas.left_out),
        way=way,
        has=has,
    )
