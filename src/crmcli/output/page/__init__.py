"""HTML: a result as one page that needs nothing beside it: no script, no font, no outside address.

Whatever comes from the store is made harmless and escaped, between tags and in attributes. The page
follows the reader's light or dark theme, prints, and is read on a phone: what is wide scrolls in a box
of its own. The same result gives the same bytes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from crmcli.domain.kinds import Day
from crmcli.domain.results import Bundle, Change, Document, Listing, Record, Report, columns_of
from crmcli.language import spoken, tell, told
from crmcli.output.page.style import POLICY, SHEET
from crmcli.output.page.tables import fields, table
from crmcli.output.page.words import text
from crmcli.output.spoken import summary_of
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.output import Settings


def html(result: Any, settings: Settings) -> Iterator[str]:
    """Yield the parts of the page."""
    title = title_of(result, settings)
    day = day_of(result, settings)
    named = f"{title}, {day}" if day else title
    yield f"""<!DOCTYPE html>
<html lang="{spoken()}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{text(named)}</title>
<style>{SHEET}</style>
</head>
<body>
<header>
<h1>{text(title)}</h1>
"""
    if day:
        yield f"<p>{text(day)}</p>\n"
    yield "</header>\n<main>\n"
    yield from _body(result, settings)
    yield "</main>\n"
    yield from _notes(notes_of(result))
    yield "</body>\n</html>\n"


def _body(result: Any, settings: Settings, first: int = 1) -> Iterator[str]:
    """Yield what a result holds; its pictures are numbered from ``first`` on."""
    match result:
        case Report():
            yield from _report(result, settings, first)
        case Listing():
            yield from _listing(result, settings)
        case Record():
            yield fields(result.item, settings)
            yield from _sections(result.sections, settings)
        case Change():
            if len(result.items) > 1 or not result.summary:
                yield from table(Listing(result.row, result.items), settings)
            yield from _sections(result.sections, settings)
        case Document():
            yield from _document(result)
        case Bundle():
            yield from _bundle(result, settings)


def _bundle(bundle: Bundle, settings: Settings) -> Iterator[str]:
    """Yield what is said of all, and each answer under its title."""
    yield from (f"<p><strong>{text(one)}</strong></p>\n" for one in bundle.said)
    first = 1
    for part in bundle.parts:
        title, day = title_of(part, settings), day_of(part, settings)
        yield f"<section>\n<h2>{text(f'{title}, {day}' if day else title)}</h2>\n"
        yield from _body(part, settings, first)
        yield from _notes(notes_of(part))
        yield "</section>\n"
        first += len(getattr(part, "pictures", ()))


def title_of(result: Any, settings: Settings) -> str:
    """Return what a result is called: its title, else the command that made it."""
    if isinstance(result, Change):
        return told(summary_of(result) or result.action)
    return getattr(result, "title", None) or settings.called


def day_of(result: Any, settings: Settings) -> str:
    """Return the day that a report speaks of, '' for other results."""
    if not isinstance(result, Report | Bundle):
        return ""
    return tell("as of {day}", day=Day().human(result.as_of, result, settings.locale))


def notes_of(result: Any) -> list[str]:
    """Return what is to be said below a result: rows that are not here, and its own notes."""
    said = list(getattr(result, "notes", ()))
    if isinstance(result, Listing) and result.total is not None and result.total > len(result.rows):
        said.insert(
            0,
            say(
                "{count:,} of {total:,} shown; --limit 0 shows all",
                count=len(result.rows),
                total=result.total,
            ),
        )
    return said


def _report(report: Report[Any], settings: Settings, first: int) -> Iterator[str]:
    """Yield pictures, rows and total, and what the columns mean."""
    if report.pictures:
        from crmcli.output.page.figures import figure

        for number, picture in enumerate(report.pictures, first):
            yield figure(picture, number)
    yield from table(Listing(report.row, report.rows), settings, total=report.total)
    if not report.rows and report.empty:
        yield f'<p class="empty">{text(report.empty)}</p>\n'
    if report.rows:
        yield from _meanings(report.row)


def _meanings(row: type[Any]) -> Iterator[str]:
    """Yield the definitions of the columns, folded."""
    meant = [column for column in columns_of(row) if column.about]
    if not meant:
        return
    yield f"<details>\n<summary>{text(told('What the columns mean'))}</summary>\n<dl>\n"
    for column in meant:
        yield f"<dt>{text(told(column.label, 'column'))}</dt><dd>{text(told(column.about))}</dd>\n"
    yield "</dl>\n</details>\n"


def _listing(listing: Listing[Any], settings: Settings) -> Iterator[str]:
    """Yield the rows of a listing, or the sentence that there are none."""
    if not listing.rows and listing.empty:
        yield f'<p class="empty">{text(listing.empty)}</p>\n'
        return
    yield from table(listing, settings)


def _sections(sections: Sequence[Listing[Any]], settings: Settings) -> Iterator[str]:
    """Yield the sections that have something to say, each under its title."""
    for section in sections:
        if not section.rows and not section.empty:
            continue
        yield "<section>\n"
        if section.title:
            yield f"<h2>{text(section.title)}</h2>\n"
        yield from _listing(section, settings)
        yield from _notes(notes_of(section))
        yield "</section>\n"


def _document(document: Any) -> Iterator[str]:
    """Yield a text as it stands, line by line as written."""
    yield "<pre>"
    for part in getattr(document, "parts", None) or (document.text,):
        yield text(part.expandtabs(), multiline=True)
    yield "</pre>\n"


def _notes(notes: Sequence[str]) -> Iterator[str]:
    """Yield what is to be said below."""
    if not notes:
        return
    yield "<footer>\n<ul>\n"
    for note in notes:
        yield f"<li>{_unbroken(text(note))}</li>\n"
    yield "</ul>\n</footer>\n"


def _unbroken(said: str) -> str:
    """Return an escaped note whose options, ``--limit``, aren't parted at the end of a line."""
    return re.sub(r"(?<!\S)--[a-z][a-z-]*", r'<span class="k">\g<0></span>', said)
