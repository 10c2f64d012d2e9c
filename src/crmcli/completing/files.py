"""The names of files and folders, for a session that has no shell to ask."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from crmcli.completing import Word

if TYPE_CHECKING:
    from crmcli.completing import Answer

MOST = 200
"""Names that are offered."""


def names(found: Answer, incomplete: str) -> list[Word]:
    """Return the files or folders that ``incomplete`` begins, folders with a slash behind them.

    Hidden ones come only when a dot is typed.
    """
    typed = incomplete.removeprefix(found.head)
    begun = typed.rpartition("/")[2]
    start = typed[: len(typed) - len(begun)]
    words = []
    try:
        with os.scandir(os.path.expanduser(start) or ".") as entries:  # noqa: PTH111 - keeps "~/" as typed
            for entry in entries:
                if not entry.name.startswith(begun) or (entry.name.startswith(".") and not begun):
                    continue
                if entry.is_dir():
                    words.append(Word(f"{found.head}{start}{entry.name}/"))
                elif found.files == "file":
                    words.append(Word(f"{found.head}{start}{entry.name}"))
    except OSError:
        return []
    return [word for word in sorted(words) if word.value.isprintable()][:MOST]
