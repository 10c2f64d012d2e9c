"""The files around an import: those it reads, and those it writes beside the store."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from crmcli import notes
from crmcli.errors import CrmError, NotFound, Refused, UsageError, unwritten
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

    from crmcli.app import App
    from crmcli.commands.import_ import Asked
    from crmcli.commands.import_run import Piece
    from crmcli.domain.exchange.rejects import Reject, RejectsFile
    from crmcli.domain.exchange.source import Source, SourceOptions
    from crmcli.domain.load.plan import Prepared
    from crmcli.domain.results import Change

_IN_FOLDERS = frozenset((".eml", ".mbox", ".vcf", ".xml"))
_HEAD = 4096
_FEW = 3  # rows that don't fit which one sentence tells
_DATABASE, _OURS, _OURS_AT = b"SQLite format 3\0", b"CRM1", 68  # where SQLite keeps the application's id
_DUMP = b'{"format":"crmcli",'


def where_to_read(files: Sequence[str]) -> list[Path | BinaryIO]:
    """Return what is read: files, those of folders in the order of their names, standard input for "-".

    Raises:
        NotFound: a folder holds no file that is read from folders.
        UsageError: standard input is named twice.
    """
    found: list[Path | BinaryIO] = []
    if files.count("-") > 1:
        raise UsageError("standard input can be read once only", "name it once, or name files")
    for name in files:
        path = Path(name)
        if name == "-":
            found.append(sys.stdin.buffer)
        elif path.is_dir():
            kinds = ", ".join(sorted(_IN_FOLDERS))
            inside = []
            looking = say("looking in {name} for files ({kinds})", name=name, kinds=kinds)
            with notes.progress(None, looking) as bar:
                for file in path.rglob("*"):
                    bar.advance()
                    if file.suffix.lower() in _IN_FOLDERS:
                        inside.append(file)
            inside.sort()
            if not inside:
                raise NotFound(
                    say("{name} is a folder without a file to import ({kinds})", name=name, kinds=kinds),
                    "name the files themselves",
                )
            found += inside
        else:
            found.append(path)
    return found


def reading_of(asked: Asked, saved: Mapping[str, str], own: tuple[str, ...]) -> SourceOptions:
    """Return how a file is opened: as told, else as the saved map says."""
    from crmcli.domain.exchange.source import SourceOptions

    header = saved.get("header", "")
    return SourceOptions(
        asked.encoding or saved.get("encoding"),
        asked.delimiter or saved.get("delimiter"),
        asked.records or saved.get("records"),
        asked.sheet or saved.get("sheet"),
        asked.header or (int(header) if header.isdecimal() else None),
        own,
    )


def refuse_ours(where: Path | BinaryIO) -> None:
    """Refuse a store, and a file of a whole store: other commands take those.

    Raises:
        Refused: it is one of them.
    """
    from shlex import quote

    if not isinstance(where, Path):
        return
    head = _head_of(where)
    if head.startswith(_DATABASE) and head[_OURS_AT:].startswith(_OURS):
        raise Refused(
            say("{where} is a store, no file of rows", where=where), f"crm restore {quote(str(where))}"
        )
    if head.removeprefix(b"\xef\xbb\xbf").startswith(_DUMP):
        raise Refused(
            say("{where} is a whole store", where=where), f"crm --db new.db import all {quote(str(where))}"
        )


def own_names(run: App, where: Path | BinaryIO) -> tuple[str, ...]:
    """Return who we are, in normal form: our tax numbers, and for mail our people's addresses."""
    from crmcli.domain import normal

    told = [text.strip() for text in run.config.get("tax_number").split(",")]
    found = [number.number for number in map(normal.tax_number, filter(None, told)) if number]
    if _may_be_mail(where):
        from crmcli.domain.load.recipients import our_addresses

        found += run.read(our_addresses, None)
    return tuple(dict.fromkeys(found))


def _may_be_mail(where: Path | BinaryIO) -> bool:
    """Tell whether it is worth asking for our own addresses; of a stream nothing is known yet."""
    if not isinstance(where, Path):
        return True
    from crmcli.domain.exchange.mail import looks_like_mail

    return looks_like_mail(
        _head_of(where).lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"").lstrip().lower()
    )


def _head_of(path: Path) -> bytes:
    """Return how a file begins, nothing of one that is no file: said when it is opened to be read."""
    try:
        if path.is_file():
            with path.open("rb") as file:
                return file.read(_HEAD)
    except OSError:
        pass
    return b""


def found_out(parts: Sequence[Prepared], error: CrmError) -> None:
    """Tell what a dry run that is refused found out: how files were read, and what doesn't fit."""
    from crmcli.domain.load.outcome import SHOWN, untaken

    for part in parts:
        for text in (*part.about, *part.told):
            notes.note(text)
    rejects = untaken(parts)
    if len(rejects) > _FEW:
        for text in rejects[:SHOWN]:
            notes.note(text)
        if len(rejects) > SHOWN:
            notes.note(say("and {count:,} more", count=len(rejects) - SHOWN))
        error.message = say("nothing would be imported: {count:,} rows don't fit", count=len(rejects))


class Beside:
    """The files that an import writes: the mapping, and the rows that were refused.

    They appear when the import is done, and not at all when it isn't. A dry run writes none; it is
    refused where the real run would be.
    """

    def __init__(self, run: App, asked: Asked, pieces: Sequence[Piece]) -> None:
        """Say what may be written; nothing is opened yet."""
        self._run = run
        self._asked = asked
        self._pieces = pieces
        self._replace = bool(run.shown.get("force_output"))
        self._rejects: list[tuple[Path, RejectsFile, list[Piece]]] = []
        self._map: Any = None

    def __enter__(self) -> Self:
        """Open the files beside their places, so that nothing is imported that can't be told of."""
        try:
            self._open()
        except BaseException:
            self._leave(keep=False)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave(keep=kind is None and not self._run.dry_run)

    def _open(self) -> None:
        from crmcli.domain.exchange.rejects import NewFile, RejectsFile

        if self._asked.save_map is not None:
            self._map = NewFile(self._asked.save_map, replace=self._replace)
            self._map.file.write(self._mapping())
        if self._asked.rejects is not None:
            for path, table, pieces in self._tables(self._asked.rejects):
                file = RejectsFile(path, table, replace=self._replace)
                self._rejects.append((path, file, pieces))

    def _tables(self, path: Path) -> list[tuple[Path, Source, list[Piece]]]:
        """Return the rejects files: one, or one for each set of columns, named after what is in it."""
        by_header: dict[tuple[str, ...], tuple[Source, list[Piece]]] = {}
        for piece in self._pieces:
            table = _table(piece)
            by_header.setdefault(table.header, (table, []))[1].append(piece)
        if len(by_header) == 1:
            return [(path, table, pieces) for table, pieces in by_header.values()]
        found = []
        for table, pieces in by_header.values():
            first = pieces[0]
            word = first.part.noun if first.file.source.nouns else Path(first.prepared.name).stem
            found.append((path.with_name(f"{path.stem}.{word}{path.suffix}"), table, pieces))
        if len({place for place, _, _ in found}) < len(found):
            found = [
                (path.with_name(f"{path.stem}.{at}{path.suffix}"), table, pieces)
                for at, (_, table, pieces) in enumerate(found, 1)
            ]
        return found

    def _mapping(self) -> str:
        """Return the mapping of what the import is about as TOML."""
        from crmcli.domain.exchange.mapfile import map_as_toml

        main = [piece for piece in self._pieces if piece.part.main]
        if len(main) != 1:
            raise UsageError("a mapping is of one file", "import the files one by one to save their mappings")
        asked = self._asked
        said = {
            "encoding": asked.encoding,
            "delimiter": asked.delimiter,
            "decimal": asked.decimal,
            "date_order": asked.date_order,
            "records": asked.records,
            "sheet": asked.sheet,
            "header": str(asked.header) if asked.header else None,
            "preset": main[0].file.preset,
        }
        return map_as_toml(main[0].prepared.mapping, said)

    def finish(self, result: Change[Any]) -> Change[Any]:
        """Write the rejects, and say where what was written is, or would be."""
        from dataclasses import replace

        told = []
        for path, file, pieces in self._rejects:
            try:
                _write_rejects(file, pieces)
            except OSError as error:
                raise unwritten(path, error) from error
            if not file.count:
                continue
            rows = say(
                "{count:,} rejected row{s}, with reasons", count=file.count, s="" if file.count == 1 else "s"
            )
            end = (
                say(" (mend it and import it)")
                if _can_be_mended(pieces)
                else say(" (mend them where they come from)")
            )
            told.append(
                say("would write {rows}: {path}", rows=rows, path=path)
                if result.dry_run
                else say("rejected rows, with reasons: {path}{end}", path=path, end=end)
            )
        if self._map is not None and result.dry_run:
            told.append(say("would write the mapping: {save_map}", save_map=self._asked.save_map))
        return replace(result, notes=(*result.notes, *told))

    def _leave(self, *, keep: bool) -> None:
        """Put the files in their places, or leave no trace of them."""
        for _, file, _ in self._rejects:
            file.close(keep=keep)
        self._rejects = []
        if self._map is not None:
            if keep:
                self._map.keep()
            else:
                self._map.discard()
            self._map = None


def _can_be_mended(pieces: Sequence[Piece]) -> bool:
    """Tell whether rejects, mended, are rows that can be imported.

    A card, a message or an invoice that can't be read has no cells, and what an invoice names is known
    by keys of its own.
    """
    known = {piece.file.source.report.kind for piece in pieces if piece.file.source.nouns}
    return known <= {"vcard"} and not any(
        piece.file.source.found.rejects for piece in pieces if piece.file.source.nouns
    )


def _table(piece: Piece) -> Source:
    """Return the table that rejected rows are cut from: the file's, or that of one noun in it."""
    return piece.part.rows if piece.file.source.nouns else piece.file.source


def _write_rejects(file: RejectsFile, pieces: Sequence[Piece]) -> None:
    """Write each rejected row once, with all that is wrong with it, in the order of the files."""
    by_file: dict[int, list[Piece]] = {}
    for piece in pieces:
        by_file.setdefault(id(piece.file), []).append(piece)
    for several in by_file.values():
        table = _table(several[0])
        of_parts = [_whole(piece.prepared.rejects, table) for piece in several if piece.prepared.rejects]
        if of_parts:
            file.add(of_parts[0] if len(of_parts) == 1 else _merged(of_parts))


def _whole(rejects: Sequence[Reject], table: Source) -> list[Reject]:
    """Return the rejects of one noun's rows with the cells of those that were found out late."""
    from dataclasses import replace

    from crmcli.domain.load.plan import cells_of

    late = {reject.line for reject in rejects if not reject.cells}
    try:
        cells = cells_of(table, late) if late else {}
    except ValueError:  # one of very many files, which was closed when it had been read
        cells = {}
    return [one if one.cells else replace(one, cells=cells.get(one.line, ())) for one in rejects]


def _merged(of_parts: Sequence[Sequence[Reject]]) -> list[Reject]:
    """Return the rejects of several nouns of one table: a row that is no good for two of them once."""
    from dataclasses import replace

    found: dict[tuple[int, tuple[str, ...]], Reject] = {}
    for reject in (one for part in of_parts for one in part):
        key = (reject.line, tuple(reject.cells))
        first = found.get(key)
        if first is None:
            found[key] = reject
        elif reject.reason not in first.reason:
            found[key] = replace(first, reason=listed((first.reason, reject.reason), "; "))
    return sorted(found.values(), key=lambda one: one.line)
