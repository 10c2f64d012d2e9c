"""Rows of JSON and JSON Lines files, one object each, decoded piece by piece.

Objects are flattened (``{"a": {"b": 1}}`` is the column ``a.b``), the values of a list are joined
with ";" (":::" where they hold such a mark), numbers stay the text they were written as. The header is
the union of the keys in order of appearance, so a file is read once for the keys and once for each pass
over its rows. Rows are numbered by their lines; by their count where several stand on one line.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from crmcli.domain.exchange.encoding import Encoded
from crmcli.domain.exchange.jsonpieces import (
    BLANK,
    DEPTH_LIMIT,
    PIECE,
    BrokenValue,
    Cursor,
    Number,
    decode_line,
)
from crmcli.domain.exchange.raw import RawInput
from crmcli.domain.exchange.source import (
    CELL_LIMIT,
    COLUMN_LIMIT,
    LINE_LIMIT,
    Batch,
    Source,
    SourceOptions,
    SourceReport,
)
from crmcli.errors import Refused
from crmcli.said import say

_MARKS = (":::", ";", "|", "\n", ",")
_WHOLE = "."
"""Stands for the object at the top itself, where a list in it could be meant."""


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
    last, shared = 0, False
    for line, value in values():
        columns.see(line, value)
        last, shared = line, shared or line == last
    report = SourceReport(
        name=raw.name,
        kind=kind,
        encoding=encoded.shown,
        encoding_reason=encoded.reason,
        delimiter=None,
        delimiter_reason=why,
        size=raw.size,
        sha256=encoded.sha256,
        unit="record" if shared else "line",
    )
    header = columns.header

    def read(size: int) -> Iterator[Batch]:
        lines: list[int] = []
        rows: list[list[str]] = []
        for count, (line, value) in enumerate(values(), 1):
            row = flatten(value)
            if not any(row.values()):
                continue
            lines.append(count if shared else line)
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
        if isinstance(item, str) and key not in cells:
            cells[key] = item
            continue
        for path, text in _cells(key, item, 1):
            if path in cells:
                raise BrokenValue(say('two values stand for "{path}"', path=path))
            cells[path] = text
    return cells


def _cells(path: str, item: Any, depth: int) -> Iterator[tuple[str, str]]:
    """Yield the paths and texts below one value."""
    if depth > DEPTH_LIMIT:
        raise BrokenValue(say("it is nested deeper than {depth_limit} levels", depth_limit=DEPTH_LIMIT))
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
        yield below, _as_cell([text for text in texts if text])


def _as_cell(texts: list[str]) -> str:
    """Return values that come apart again: joined by ``;``, or by ``:::`` where one has a mark of its own."""
    if len(texts) > 1 and any(mark in text for text in texts for mark in _MARKS):
        return "".join(f"{text}:::" for text in texts)
    return ";".join(texts)


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
            raise Refused(say("{name} is empty: it has no object with a key", name=self._name))
        return list(self._known)

    def see(self, line: int, value: Any) -> None:
        """Add a row's keys; refuse the row if it is no object, or holds what no cell can."""
        if not isinstance(value, dict):
            raise Refused(
                say("{name} line {line}: a row must be an object, as in {{...}}", name=self._name, line=line)
            )
        try:
            cells = flatten(value)
        except BrokenValue as error:
            raise Refused(
                say("{name} line {line}: {error}", name=self._name, line=line, error=error)
            ) from None
        for path, text in cells.items():
            if path not in self._known:
                self._check(line, path, path)
                self._known[path] = None
                if len(self._known) > COLUMN_LIMIT:
                    raise Refused(
                        say(
                            "{name} line {line}: more than {column_limit} columns by now",
                            name=self._name,
                            line=line,
                            column_limit=COLUMN_LIMIT,
                        )
                    )
            if type(text) is Number:
                self.numbers.add(path)
            elif len(text) > CELL_LIMIT:
                raise Refused(
                    say(
                        '{name} line {line}: "{path}" has more than {cell_limit:,} characters',
                        name=self._name,
                        line=line,
                        path=path,
                        cell_limit=CELL_LIMIT,
                    )
                )
            elif not text.isascii():
                self._check(line, path, text)
            elif "\0" in text:
                raise Refused(
                    say(
                        '{name} line {line}: "{path}" holds a NUL character',
                        name=self._name,
                        line=line,
                        path=path,
                    )
                )

    def _check(self, line: int, path: str, text: str) -> None:
        """Refuse text that no encoding can carry."""
        try:
            text.encode()
        except UnicodeEncodeError:
            raise Refused(
                say(
                    '{name} line {line}: "{path}" is not valid Unicode', name=self._name, line=line, path=path
                )
            ) from None
        if "\0" in text:
            raise Refused(
                say(
                    '{name} line {line}: "{path}" holds a NUL character',
                    name=self._name,
                    line=line,
                    path=path,
                )
            )


class _Found(NamedTuple):
    """What a JSON object holds at its top: lists of objects, empty lists, other values."""

    lists: list[str]
    empty: list[str]
    others: list[str]


def _choose_records(file: "_JsonFile", told: str | None) -> tuple[str | None, str]:
    """Return the key whose list holds the rows (None: the list at the top, or the object itself) and why."""
    found = file.outline()
    if found is None:
        return None, say("a JSON list of objects")
    name = file.name
    if told == _WHOLE:
        return _WHOLE, say("one JSON object, read as one row, as told")
    if told is not None:
        if told not in found.lists and told not in found.empty:
            has = ", ".join(found.lists) or "none"
            raise Refused(
                say('{name} has no list of objects called "{told}"', name=name, told=told),
                say("the lists in it: {has}", has=has),
            )
        return told, say('the JSON list "{told}", as told', told=told)
    if found.lists and not found.others:
        if len(found.lists) == 1:
            return found.lists[0], say(
                'the JSON list "{lists}", the only one in the file', lists=found.lists[0]
            )
        raise Refused(
            say("{name} holds several lists: {lists}", name=name, lists=", ".join(found.lists)),
            say("name the one to import: --records {lists}", lists=found.lists[0]),
        )
    inside = (
        say(" (its lists: {lists}; --records NAME reads one)", lists=", ".join(found.lists))
        if found.lists
        else ""
    )
    return _WHOLE, say("one JSON object, read as one row{inside}", inside=inside)


class _JsonFile:
    """A JSON document read in pieces: never more than one record is in memory."""

    def __init__(self, raw: RawInput, codec: str) -> None:
        self._raw = raw
        self._codec = codec
        self.name = raw.name

    def is_lines(self) -> bool:
        """Tell JSON Lines: the first line is a whole object, and something follows it."""
        with self._raw.text(self._codec) as stream:
            line = stream.readline(LINE_LIMIT)
            while line and not line.strip():
                line = stream.readline(LINE_LIMIT)
            if not line.lstrip().startswith("{"):
                return False
            try:
                json.loads(line)
            except (ValueError, RecursionError):
                # Broken or not, an object that ends where its line does and has a successor is a line.
                following = stream.read(PIECE).lstrip(BLANK)
                return line.rstrip().endswith("}") and following.startswith("{")
            return bool(stream.read(PIECE).strip(BLANK))

    def lines(self) -> Iterator[tuple[int, Any]]:
        """Yield each line's value with its number; blank lines are left out."""
        with self._raw.text(self._codec) as stream:
            for number in range(1, 2**31):
                line = stream.readline(LINE_LIMIT)
                if not line:
                    return
                if len(line) >= LINE_LIMIT:
                    raise Refused(
                        say(
                            "{name} line {number} has more than {line_limit:,} characters",
                            name=self.name,
                            number=number,
                            line_limit=LINE_LIMIT,
                        )
                    )
                text = line.strip(BLANK)
                if text:
                    yield number, decode_line(text, self.name, number)

    def records(self, chosen: str | None) -> Iterator[tuple[int, Any]]:
        """Yield the objects of the chosen list, or the one at the top, each with its line."""
        with self._raw.text(self._codec) as stream:
            pieces = Cursor(stream, self.name)
            if chosen == _WHOLE:
                yield pieces.line, pieces.value()
            elif chosen is None:
                yield from pieces.items()
            else:
                for key in pieces.members():
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
            pieces = Cursor(stream, self.name)
            if pieces.peek() == "[":
                return None
            found = _Found([], [], [])
            seen: set[str] = set()
            for key in pieces.members():
                if key in seen:
                    raise Refused(
                        say(
                            '{name} line {line}: the key "{key}" stands twice in one object',
                            name=self.name,
                            line=pieces.line,
                            key=key,
                        )
                    )
                seen.add(key)
                if pieces.peek() != "[":
                    pieces.value()
                    found.others.append(key)
                    continue
                kinds = {isinstance(value, dict) for _, value in pieces.items()}
                (found.empty if not kinds else found.lists if kinds == {True} else found.others).append(key)
            pieces.expect_end()
            return found
