"""The HTML of a mail: tables with inline styles, since mail programs drop all else.

No drawing, no style sheet, no address: a bar is a coloured cell of a table, a line a row of little
columns. What would make the mail too long is left out and said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.kinds import DASH, Percent
from crmcli.domain.results import Bundle, Change, Listing, Record, Report
from crmcli.language import cell, spoken
from crmcli.output.cells import columns_for_people, groups, human, is_missing, word_for_total
from crmcli.output.page import day_of, notes_of, title_of
from crmcli.output.page.tables import shown_columns
from crmcli.output.page.words import hue, text
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.domain.results import Column
    from crmcli.output import Settings

_FONT = "font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:1.4;color:#1b1f24"
_CELL = "padding:4px 10px 4px 0;border-bottom:1px solid #dde2e8;vertical-align:top"
_HEAD = "padding:4px 10px 4px 0;border-bottom:2px solid #5a6470;vertical-align:bottom"
_SUM = "padding:4px 10px 4px 0;border-top:2px solid #5a6470;font-weight:bold"
_SOFT = "color:#5a6470"
INKS = {
    "blue": "#2f74b8",
    "cyan": "#15788a",
    "dim": "#5a6470",
    "green": "#2f7d45",
    "magenta": "#8a4aa5",
    "red": "#b3323f",
    "yellow": "#8a6410",
}
_BAR = 60
_LONGEST_CELL, _LONGEST_PICTURE = 200, 12_000
NOTES = 30


def mail_page(result: Any, settings: Settings, *, notes: Sequence[str]) -> str:
    """Return the whole page."""
    title, day = title_of(result, settings), day_of(result, settings)
    parts = [f'<h1 style="font-size:20px;margin:0 0 4px">{text(title[:1000])}</h1>\n']
    if day:
        parts.append(f'<p style="margin:0 0 16px;{_SOFT}">{text(day)}</p>\n')
    parts += _body(result, settings)
    parts += [_line(cell(note)[:500]) for note in notes]
    return (
        f'<!DOCTYPE html>\n<html lang="{spoken()}">\n<head><meta charset="utf-8">'
        f"<title>{text(title[:1000])}</title></head>\n"
        f'<body style="margin:0;padding:16px;background-color:#ffffff;{_FONT}">\n'
        f"{''.join(parts)}</body>\n</html>\n"
    )


def _body(result: Any, settings: Settings) -> Iterator[str]:
    """Yield what a result holds."""
    match result:
        case Report():
            yield from _pictures(result)
            yield from _table(Listing(result.row, result.rows), settings, total=result.total)
            if not result.rows and result.empty:
                yield _line(result.empty)
        case Listing():
            yield from _listing(result, settings)
        case Record():
            yield _fields(result.item, settings)
            yield from _sections(result.sections, settings)
        case Change():
            if len(result.items) > 1 or not result.summary:
                yield from _table(Listing(result.row, result.items), settings)
            yield from _sections(result.sections, settings)
        case Bundle():
            yield from (f"<p><b>{text(said[:500])}</b></p>\n" for said in result.said)
            for part in result.parts:
                title = title_of(part, settings)
                yield f'<h2 style="font-size:17px;margin:28px 0 6px">{text(title[:1000])}</h2>\n'
                yield from _body(part, settings)
                yield from (_line(cell(note)[:500]) for note in notes_of(part)[:NOTES])


def _line(said: str) -> str:
    """Return a sentence of second rank."""
    return f'<p style="margin:8px 0;{_SOFT}">{text(said)}</p>\n'


def _pictures(report: Report[Any]) -> Iterator[str]:
    """Yield the pictures that are short enough."""
    from crmcli.output.mail.figures import mail_figure

    for picture in report.pictures:
        made = mail_figure(picture)
        if len(made) > _LONGEST_PICTURE:
            made = _line(
                say(
                    "{title}: --format html draws this picture, which is too large for a mail",
                    title=picture.title,
                )
            )
        yield made


def _listing(listing: Listing[Any], settings: Settings) -> Iterator[str]:
    """Yield the rows of a listing, or the sentence that there are none."""
    if not listing.rows and listing.empty:
        yield _line(listing.empty)
    else:
        yield from _table(listing, settings)


def _sections(sections: Sequence[Listing[Any]], settings: Settings) -> Iterator[str]:
    """Yield the sections that have something to say, each under its title."""
    for section in sections:
        if section.rows or section.empty:
            if section.title:
                yield f'<h2 style="font-size:16px;margin:20px 0 6px">{text(section.title)}</h2>\n'
            yield from _listing(section, settings)


def _table(listing: Listing[Any], settings: Settings, *, total: Any = None) -> Iterator[str]:
    """Yield the rows as a table, with the total as its last row."""
    if not listing.rows and total is None:
        return
    columns = shown_columns(listing)
    yield '<table cellpadding="0" cellspacing="0" style="border-collapse:collapse;margin:0 0 16px">\n<tr>'
    for column in columns:
        yield f'<th align="{column.kind.align}" style="{_HEAD}">{text(column.label)}</th>'
    yield "</tr>\n"
    if listing.group is None:
        yield from (_row(columns, row, settings) for row in listing.rows)
    else:
        for heading, rows in groups(listing, settings):
            said = text(heading[:_LONGEST_CELL])
            yield f'<tr><td colspan="{len(columns)}" style="padding:12px 0 4px"><b>{said}</b></td></tr>\n'
            yield from (_row(columns, row, settings) for row in rows)
    if total is not None:
        yield _total(columns, total, settings)
    yield "</table>\n"


def _row(columns: Sequence[Column], row: Any, settings: Settings) -> str:
    """Return a row."""
    cells = []
    for column in columns:
        value, kind = getattr(row, column.name), column.kind
        said = human(column, row, settings)
        style = None if is_missing(value) or said == DASH else kind.style(value, row)
        colour = f";color:{INKS[hue(style)]}" if hue(style, "") else ""
        nowrap = "" if kind.wraps else ";white-space:nowrap"
        shown = text(short(said))
        if isinstance(kind, Percent) and kind.bar and not is_missing(value):
            shown = bar(float(value), _BAR, shown)
        cells.append(f'<td align="{kind.align}" style="{_CELL}{nowrap}{colour}">{shown}</td>')
    return f"<tr>{''.join(cells)}</tr>\n"


def _total(columns: Sequence[Column], total: Any, settings: Settings) -> str:
    """Return the last row, blank where there is no sum."""
    cells = []
    for at, column in enumerate(columns):
        missing = is_missing(getattr(total, column.name))
        said = "" if missing else short(human(column, total, settings))
        said = word_for_total(settings) if at == 0 and missing else said
        cells.append(f'<td align="{column.kind.align}" style="{_SUM};white-space:nowrap">{text(said)}</td>')
    return f"<tr>{''.join(cells)}</tr>\n"


def _fields(item: Any, settings: Settings) -> str:
    """Return the fields of a record that have a value."""
    lines = [
        f'<tr><td style="padding:2px 16px 2px 0;{_SOFT};vertical-align:top">{text(column.label)}</td>'
        f'<td style="padding:2px 0">{text(short(human(column, item, settings)))}</td></tr>\n'
        for column in columns_for_people(type(item), detail=True)
        if not is_missing(getattr(item, column.name))
    ]
    return f'<table cellpadding="0" cellspacing="0" style="margin:0 0 16px">\n{"".join(lines)}</table>\n'


def short(said: str) -> str:
    """Return a text that is not too long for a cell of a mail."""
    return said if len(said) <= _LONGEST_CELL else said[:_LONGEST_CELL].rstrip() + "…"


def bar(share: float, width: int, beside: str) -> str:
    """Return a bar as a coloured cell, with what stands beside it; a share is held within 0..1."""
    filled = round(min(1.0, max(0.0, share)) * width)
    cells = "".join(
        f'<td width="{wide}" height="8" bgcolor="{colour}" style="font-size:1px">&nbsp;</td>'
        for wide, colour in ((filled, INKS["blue"]), (width - filled, "#dde2e8"))
        if wide
    )
    table = '<table cellpadding="0" cellspacing="0"'
    return (
        f'{table} align="right"><tr><td>{table}><tr>{cells}</tr></table></td>'
        f'<td align="right" width="64">{beside}</td></tr></table>'
    )
