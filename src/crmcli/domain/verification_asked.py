"""What was asked, as it is kept: a line a question, ``city: right``; never an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.errors import UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

_RIGHT = ("right", "ok", "correct", "dogru", "evet", "yes")
_WRONG = ("wrong", "incorrect", "yanlis", "hayir", "no")


def read_asked(text: str) -> list[tuple[str, bool]]:
    """Return question -> whether it was answered right, of lines ``city: right``.

    Raises:
        UsageError: a line says neither right nor wrong: it might hold an answer, which is not kept.
    """
    from crmcli.domain.text import fold

    found = []
    for line in filter(str.strip, text.splitlines()):
        kind, _, word = line.rpartition(":")
        answered = fold(word)
        if not kind.strip() or answered not in (*_RIGHT, *_WRONG):
            raise UsageError(
                "a line of asked says neither right nor wrong", "write a line a question: city: right"
            )
        found.append((kind.strip(), answered in _RIGHT))
    return found


def written(asked: Sequence[tuple[str, bool]]) -> str:
    """Return what was asked as it is stored."""
    return "\n".join(f"{kind}: {'right' if right else 'wrong'}" for kind, right in asked)


def asked_told(line: str) -> str:
    """Return a question and how it was answered, as people read it."""
    kind, mark, answer = line.rpartition(": ")
    if not mark:
        return line
    said = {"right": say("right"), "wrong": say("wrong")}.get(answer, answer)
    return say("{kind}: {answer}", kind=named(kind.replace("_", " "), "column", kind), answer=said)
