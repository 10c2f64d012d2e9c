"""The files of ``crm campaign render``: all of them or none, and none replaced unless told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmcli.errors import Refused, system_says, unread
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.app import App
    from crmcli.domain.results import Listing

LARGEST = 100_000
"""Bytes of a template."""
_SUBJECT = ("subject:", "konu:")


def read_template(path: Path) -> tuple[str | None, str]:
    """Return subject and text of a file; a first line ``Subject: ...`` or ``Konu: ...`` is the subject.

    Raises:
        Refused: it is not there, too large, or not UTF-8.
    """
    from crmcli.domain.small_file import read_small

    try:
        data = read_small(path)
    except OSError as error:
        raise unread(path, error, say("name a text file")) from error
    if len(data) > LARGEST:
        raise Refused(
            say(
                "{path} has {count:,} bytes; a text has at most {largest:,}",
                path=path,
                count=len(data),
                largest=LARGEST,
            ),
            None,
        )
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        hint = say("iconv -f cp1254 -t utf-8 {path}", path=path)
        raise Refused(
            say("{path} is not UTF-8: byte {start}", path=path, start=error.start + 1), hint
        ) from error
    first, _, rest = text.partition("\n")
    head = next((word for word in _SUBJECT if first.lower().startswith(word)), None)
    if head is None:
        return None, text.rstrip("\n")
    return first[len(head) :].strip() or None, rest.strip("\n")


def written(
    run: App, found: Listing[Any], *, out: Path | None, table: Path | None, ending: str, force: bool
) -> Listing[Any]:
    """Write the texts where they are wanted, and return them with a note of it.

    Raises:
        Refused: a file is there already, or can't be written; nothing is.
        UsageError: a member has no e-mail, and a message is wanted.
    """
    from dataclasses import replace

    notes = list(found.notes)
    files: dict[Path, bytes] = {}
    if out is not None:
        files |= {out / f"{row.file}.{ending}": _bytes(row, ending) for row in found.rows}
        notes.append(say("{count:,} texts written to {out}", count=len(found.rows), out=out))
    if table is not None:
        files[table] = _table(found.rows)
        notes.append(say("{count:,} rows written to {table}", count=len(found.rows), table=table))
    for path in files:
        run.refuse_store(path)
    if not files:
        return found
    from crmcli.domain.campaigns.render import FileRow

    _write_all(files, folder=out, force=force)
    place = out if out is not None else table
    rows = [
        FileRow(row.id, row.name, row.email, f"{row.file}.{ending}" if out is not None else str(place))
        for row in found.rows
    ]
    return replace(found, row=FileRow, rows=rows, notes=tuple(notes))


def _bytes(row: Any, ending: str) -> bytes:
    from crmcli.domain.campaigns.message import as_message, as_text

    return as_message(row) if ending == "eml" else as_text(row).encode()


def _table(rows: Any) -> bytes:
    """Return the texts as CSV in UTF-8, values as they are: it is for a program."""
    import csv
    from io import StringIO

    names = ("id", "name", "email", "phone", "subject", "text")
    made = StringIO()
    writer = csv.writer(made)
    writer.writerow(("number", *names[1:]))
    writer.writerows([getattr(row, name) or "" for name in names] for row in rows)
    return made.getvalue().encode()


def _write_all(files: Mapping[Path, bytes], *, folder: Path | None, force: bool) -> None:
    """Write files beside their places, then move all there; what was moved is taken away if one fails.

    Raises:
        Refused: a file is there already, or the system refuses.
    """
    import os

    from crmcli.durable import sync_folder

    there = [path for path in files if path.is_symlink() or path.exists()]
    links = [path for path in there if path.is_symlink() or not path.is_file()]
    if links:
        raise Refused(say("{links} is not a regular file", links=links[0]), "name another place")
    if there and not force:
        told = (
            say("{there} and {count:,} more exist", there=there[0], count=len(there) - 1)
            if len(there) > 1
            else say("{there} exists", there=there[0])
        )
        raise Refused(
            say("{told} already", told=told), "add --force to replace what is there, or name another place"
        )
    made: list[Path] = []
    placed: list[Path] = []
    mine = folder is not None and not folder.exists()
    try:
        if folder is not None:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mark = f".{os.urandom(6).hex()}.tmp"
        for path, data in files.items():
            scratch = path.with_name(f".{path.name[:40]}{mark}")
            made.append(scratch)
            with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        for scratch, path in zip(made, files, strict=True):
            scratch.replace(path)
            placed.append(path)
        for parent in {path.parent for path in files}:
            sync_folder(parent)
    except OSError as error:
        _take_away([*made, *(path for path in placed if path not in there)], folder if mine else None)
        name = f"{error.filename}: " if error.filename else ""
        raise Refused(
            say(
                "{name}{why}; nothing was written",
                name=name,
                why=system_says(error),
            ),
            None,
        ) from error
    except BaseException:
        _take_away([*made, *(path for path in placed if path not in there)], folder if mine else None)
        raise


def _take_away(paths: list[Path], folder: Path | None) -> None:
    """Remove files and, where it was made for them, their folder."""
    import contextlib

    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
    if folder is not None:
        with contextlib.suppress(OSError):
            folder.rmdir()
