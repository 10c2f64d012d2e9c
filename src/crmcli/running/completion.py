"""What the word at the cursor may become in a session: commands, options and their choices."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from crmcli.running.session import NESTED

if TYPE_CHECKING:
    from crmcli.running.session import Session

_SESSION = ("exit", "quit", "use")


def words_at(session: Session, line: str, word: str) -> list[str]:
    """Return the words that ``word``, the last of ``line``, may become."""
    from typer._click.shell_completion import _resolve_context, _resolve_incomplete

    try:
        before = shlex.split(line[: len(line) - len(word)])
    except ValueError:  # inside a quote: a text of the person's own
        return []
    if before[:1] == ["crm"]:
        before = before[1:]
    app = session.settings()
    ctx = _resolve_context(session.root, {"obj": app}, "crm", before)
    asked, rest = _resolve_incomplete(ctx, before, word)
    found = [item.value for item in asked.shell_complete(ctx, rest)]
    if not before:
        found = [name for name in (*found, *_SESSION) if name not in NESTED and name.startswith(word)]
    return found
