"""How a line is typed: with the keys, the history and the completion of readline where there is one."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from crmcli import config, notes
from crmcli.engines import typed
from crmcli.errors import UsageError
from crmcli.output.safe import safe_text
from crmcli.output.terminal import is_terminal, look_at

if TYPE_CHECKING:
    from pathlib import Path

    from crmcli.running.session import Session

_BREAKS = " \t\n"


def history_file() -> Path | None:
    """Return where typed lines are kept, None where the user has no home."""
    try:
        return config.folder("data") / "shell_history"
    except UsageError:
        return None


def editor(session: Session, *, history: bool) -> Editor:
    """Return the best way to type lines that there is here."""
    kept = history_file() if history else None
    if is_terminal(sys.stdout):
        with suppress(ImportError):
            import readline

            return _Edited(session, kept, readline)
    return Editor(kept)


class Editor:
    """Lines as the terminal gives them."""

    def __init__(self, kept: Path | None) -> None:
        """Keep lines in a file, None for nowhere."""
        self._kept = kept

    def line(self, prompt: str) -> str | None:
        """Return the next line, None at the end of the input."""
        with suppress(AttributeError, OSError, ValueError):
            sys.stderr.write(look_at(sys.stderr).fit(safe_text(prompt)))
            sys.stderr.flush()
        text = notes.typed()
        return text.rstrip("\n") if text else None

    def keep(self, line: str) -> None:
        """Remember a line, unless it is blank or carries a secret."""
        if self._kept is not None and line.strip():
            typed.keep(self._kept, line)


class _Edited(Editor):
    """Lines that can be edited, recalled and completed."""

    def __init__(self, session: Session, kept: Path | None, readline: Any) -> None:
        super().__init__(kept)
        self._session = session
        self._readline = readline
        self._words: list[str] = []
        readline.clear_history()
        readline.set_auto_history(False)
        for line in typed.load(kept) if kept is not None else ():
            readline.add_history(line)
        readline.set_completer_delims(_BREAKS)
        readline.set_completer(self._complete)
        bound = "bind ^I rl_complete" if "libedit" in (readline.__doc__ or "") else "tab: complete"
        readline.parse_and_bind(bound)

    def line(self, prompt: str) -> str | None:
        """Return the next line, None at the end of the input."""
        try:
            return input(look_at(sys.stdout).fit(safe_text(prompt)))
        except EOFError:
            return None
        except UnicodeDecodeError:
            raise UsageError("the line is not in the encoding of the terminal", "type it again") from None

    def keep(self, line: str) -> None:
        """Remember a line for the arrow keys; in the file, too, unless it carries a secret."""
        last = self._readline.get_history_item(self._readline.get_current_history_length())
        if line.strip() and line != last:
            self._readline.add_history(line)
            super().keep(line)

    def _complete(self, word: str, state: int) -> str | None:
        """Return the ``state``-th completion of the word at the cursor; readline asks until None."""
        if state == 0:
            self._words = []
            with suppress(Exception):  # a key that is pressed in vain must not break the line
                line, end = self._readline.get_line_buffer(), self._readline.get_endidx()
                self._words = self._found(line[:end], word)
        return self._words[state] if state < len(self._words) else None

    def _found(self, line: str, word: str) -> list[str]:
        from crmcli.running.completion import words_at

        return [f"{found} " for found in words_at(self._session, line, word)]
