"""Answers that an assistant can read: bounded in size, page by page, harmless as text.

A page holds at most ``PAGE`` rows and about ``MOST`` characters. A cursor says where the next page begins
and which question it belongs to. Text longer than ``LONGEST`` is cut, and says so.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from json import dumps, loads
from typing import TYPE_CHECKING, Any

from crmcli.commands.assistant.wire import INVALID_PARAMS, Failure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PAGE = 50
MOST_ROWS = 200
MOST = 60_000
LONGEST = 2_000
LIST = 50
"""Items of a list inside a record."""

_SHOWN = re.compile(r"[\d,]+ of ([\d,]+) shown; --limit 0 shows all")


def text_of(value: Any) -> str:
    """Return a value as JSON that can be read and does nothing: what isn't printed stands as its code."""
    text = dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else dumps(c)[1:-1] for c in text)


def page(rows: Sequence[Any], start: int, wanted: int) -> tuple[list[Any], int | None]:
    """Return the rows of a page that begins at ``start``, bounded, and where the next one begins."""
    kept: list[Any] = []
    size = 0
    for row in rows[start : start + wanted]:
        made = bounded(row)
        size += len(text_of(made))
        if kept and size > MOST:
            break
        kept.append(made)
    end = start + len(kept)
    return kept, end if end < len(rows) else None


def bounded(value: Any, *, inner: bool = False) -> Any:
    """Return a value whose texts and lists are cut where they are too long for a talk."""
    if isinstance(value, str) and len(value) > LONGEST:
        return f"{value[:LONGEST]}... ({len(value):,} characters)"
    if isinstance(value, dict):
        return {key: bounded(item, inner=True) for key, item in value.items()}
    if isinstance(value, list):
        cut = [bounded(item, inner=True) for item in value[:LIST]]
        return [*cut, f"... ({len(value):,} in all)"] if inner and len(value) > LIST else cut
    return value


def fits(value: Any) -> Any:
    """Return a value small enough to be said: the longest lists in it are cut until it is."""
    made = bounded(value, inner=True)
    room = LIST
    while len(text_of(made)) > MOST and room > 1:
        room //= 2
        made = _shorter(made, room)
    return made


def _shorter(value: Any, room: int) -> Any:
    """Return a value whose lists hold at most ``room`` items."""
    if isinstance(value, dict):
        return {key: _shorter(item, room) for key, item in value.items()}
    if isinstance(value, list) and len(value) > room:
        return [*(_shorter(item, room) for item in value[:room]), "... (cut)"]
    return value


def counted(notes: Sequence[str]) -> tuple[list[str], int | None]:
    """Return notes without the one that says how many rows there are in all, and that count."""
    found = [_SHOWN.fullmatch(note) for note in notes]
    total = next((int(match[1].replace(",", "")) for match in found if match), None)
    return [note for note, match in zip(notes, found, strict=True) if not match], total


def cursor(question: Mapping[str, Any], start: int) -> str:
    """Return what a client hands back to go on: where, and of which question."""
    return urlsafe_b64encode(dumps([start, _mark(question)]).encode()).decode()


def start_of(question: Mapping[str, Any], text: str | None) -> int:
    """Return where a page begins.

    Raises:
        Failure: the cursor is none of ours, or another question's.
    """
    if text is None:
        return 0
    try:
        start, mark = loads(urlsafe_b64decode(text.encode()))
    except (ValueError, TypeError, RecursionError):
        start, mark = None, ""
    if not isinstance(start, int) or isinstance(start, bool) or start < 0 or mark != _mark(question):
        raise Failure(INVALID_PARAMS, "the cursor belongs to another question: ask anew without it")
    return start


def _mark(question: Mapping[str, Any]) -> str:
    """Return what tells a question from others."""
    asked = {name: value for name, value in question.items() if name != "cursor"}
    return sha256(dumps(asked, sort_keys=True, default=str).encode()).hexdigest()[:12]
