"""The sheet of a workbook that is read: the one told, else the first visible one that has rows."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.exchange.raw import RawInput
from crmcli.domain.exchange.source import COLUMN_LIMIT
from crmcli.domain.exchange.workbook_extent import Extent
from crmcli.domain.exchange.workbook_package import Package, check_extent, damaged, encrypted
from crmcli.errors import CrmError, Refused, UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_STANDARD_ERROR = 2


class Sheet(NamedTuple):
    """The chosen sheet, and why it is the one."""

    sheet: "CalamineSheet"
    reason: str
    extent: Extent


def open_book(raw: RawInput) -> "CalamineWorkbook":
    """Open the workbook in the reader that knows its cells."""
    from python_calamine import CalamineWorkbook, PasswordError

    raw.file.seek(0)
    with _unheard(), _reading(raw.name, PasswordError):
        return CalamineWorkbook.from_filelike(raw.file)


@contextmanager
def _reading(name: str, password: type[Exception]) -> Iterator[None]:
    """Turn what the reader raises into a refusal: also its panic, which is no Exception."""
    try:
        yield
    except CrmError:
        raise
    except password:
        raise encrypted(name) from None
    except Exception as error:
        raise damaged(name) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise damaged(name) from None
        raise


@contextmanager
def _unheard() -> Iterator[None]:
    """Keep what the reader's panic writes past Python from standard error: it is told as a refusal."""
    import os

    try:
        kept = os.dup(_STANDARD_ERROR)
    except OSError:  # closed: nobody hears it
        yield
        return
    silence = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(silence, _STANDARD_ERROR)
        yield
    finally:
        os.dup2(kept, _STANDARD_ERROR)
        os.close(kept)
        os.close(silence)


def read_rows(rows: Iterator[list[Any]], name: str) -> Iterator[list[Any]]:
    """Yield rows as the reader gives them."""
    from python_calamine import PasswordError

    with _reading(name, PasswordError):
        yield from rows


def choose_sheet(book: "CalamineWorkbook", name: str, package: Package, told: str | None) -> Sheet:
    """Choose a sheet: the one told, else the first visible one with two rows, else with one."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    known = [meta for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    names = [meta.name for meta in known]
    shown = [meta.name for meta in known if meta.visible == SheetVisibleEnum.Visible]
    if told is not None:
        wanted = _named(names, told, name)
        return _loaded(book, wanted, name, package, say('sheet "{wanted}", as told', wanted=wanted))
    first: Sheet | None = None
    for wanted in shown:
        rest = [
            f'"{other}"' if other in shown else say('"{other}" (hidden)', other=other)
            for other in names
            if other != wanted
        ]
        more = say("; also there: {few} (--sheet NAME)", few=_few(rest)) if rest else ""
        found = _loaded(
            book,
            wanted,
            name,
            package,
            say('sheet "{wanted}", the first visible one with rows{more}', wanted=wanted, more=more),
        )
        if found.sheet.height > 1:
            return found
        if first is None and found.sheet.height:
            first = found
    if first is None:
        hidden = [other for other in names if other not in shown]
        raise Refused(
            say("{name} is empty: no visible sheet has a value", name=name),
            say("a hidden sheet is read when told: --sheet '{hidden}'", hidden=hidden[0]) if hidden else None,
        )
    return first


def _named(names: Sequence[str], told: str, file: str) -> str:
    """Return the sheet of a name, else of a number from 1, else of a name that differs in case only."""
    if told in names:
        return told
    if told.isascii() and told.isdigit() and 0 < int(told[:6]) <= len(names):
        return names[int(told[:6]) - 1]
    from crmcli.domain.text import fold

    same = [name for name in names if fold(name) == fold(told)]
    if len(same) == 1:
        return same[0]
    sheets = _few([f'"{name}"' for name in names])
    raise UsageError(
        say('{file} has no sheet "{told}"', file=file, told=told), say("its sheets: {sheets}", sheets=sheets)
    )


def _loaded(book: "CalamineWorkbook", wanted: str, name: str, package: Package, reason: str) -> Sheet:
    """Load a sheet whose extent is known to be bearable."""
    from python_calamine import PasswordError

    what = say('{name}: sheet "{wanted}"', name=name, wanted=wanted)
    extent = package.extents.get(wanted, Extent())
    if package.kind == "xlsx":
        if wanted not in package.extents:
            raise damaged(name)
        check_extent(what, extent)
    with _unheard(), _reading(name, PasswordError):
        sheet = book.get_sheet_by_name(wanted)
    if sheet.width > COLUMN_LIMIT:
        raise Refused(
            say(
                "{what} has {width:,} columns, the limit is {column_limit}",
                what=what,
                width=sheet.width,
                column_limit=COLUMN_LIMIT,
            )
        )
    return Sheet(sheet, reason, extent)


def _few(names: Sequence[str]) -> str:
    """Return names in one line, the first five of many."""
    return ", ".join(names[:5]) + (say(" and {count} more", count=len(names) - 5) if len(names) > 5 else "")
