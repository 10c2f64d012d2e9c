"""A zip of e-invoices, as portals of e-invoices hand them out: its XML files, read in bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.exchange.zip_directory import open_zip
from crmcli.errors import Refused
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipFile, ZipInfo

    from crmcli.domain.exchange.raw import RawInput

MEMBER_LIMIT = 10_000
UNPACKED_LIMIT = 512 * 1024 * 1024
"""Bytes of all members together."""
_CHUNK = 64 * 1024
_WORKBOOKS = ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml")


def ubl_members(raw: RawInput) -> list[str]:
    """Return the names of the XML files in a zip; none when it is no zip, or a workbook."""
    from zipfile import BadZipFile

    try:
        with open_zip(raw) as archive:
            names = archive.namelist()
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return []
    if any(name in _WORKBOOKS for name in names):
        return []
    return [name for name in names if _is_xml(name)]


def members(raw: RawInput) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield the XML files of a zip with their bytes, each to be read before the next.

    Raises:
        Refused: it is damaged, or would unpack to more than UNPACKED_LIMIT; a member, when it is read.
    """
    from zipfile import BadZipFile

    try:
        with open_zip(raw) as archive:
            found = [info for info in archive.infolist() if _is_xml(info.filename)]
            if len(found) > MEMBER_LIMIT or sum(info.file_size for info in found) > UNPACKED_LIMIT:
                raise _too_much(raw.name)
            for info in found:
                yield info.filename, _chunks(archive, info)
    except (BadZipFile, OSError) as error:
        raise Refused(say("{name} is a damaged zip: {error}", name=raw.name, error=error)) from None


def _is_xml(name: str) -> bool:
    """Tell invoices from pictures, PDFs and what macOS leaves in its zips."""
    return name.lower().endswith(".xml") and not name.startswith("__MACOSX/")


def _chunks(archive: ZipFile, info: ZipInfo) -> Iterator[bytes]:
    """Yield a member's bytes: never more than the zip's directory says, whatever it unpacks to."""
    from zipfile import BadZipFile
    from zlib import error as broken

    if info.flag_bits & 1:
        raise Refused(
            say("{filename} is locked with a password", filename=info.filename),
            "unpack it with its password first",
        )
    try:
        with archive.open(info) as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except (BadZipFile, broken, EOFError, OSError, ValueError, NotImplementedError):
        raise Refused(say("{filename} is damaged in the zip", filename=info.filename)) from None


def _too_much(name: str) -> Refused:
    return Refused(
        say(
            "{name} holds more than {member_limit:,} files or {unpacked_limit} MB of XML",
            name=name,
            member_limit=MEMBER_LIMIT,
            unpacked_limit=UNPACKED_LIMIT // 1024 // 1024,
        ),
        "unpack it and import the parts",
    )
