"""EML: a mail with the table as text, as HTML that mail programs keep, and as an attached workbook.

It is ready for ``sendmail -t``: Subject, From and To as the settings ``mail_from`` and ``mail_to`` say,
lines that end as on Unix, everything in ASCII. Date and Message-ID are left to sendmail, which knows
when it is sent: the same result gives the same bytes. A mail stays below ``LIMIT`` bytes: text and HTML
show the first rows, the workbook as many as there is room for, and a line says so.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from crmcli.domain.results import Bundle, Change, Listing, Record, Report
from crmcli.errors import Refused, UsageError
from crmcli.language import cell, told
from crmcli.output.page import day_of, notes_of, title_of
from crmcli.output.safe import safe_text
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.headerregistry import Address

    from crmcli.output import Settings

LIMIT = 100_000
"""Bytes of a mail, everything encoded."""
_TEXT_LIMIT, _HTML_LIMIT, _ROOM_FOR_HEADS = 16_000, 34_000, 3_000
_BUNDLE_TEXT, _BUNDLE_HTML = 24_000, 66_000
_ROWS_SHOWN, _FEW_ROWS, _ROWS_ATTACHED = 40, 10, 5_000
_LONGEST_SUBJECT = 160
_TOO_LONG = say("This is too long for a mail; --format html --output FILE.html writes it.")
_WORKBOOK = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PARTS = re.compile(r'(?:"[^"]*"|[^,"])+')
_BARE = r"([A-Za-z0-9_.!#$%&'*+/=?^`{|}~-]+)(?:@([\w.-]+))?"
# A name, quoted or not, before an address in <>, or an address alone; without a host it is a local one.
_PERSON = re.compile(rf'(?:"([^"]*)"\s*|([^"<>]*))<{_BARE}>|{_BARE}')
_ENDS = "=_crm_{}"  # no part holds this: neither base64 nor quoted-printable has a "=_"


def eml(result: Any, settings: Settings) -> Iterator[str]:
    """Yield the mail, all of it ASCII.

    Raises:
        UsageError: a setting is no address.
    """
    from email.message import EmailMessage
    from email.policy import default

    mail = EmailMessage(policy=default)
    mail["Subject"] = subject(result, settings)
    for name, typed in zip(("From", "To"), settings.mail, strict=True):
        if typed.strip():
            mail[name] = addresses(f"mail_{name.lower()}", typed)
    # RFC 3834: an absence note does not answer a mail that no person wrote.
    mail["Auto-Submitted"] = "auto-generated"
    plain, page = _bodies(result, settings)
    room = LIMIT - _ROOM_FOR_HEADS - _encoded(plain) - _encoded(page)
    attached, told = _workbook(result, settings, room)
    if told:
        plain, page = _bodies(result, settings, told)
    mail.set_content(plain, cte=_encoding(plain))
    mail.add_alternative(page, subtype="html", cte=_encoding(page))
    mail.set_boundary(_ENDS.format("alternative"))
    if attached:
        name = f"{file_name(result, settings)}.xlsx"
        mail.add_attachment(attached, maintype="application", subtype=_WORKBOOK, filename=name)
        mail.set_boundary(_ENDS.format("mixed"))
    for part in mail.walk():
        if part is not mail:
            del part["MIME-Version"]  # it belongs to the whole
    yield mail.as_bytes().decode("ascii")


def subject(result: Any, settings: Settings) -> str:
    """Return title and day in one line."""
    day = day_of(result, settings)
    title = _literal(safe_text(title_of(result, settings)))
    if len(title) > _LONGEST_SUBJECT:
        title = title[:_LONGEST_SUBJECT].rstrip() + "…"
    return f"{title}, {day}" if day else title


def _literal(text: str) -> str:
    """Return a text for a header in which nothing stands for a character that it isn't.

    The library reads ``=?utf-8?q?=0A?=`` wherever it stands, and writes the line end that it means.
    """
    return text.replace("=?", "= ?")


def addresses(name: str, typed: str) -> list[Address]:
    """Return the addresses that a setting holds, parted by commas.

    Raises:
        UsageError: one of them is none.
    """
    from email.headerregistry import Address

    refused = UsageError(
        say('{name}: "{typed}" is no address', name=name, typed=typed),
        f"crm config set {name} ayse@example.com",
    )
    found = []
    for one in filter(None, map(str.strip, _PARTS.findall(typed))):
        split = _PERSON.fullmatch(one) if typed.isprintable() else None
        if split is None or "=?" in (split[3] or split[5] or ""):
            raise refused
        called, person, host = split[1] or split[2] or "", split[3] or split[5], split[4] or split[6] or ""
        try:
            found.append(Address(_literal(called.strip()), person, host.encode("idna").decode()))
        except UnicodeError:
            raise refused from None
    return found


def file_name(result: Any, settings: Settings) -> str:
    """Return what the workbook is called, in ASCII, without its ending."""
    if isinstance(result, Report):
        return f"{result.name}-{result.as_of.isoformat()}"
    plain = "".join(c if c.isascii() and c.isalnum() else " " for c in title_of(result, settings).lower())
    return "-".join(plain.split())[:40] or "crm"


def _bodies(result: Any, settings: Settings, *told: str) -> tuple[str, str]:
    """Return text and HTML, each with as many rows as it has room for."""
    from crmcli.output.mail.body import NOTES, mail_page

    notes = (*told, *notes_of(result))[:NOTES]

    def as_text(shown: Any, more: tuple[str, ...]) -> str:
        said = "".join(map(_line, (*more, *notes)))
        return _plain(shown, settings) + (f"\n{said}" if said else "")

    def as_page(shown: Any, more: tuple[str, ...]) -> str:
        return mail_page(shown, settings, notes=(*more, *notes))

    if not isinstance(result, Bundle):
        return _fitted(result, as_text, _TEXT_LIMIT), _fitted(result, as_page, _HTML_LIMIT)
    if _encoded(as_page(cut(result, _FEW_ROWS)[0], ())) > _BUNDLE_HTML:
        result = _unpictured(result)
    return _fitted(result, as_text, _BUNDLE_TEXT), _fitted(result, as_page, _BUNDLE_HTML)


def _unpictured(bundle: Bundle) -> Bundle:
    """Return a bundle without its pictures: rows come first where there is no room for both."""
    parts = (
        replace(part, pictures=(), notes=(say("--format html draws its pictures"), *part.notes))
        if isinstance(part, Report) and part.pictures
        else part
        for part in bundle.parts
    )
    return replace(bundle, parts=tuple(parts))


def _plain(result: Any, settings: Settings) -> str:
    """Return a result as text, the answers of a bundle one below the other."""
    from crmcli.output.tabulated import plain

    if not isinstance(result, Bundle):
        return "".join(plain(result, settings))
    said = [_line(one) for one in result.said]
    parts = []
    for part in result.parts:
        notes = [_line(note) for note in notes_of(part)]
        parts.append("".join((*plain(part, settings), *notes)))
    return "\n".join(("".join(said), *parts) if said else parts)


def _line(note: str) -> str:
    return f"- {safe_text(cell(note))[:500]}\n"


def _fitted(result: Any, write: Callable[[Any, tuple[str, ...]], str], limit: int) -> str:
    """Return what is written of as many rows as stay below a limit when encoded."""
    most = min(_ROWS_SHOWN, _longest(result))
    while True:
        shown, left = cut(result, most)
        made = write(shown, (_not_shown(left),) if left else ())
        if _encoded(made) <= limit:
            return made
        if not most:
            said = told(_TOO_LONG)
            return f"<!DOCTYPE html>\n<p>{said}</p>\n" if made.startswith("<") else f"{said}\n"
        most //= 2


def _encoding(body: str) -> str:
    """Return how a body is made ASCII: readably, unless that takes more room."""
    return "quoted-printable" if _quoted(body) <= 4 * len(body.encode()) // 3 else "base64"


def _encoded(body: str) -> int:
    """Return about how many bytes a body takes in a mail, rather more than less."""
    return round(1.06 * min(_quoted(body), 4 * len(body.encode()) // 3)) + 200


def _quoted(body: str) -> int:
    """Return how many characters a body has in quoted-printable."""
    data = body.encode()
    return len(data) + 2 * (data.count(b"=") + sum(byte > 0x7E for byte in data))


def cut(result: Any, most: int) -> tuple[Any, int]:
    """Return a result with so many rows at most in each of its tables, and how many rows are missing."""
    left = 0

    def short(rows: Any) -> Any:
        nonlocal left
        left += max(0, len(rows) - most)
        return rows[:most]

    match result:
        case Listing() | Report():
            return replace(result, rows=short(result.rows)), left
        case Record():
            sections = tuple(replace(part, rows=short(part.rows)) for part in result.sections)
            return replace(result, sections=sections), left
        case Bundle():
            return replace(result, parts=tuple(_shortened(part, most) for part in result.parts)), 0
        case Change():
            sections = tuple(replace(part, rows=short(part.rows)) for part in result.sections)
            return replace(result, items=short(result.items), sections=sections), left
    message = say("{name} has no rows", name=type(result).__name__)
    raise TypeError(message)


def _shortened(part: Any, most: int) -> Any:
    """Return a part of a bundle with so many rows at most, and a note of its own of how many are missing."""
    shown, left = cut(part, most)
    return replace(shown, notes=(_not_shown(left), *shown.notes)) if left else shown


def _not_shown(left: int) -> str:
    return say("{left:,} more rows are not shown here", left=left)


def _longest(result: Any) -> int:
    """Return how many rows the longest table of a result has; a record is a row."""
    if isinstance(result, Bundle):
        return max(map(_longest, result.parts), default=0)
    tables = [getattr(part, "rows", ()) for part in (result, *getattr(result, "sections", ()))]
    own = 1 if isinstance(result, Record) else len(getattr(result, "items", ()))
    return max(own, *map(len, tables))


def _workbook(result: Any, settings: Settings, room: int) -> tuple[bytes, str]:
    """Return the workbook with as many rows as fit into so many bytes, and what is to be said of it."""
    from crmcli.output.workbook import xlsx

    if isinstance(result, Bundle) or not _longest(result):
        return b"", ""
    most = min(_ROWS_ATTACHED, _longest(result))
    while most:
        shown, left = cut(result, most)
        try:
            made = b"".join(xlsx(shown, settings))
        except Refused as error:
            return b"", say("no workbook is attached: {error}", error=error)
        if 1.4 * len(made) <= room:
            return made, say(
                "the attached workbook has {most:,} rows, {left:,} are left out", most=most, left=left
            ) if left else ""
        most //= 2
    return b"", say("the workbook is too large for a mail; --format xlsx --output FILE.xlsx writes it")
