"""What the word at the cursor may become in a session, and a word about each."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from crmcli.running.session import NESTED

if TYPE_CHECKING:
    from crmcli.completing import Word
    from crmcli.running.session import Session

_OWN = ("exit", "quit", "use")


def words_at(session: Session, line: str, word: str) -> list[Word]:
    """Return what ``word``, the last of ``line``, may become; quoted where it needs it."""
    from crmcli.completing import Word, words_for

    try:
        before = shlex.split(line[: len(line) - len(word)])
    except ValueError:  # inside a quote: a text of the person's own
        return []
    if before[:1] == ["crm"]:
        before = before[1:]
    found = words_for(session.settings(), before, word)
    if not before:
        own = (Word(name) for name in _OWN if name.startswith(word))
        found = [*(one for one in found if one.value not in NESTED), *own]
    return [one._replace(value=_typed(one.value)) for one in found]


def _typed(value: str) -> str:
    """Return a value as it is typed; what goes on (``city=``) is left open."""
    return value if value.endswith(("=", ",", "/")) else shlex.quote(value)
