"""The zip package of a workbook, checked before a reader that holds whole sheets in memory sees it.

Every member is unpacked once, in pieces, and counted: what the package's directory promises is kept to
or refused. XML with a DOCTYPE is refused. How far a sheet reaches is known before it is read, so that
one cell in its last corner costs nothing.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, NamedTuple

from crmcli.domain.exchange.raw import CHUNK, RawInput
from crmcli.domain.exchange.source import COLUMN_LIMIT, ROW_LIMIT
from crmcli.domain.exchange.workbook_extent import CellScan, Extent, extent_of_sheet, extents_of_ods
from crmcli.domain.exchange.zip_directory import open_zip
from crmcli.errors import Refused
from crmcli.said import say

UNPACKED_LIMIT = 512 * 1024 * 1024
"""Bytes of all members of a package."""
RATIO_LIMIT = 100
"""How many times its size a package may unpack to, above RATIO_FREE bytes; real sheets stay below 40."""
RATIO_FREE = 16 * 1024 * 1024
GRID_LIMIT = 8 * ROW_LIMIT
"""Cells in the rectangle around a sheet's values: what must fit in memory at once, some 90 bytes each."""
_MEMBERS = 10_000
_SMALL = 4 * 1024 * 1024
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_BEFORE = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_PROMISE = re.compile(rb"""uniqueCount(?:\s*=\s*["'](\d+)|\s{99}|\s*=\s{99})""")
_PROMISE_LONGEST = 512
"""Bytes of such an attribute at most: what is longer is refused."""
_SHORTEST_TEXT = len("<si/>")
_SHEET_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_NO_WORKBOOK = (
    ("xl/workbook.bin", say("a binary workbook (XLSB)"), say("save it as XLSX and import that")),
    ("word/", say("a Word document"), None),
    ("ppt/", say("a presentation"), None),
    ("visio/", say("a drawing"), None),
    ("Index/", say("an Apple document (Numbers or Pages)"), say("export it as XLSX or CSV and import that")),
    ("META-INF/container.xml", say("an e-book"), None),
)


ALL_SHEETS = ""
"""Stands for all sheets of a workbook that is read whole."""


class Package(NamedTuple):
    """What a package is, and how far each of its sheets reaches, by name."""

    kind: str  # xlsx, ods
    extents: dict[str, Extent]


def open_package(raw: RawInput) -> Package:
    """Check a zip file that should be a workbook.

    Raises:
        Refused: it is damaged, encrypted, none, or unpacks to more than the limits.
    """
    try:
        with open_zip(raw) as package:
            kind = _kind(package, raw.name)
            _check_sizes(package, raw)
            extents = _read_all(package, raw.name, kind)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise damaged(raw.name) from error
    return Package(kind, extents)


def check_extent(what: str, extent: Extent) -> None:
    """Refuse a sheet that reaches further than rows of a file may, or than memory should hold."""
    if extent.columns > COLUMN_LIMIT:
        raise Refused(
            say(
                "{what} has a value in {widest}, beyond {column_limit} columns",
                what=what,
                widest=extent.widest,
                column_limit=COLUMN_LIMIT,
            ),
            "delete what stands there, or copy the columns that are meant to another workbook",
        )
    if extent.rows > ROW_LIMIT:
        raise Refused(
            say("{what} has more than {row_limit:,} rows", what=what, row_limit=ROW_LIMIT),
            "split it and import the parts",
        )
    if extent.rows * extent.columns > GRID_LIMIT:
        raise Refused(
            say(
                "{what} spans {rows:,} rows and {columns} columns, more than {grid_limit:,} cells",
                what=what,
                rows=extent.rows,
                columns=extent.columns,
                grid_limit=GRID_LIMIT,
            ),
            "delete what stands far from the table, or save the sheet as CSV and import that",
        )


def damaged(name: str) -> Refused:
    """Return the refusal of a workbook that no spreadsheet would open either."""
    return Refused(
        say("{name} is damaged: it begins as a workbook and can't be read as one", name=name),
        "open it in a spreadsheet, save it again and import that",
    )


def encrypted(name: str) -> Refused:
    """Return the refusal of a workbook behind a password."""
    return Refused(
        say("{name} is protected by a password", name=name),
        "save it without the password in a spreadsheet and import that",
    )


def _kind(package: zipfile.ZipFile, name: str) -> str:
    """Return what kind of workbook a package is; refuse what is none, by its name."""
    members = package.namelist()
    if len(members) > _MEMBERS:
        raise Refused(
            say(
                "{name} is no workbook: it is a zip archive of {count:,} files", name=name, count=len(members)
            )
        )
    if any(info.flag_bits & 1 for info in package.infolist()):
        raise encrypted(name)
    if any(member.lower() == "xl/workbook.xml" for member in members):
        return "xlsx"
    if "mimetype" in members and package.getinfo("mimetype").file_size < CHUNK:
        kind = package.read("mimetype")
        if kind.startswith(_SHEET_TYPE):
            return "ods"
        if kind.startswith(b"application/vnd.oasis.opendocument."):
            raise Refused(
                say(
                    "{name} is no workbook: it looks like an OpenDocument {word}", name=name, word=_word(kind)
                )
            )
    for start, what, hint in _NO_WORKBOOK:
        if any(member.startswith(start) for member in members):
            raise Refused(
                say("{name} is no workbook that crm reads: it looks like {what}", name=name, what=what), hint
            )
    files = [member for member in members if not member.endswith("/")]
    shown = ", ".join(files[:3]) + (say(" and {count} more", count=len(files) - 3) if len(files) > 3 else "")
    raise Refused(
        say(
            "{name} is no workbook: it is a zip archive{part}",
            name=name,
            part=say(" with {shown}", shown=shown) if files else say(" with nothing in it"),
        ),
        "unpack it with unzip and import what is in it" if files else None,
    )


def _word(mimetype: bytes) -> str:
    """Return the last word of an OpenDocument type."""
    return mimetype.decode("ascii", "replace").strip().rpartition(".")[2][:20]


def _check_sizes(package: zipfile.ZipFile, raw: RawInput) -> None:
    """Refuse a package by what its directory says it unpacks to; reading it holds it to that."""
    total = sum(info.file_size for info in package.infolist())
    if total > UNPACKED_LIMIT:
        raise Refused(
            say(
                "{name} unpacks to {total:,} MB, the limit is {unpacked_limit}",
                name=raw.name,
                total=total // CHUNK,
                unpacked_limit=UNPACKED_LIMIT // CHUNK,
            ),
            "split it, or save the sheet as CSV and import that",
        )
    if total > RATIO_FREE and total > RATIO_LIMIT * raw.size:
        raise Refused(
            say(
                "{name} unpacks to {total:,} MB, {ratio} times its size",
                name=raw.name,
                total=total // CHUNK,
                ratio=total // max(raw.size, 1),
            ),
            "if it is what it seems, save the sheet as CSV and import that",
        )
    if any(info.compress_type not in _METHODS for info in package.infolist()):
        raise damaged(raw.name)


def _read_all(package: zipfile.ZipFile, name: str, kind: str) -> dict[str, Extent]:
    """Unpack every member once, and return how far the sheets reach."""
    found: dict[str, Extent] = {}
    for info in package.infolist():
        if info.is_dir():
            continue
        with package.open(info) as member:
            pieces = _kept_promises(_pieces(member), info.file_size, name)
            first = next(pieces, b"")
            root = _root(first, f"{name}: {info.filename}") if first.lstrip()[:1] in (b"<", b"\xef") else b""
            if root == b"worksheet":
                _add(found, info.filename.lower(), _scan(package, info, name, first, pieces))
                continue
            if kind == "ods" and info.filename == "content.xml":
                return {ALL_SHEETS: extents_of_ods(_with(first, pieces), damaged(name))}
            for _ in pieces:
                pass
    if kind == "ods":
        raise damaged(name)  # there is no content in it, or one of another kind
    sheets: dict[str, Extent] = {}
    for sheet, place in _members_of_sheets(package):
        if place in found:
            _add(sheets, sheet, found[place])
    return sheets


def _add(extents: dict[str, Extent], name: str, extent: Extent) -> None:
    """Add an extent; of two under one name the larger counts, since either may be the one that is read."""
    before = extents.get(name, extent)
    extents[name] = max(before, extent, key=lambda each: each.rows * each.columns)


def _scan(
    package: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, first: bytes, pieces: Iterator[bytes]
) -> Extent:
    """Return how far a sheet reaches: quickly where it is written as spreadsheets do, else by a parser."""
    scan = CellScan()
    for piece in _with(first, pieces):
        scan.see(piece)
    extent = scan.extent()
    if extent is not None and extent.columns <= COLUMN_LIMIT and extent.rows * extent.columns <= GRID_LIMIT:
        return extent
    with package.open(info) as member:
        return extent_of_sheet(_pieces(member), damaged(name))


def _members_of_sheets(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the name of each sheet with the member that holds it, in small letters."""
    from defusedxml.ElementTree import ParseError, fromstring

    members = {info.filename.lower(): info for info in package.infolist()}
    texts = [members.get(name) for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")]
    if any(info is None or info.file_size > _SMALL for info in texts):
        return
    try:
        book, relations = (fromstring(package.read(info)) for info in texts if info is not None)
    except (ParseError, ValueError, LookupError):
        return
    targets = {node.get("Id"): node.get("Target", "") for node in relations}
    for node in book.iter():
        if node.tag.rpartition("}")[2] != "sheet":
            continue
        key = next((value for name, value in node.attrib.items() if name.endswith("}id")), None)
        target = targets.get(key, "").lower().removeprefix("/")
        yield node.get("name", ""), target if target.startswith("xl/") else f"xl/{target}"


def _root(first: bytes, where: str) -> bytes:
    """Return the name of the element at the top of an XML member; refuse a DOCTYPE before it."""
    rest = _BEFORE.match(first)
    at = rest.end() if rest else 0
    if first.startswith(b"<!", at):
        raise Refused(say("{where} holds a DOCTYPE, which no workbook has", where=where))
    found = _ROOT.match(first, at)
    return found[1] if found else b""


def _pieces(member: IO[bytes]) -> Iterator[bytes]:
    """Yield a member in pieces; the last one checks its length and sum."""
    while piece := member.read(CHUNK):
        yield piece


def _kept_promises(pieces: Iterator[bytes], size: int, name: str) -> Iterator[bytes]:
    """Yield the pieces of a member of ``size`` bytes; refuse it when it promises more texts than it can hold.

    The reader takes memory for as many shared texts as ``uniqueCount`` says before it reads the first,
    and what it can't get ends the process. It finds the element at any depth of any member.
    """
    before = b""
    for piece in pieces:
        window = before + piece
        for found in _PROMISE.finditer(window) if b"uniqueCount" in window else ():
            digits = found[1]
            if digits is None or len(digits) > 30 or int(digits) > size // _SHORTEST_TEXT:
                raise damaged(name)
        before = window[-_PROMISE_LONGEST:]
        yield piece


def _with(first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield a piece and those that follow it."""
    if first:
        yield first
    yield from pieces
