"""Rows of JSON and JSON Lines files, one object each, decoded piece by piece.

Objects are flattened (``{"a": {"b": 1}}`` is the column ``a.b``), the values of a list are joined
with ";", numbers stay the text they were written as. The header is the union of the keys in order
of appearance, so a file is read once for the keys and once for each pass over its rows.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TextIO

from crmcli.domain.exchange.source import (
    CELL_LIMIT,
    COLUMN_LIMIT,
    LINE_LIMIT,
    Batch,
    Encoded,
    RawInput,
    Source,
    SourceOptions,
    SourceReport,
)
from crmcli.errors import Refused

DEPTH_LIMIT = 64
DIGIT_LIMIT = 40
"""Characters of a number as it is written."""

_PIECE = 256 * 1024
_BLANK = " \t\r\n"
_WHOLE = "."


class _Broken(ValueError):
    """A value that is JSON to the decoder and not to us; the text says why."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object that says one thing twice."""
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _Broken(f'the key "{twice}" stands twice in one object')
    return made


def _no_constant(word: str) -> Any:  # noqa: ANN401 (never returns)
    """Refuse NaN and Infinity, which JSON has not."""
    raise _Broken(f"{word} is not a JSON number")


class _Number(str):
    """A number, as it was written; only these have a point for certain."""

    __slots__ = ()


def _number(written: str) -> _Number:
    """Keep a number's own digits; refuse one too long to be a count, an amount or a key."""
    if len(written) > DIGIT_LIMIT:
        raise _Broken(f"a number of {len(written):,} characters ({written[:12]}...)")
    if "e" not in written and "E" not in written:
        return _Number(written)
    from decimal import Decimal

    plain = format(Decimal(written), "f") if abs(Decimal(written).adjusted()) < DIGIT_LIMIT else None
    if plain is None or len(plain) > DIGIT_LIMIT:
        raise _Broken(f"the number {written} is out of range")
    return _Number(plain)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_float=_number, parse_int=_number, parse_constant=_no_constant
)


def open_json(raw: RawInput, encoded: Encoded, options: SourceOptions) -> Source:
    """Open a JSON file as a Source: a list of objects, an object with a list of them, or one a line.

    Raises:
        Refused: it is malformed (the line is named), nested deeper than DEPTH_LIMIT, says a key twice,
            holds NaN or a number of more than DIGIT_LIMIT digits, or several lists to choose from.
    """
    file = _JsonFile(raw, encoded.codec)
    columns = _Columns(raw.name)
    if file.is_lines():
        kind, why = "jsonl", "one JSON object a line"
        values: Callable[[], Iterator[tuple[int, Any]]] = file.lines
    else:
        kind = "json"
        chosen, why = _choose_records(file, options.records)
        values = lambda: file.records(chosen)  # noqa: E731
    for line, value in values():
        columns.see(line, value)
    report = SourceReport(
        name=raw.name,
        kind=kind,
        encoding=encoded.shown,
        encoding_reason=encoded.reason,
        delimiter=None,
        delimiter_reason=why,
        size=raw.size,
        sha256=encoded.sha256,
    )
    header = columns.header

    def read(size: int) -> Iterator[Batch]:
        lines: list[int] = []
        rows: list[list[str]] = []
        for line, value in values():
            row = flatten(value)
            if not any(row.values()):
                continue
            lines.append(line)
            rows.append([row.get(name, "") for name in header])
            if len(rows) == size:
                yield Batch(lines, rows)
                lines, rows = [], []
        if rows:
            yield Batch(lines, rows)

    numbers = frozenset(i for i, name in enumerate(header) if name in columns.numbers)
    return Source(raw, report, header, read, numbers)


def flatten(value: dict[str, Any]) -> dict[str, str]:
    """Return an object's values as text by the path of their keys.

    true and false are text, null and empty lists are "", objects in a list are joined key by key.

    Raises:
        ValueError: two paths are the same, or nesting goes beyond DEPTH_LIMIT.
    """
    cells: dict[str, str] = {}
    for key, item in value.items():
        for path, text in _cells(key, item, 1):
            if path in cells:
                raise _Broken(f'two values stand for "{path}"')
            cells[path] = text
    return cells


def _cells(path: str, item: Any, depth: int) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Yield the paths and texts below one value."""
    if depth > DEPTH_LIMIT:
        raise _Broken(f"it is nested deeper than {DEPTH_LIMIT} levels")
    if isinstance(item, str):
        yield path, item
    elif item is None:
        yield path, ""
    elif isinstance(item, bool):
        yield path, "true" if item else "false"
    elif isinstance(item, dict):
        for key, inner in item.items():
            yield from _cells(f"{path}.{key}", inner, depth + 1)
    else:
        yield from _joined(path, item, depth)


def _joined(path: str, items: list[Any], depth: int) -> Iterator[tuple[str, str]]:
    """Yield a list's values, those of one path joined with ";"."""
    parts: dict[str, list[str]] = {}
    for inner in items:
        for below, text in _cells(path, inner, depth + 1):
            parts.setdefault(below, []).append(text)
    if not items:
        yield path, ""
    for below, texts in parts.items():
        yield below, ";".join(text for text in texts if text)


class _Columns:
    """The header as it grows, and the columns in which numbers stand."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._known: dict[str, None] = {}
        self.numbers: set[str] = set()

    @property
    def header(self) -> list[str]:
        """Return the keys in order of appearance; refuse a file that has none."""
        if not self._known:
            raise Refused(f"{self._name} is empty: it has no object with a key")
        return list(self._known)

    def see(self, line: int, value: Any) -> None:  # noqa: ANN401
        """Add a row's keys; refuse the row if it is no object, or holds what no cell can."""
        if not isinstance(value, dict):
            raise Refused(f"{self._name} line {line}: a row must be an object, as in {{...}}")
        try:
            cells = flatten(value)
        except _Broken as error:
            raise Refused(f"{self._name} line {line}: {error}") from None
        for path, text in cells.items():
            if path not in self._known:
                self._known[path] = None
                if len(self._known) > COLUMN_LIMIT:
                    raise Refused(f"{self._name} line {line}: more than {COLUMN_LIMIT} columns by now")
            if type(text) is _Number:
                self.numbers.add(path)
            elif len(text) > CELL_LIMIT:
                raise Refused(f'{self._name} line {line}: "{path}" has more than {CELL_LIMIT:,} characters')
            elif not text.isascii():
                self._check(line, path, text)
            elif "\0" in text:
                raise Refused(f'{self._name} line {line}: "{path}" holds a NUL character')

    def _check(self, line: int, path: str, text: str) -> None:
        """Refuse text that no encoding can carry."""
        try:
            text.encode()
        except UnicodeEncodeError:
            raise Refused(f'{self._name} line {line}: "{path}" is not valid Unicode') from None
        if "\0" in text:
            raise Refused(f'{self._name} line {line}: "{path}" holds a NUL character')


class _Found(NamedTuple):
    """What a JSON object holds at its top: lists of objects, empty lists, other values."""

    lists: list[str]
    empty: list[str]
    others: list[str]


def _choose_records(file: "_JsonFile", told: str | None) -> tuple[str | None, str]:
    """Return the key whose list holds the rows (None: the list at the top, or the object itself) and why."""
    found = file.outline()
    if found is None:
        return None, "a JSON list of objects"
    name = file.name
    if told == _WHOLE:
        return _WHOLE, "one JSON object, read as one row, as told"
    if told is not None:
        if told not in found.lists and told not in found.empty:
            has = ", ".join(found.lists) or "none"
            raise Refused(f'{name} has no list of objects called "{told}"', f"the lists in it: {has}")
        return told, f'the JSON list "{told}", as told'
    if found.lists and not found.others:
        if len(found.lists) == 1:
            return found.lists[0], f'the JSON list "{found.lists[0]}", the only one in the file'
        raise Refused(
            f"{name} holds several lists: {', '.join(found.lists)}",
            f"name the one to import: --records {found.lists[0]}",
        )
    inside = f" (its lists: {', '.join(found.lists)}; --records NAME reads one)" if found.lists else ""
    return _WHOLE, f"one JSON object, read as one row{inside}"


class _JsonFile:
    """A JSON document read in pieces: never more than one record is in memory."""

    def __init__(self, raw: RawInput, codec: str) -> None:
        self._raw = raw
        self._codec = codec
        self.name = raw.name

    def is_lines(self) -> bool:
        """Tell JSON Lines: the first line is a whole object, and something follows it."""
        with self._raw.text(self._codec) as stream:
            line = stream.readline(LINE_LIMIT).lstrip("\ufeff")
            while line and not line.strip():
                line = stream.readline(LINE_LIMIT)
            if not line.lstrip().startswith("{"):
                return False
            try:
                json.loads(line)
            except (ValueError, RecursionError):
                # Broken or not, an object that ends where its line does and has a successor is a line.
                following = stream.read(_PIECE).lstrip(_BLANK)
                return line.rstrip().endswith("}") and following.startswith("{")
            return bool(stream.read(_PIECE).strip(_BLANK))

    def lines(self) -> Iterator[tuple[int, Any]]:
        """Yield each line's value with its number; blank lines are left out."""
        with self._raw.text(self._codec) as stream:
            for number in range(1, 2**31):
                line = stream.readline(LINE_LIMIT)
                if not line:
                    return
                if len(line) >= LINE_LIMIT:
                    raise Refused(f"{self.name} line {number} has more than {LINE_LIMIT:,} characters")
                text = line.strip(_BLANK + "\ufeff")
                if text:
                    yield number, self._line_value(text, number)

    def _line_value(self, text: str, number: int) -> Any:  # noqa: ANN401
        """Decode one line whole."""
        try:
            value, end = _DECODER.raw_decode(text)
        except RecursionError:
            raise self._too_deep(number) from None
        except json.JSONDecodeError as error:
            raise Refused(f"{self.name} line {number} is not JSON: {_plain(error)}") from None
        except ValueError as error:
            raise Refused(f"{self.name} line {number}: {error}") from None
        if end < len(text):
            raise Refused(f"{self.name} line {number} is not JSON: more follows the object's end")
        return value

    def records(self, chosen: str | None) -> Iterator[tuple[int, Any]]:
        """Yield the objects of the chosen list, or the one at the top, each with its line."""
        with self._raw.text(self._codec) as stream:
            pieces = _Pieces(stream, self)
            if chosen == _WHOLE:
                yield pieces.line, pieces.value()
            elif chosen is None:
                yield from pieces.items()
            else:
                for key in pieces.keys():
                    if pieces.peek() != "[":
                        pieces.value()
                        continue
                    for line, value in pieces.items():
                        if key == chosen:
                            yield line, value
            pieces.expect_end()

    def outline(self) -> _Found | None:
        """Return what the object at the top holds; None when a list stands there."""
        with self._raw.text(self._codec) as stream:
            pieces = _Pieces(stream, self)
            if pieces.peek() == "[":
                return None
            found = _Found([], [], [])
            seen: set[str] = set()
            for key in pieces.keys():
                if key in seen:
                    raise Refused(f'{self.name} line {pieces.line}: the key "{key}" stands twice in one object')
                seen.add(key)
                if pieces.peek() != "[":
                    pieces.value()
                    found.others.append(key)
                    continue
                kinds = {isinstance(value, dict) for _, value in pieces.items()}
                (found.empty if not kinds else found.lists if kinds == {True} else found.others).append(key)
            pieces.expect_end()
            return found

    def _too_deep(self, line: int) -> Refused:
        return Refused(f"{self.name} line {line}: it is nested deeper than {DEPTH_LIMIT} levels")


class _Pieces:
    """A cursor over a JSON document: what lies behind it is forgotten."""

    def __init__(self, stream: TextIO, file: _JsonFile) -> None:
        self._stream = stream
        self._file = file
        self._text = ""
        self._at = 0
        self._ended = False
        self._line = 1
        self._counted = 0  # up to here lines are in _line

    @property
    def line(self) -> int:
        """The physical line of the next value."""
        self.peek()
        new = self._text[self._counted : self._at]
        self._line += new.count("\n") + new.count("\r") - new.count("\r\n")
        self._counted = self._at
        return self._line

    def peek(self) -> str:
        """Return the next character that is no blank, "" at the end."""
        while True:
            while self._at < len(self._text):
                character = self._text[self._at]
                if character not in _BLANK and character != "\ufeff":
                    return character
                self._at += 1
            if not self._more():
                return ""

    def value(self) -> Any:  # noqa: ANN401
        """Return the next value, decoded whole."""
        self.peek()
        line = self.line
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                raise self._file._too_deep(line) from None  # noqa: SLF001
            except json.JSONDecodeError as error:
                if self._more():
                    continue
                where = line + self._text.count("\n", self._at, error.pos)
                raise Refused(f"{self._file.name} line {where} is not JSON: {_plain(error)}") from None
            except ValueError as error:
                raise Refused(f"{self._file.name} line {line}: {error}") from None
            if end == len(self._text) and self._more():
                continue  # a number may go on
            self._at = end
            return value

    def items(self) -> Iterator[tuple[int, Any]]:
        """Yield the values of the list that begins here, with their lines."""
        yield from ((line, self.value()) for line in self._members("[", "]"))

    def keys(self) -> Iterator[str]:
        """Yield the keys of the object that begins here; the caller takes each value."""
        for line in self._members("{", "}"):
            key = self.value()
            if not isinstance(key, str) or isinstance(key, _Number):
                raise Refused(f"{self._file.name} line {line} is not JSON: a key must be in quotes")
            self._take(":")
            yield key

    def _members(self, opening: str, closing: str) -> Iterator[int]:
        """Yield the line of each member of a list or an object."""
        self._take(opening)
        if self.peek() == closing:
            self._at += 1
            return
        while True:
            yield self.line
            if self.peek() == closing:
                self._at += 1
                return
            self._take(",")

    def expect_end(self) -> None:
        """Refuse anything after the document."""
        if self.peek():
            raise Refused(f"{self._file.name} line {self.line} is not JSON: more follows the document's end")

    def _take(self, wanted: str) -> None:
        """Step over one character that must stand here."""
        found = self.peek()
        if found != wanted:
            what = f'"{found}"' if found else "the end of the file"
            raise Refused(f'{self._file.name} line {self.line} is not JSON: {what} where "{wanted}" belongs')
        self._at += 1

    def _more(self) -> bool:
        """Read on, forgetting what is done; refuse a single value of more than LINE_LIMIT."""
        if self._ended:
            return False
        line = self._count()
        held = len(self._text) - self._at
        if held > LINE_LIMIT:
            raise Refused(f"{self._file.name} line {line}: one value of more than {LINE_LIMIT:,} characters")
        piece = self._stream.read(max(_PIECE, held))
        self._text = self._text[self._at :] + piece
        self._at = self._counted = 0
        self._ended = not piece
        return bool(piece)

    def _count(self) -> int:
        """Bring the line up to the cursor."""
        new = self._text[self._counted : self._at]
        self._line += new.count("\n") + new.count("\r") - new.count("\r\n")
        self._counted = self._at
        return self._line


def _plain(error: json.JSONDecodeError) -> str:
    """Return the decoder's message as part of a sentence."""
    return f"{error.msg[0].lower()}{error.msg[1:]} at character {error.colno}"
