"""A rule's wording in words and marks, and the error that shows a place in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.domain.filter.wrong import FilterError

EXAMPLE = "when a case is opened by a customer in Champions then task for owner, due today"
_TOKEN = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|“([^”]*)”|([^\s,;\"“”]+)|([,;])")


class Token(NamedTuple):
    """A word, a quoted text or a mark, and where it stands in the wording."""

    text: str
    folded: str
    start: int
    end: int
    quoted: bool = False


def parted(wording: str) -> list[Token]:
    """Return the words and marks of a wording."""
    from crmcli.domain.text import fold

    found = []
    for piece in _TOKEN.finditer(wording):
        quoted = next((part for part in piece.groups()[:3] if part is not None), None)
        if quoted is not None:
            text = re.sub(r"\\(.)", r"\1", quoted)
            found.append(Token(text, "", piece.start(), piece.end(), quoted=True))
        else:
            found.append(Token(piece[0], fold(piece[0]) or piece[0], piece.start(), piece.end()))
    return found


def match(tokens: Sequence[Token], at: int, phrases: Iterable[str]) -> int | None:
    """Return how many words the longest phrase that stands at a place has, None when none does."""
    best = None
    for phrase in phrases:
        parts = phrase.split()
        here = tokens[at : at + len(parts)]
        if [token.folded for token in here] == parts and not any(token.quoted for token in here):
            best = max(best or 0, len(parts))
    return best


def fail(wording: str, at: int, what: str, hint: str | None = None) -> NoReturn:
    """Raise an error that shows the place."""
    around = f"{wording[max(0, at - 25) : at]}▸{wording[at : at + 25]}".strip()
    raise UsageError(
        say("column {at} ({around}): {what}", at=at + 1, around=around, what=what),
        hint or say("write it like: {example}", example=EXAMPLE),
    )


def fail_within(wording: str, start: int, error: FilterError) -> NoReturn:
    """Raise the error of a condition as one of the wording, in which the condition begins at ``start``."""
    fail(wording, start + error.at, error.plain, (error.hint or "").removeprefix("--where ") or None)
