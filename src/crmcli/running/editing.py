"""How a line is typed: with the keys, the history and the completion of readline where there is one."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from crmcli import config, language, notes
from crmcli.engines import typed
from crmcli.errors import UsageError
from crmcli.output.safe import safe_text
from crmcli.output.terminal import is_terminal, look_at
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from crmcli.running.session import Session

_BREAKS = " \t\n"
_GOES_ON = ("=", ",", "/")
_SHOWN = 30  # words


def editor(session: Session, *, history: bool) -> Editor:
    """Return the best way to type lines that there is here."""
    kept = config.history_file() if history else None
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
        self._found: dict[str, str] = {}
        self._offered: list[str] = []
        self._prompt = ""
        readline.clear_history()
        readline.set_auto_history(False)
        for line in typed.load(kept) if kept is not None else ():
            readline.add_history(line)
        readline.set_completer_delims(_BREAKS)
        readline.set_completer(self._complete)
        readline.set_completion_display_matches_hook(self._show)
        bound = "bind ^I rl_complete" if "libedit" in (readline.__doc__ or "") else "tab: complete"
        readline.parse_and_bind(bound)

    def line(self, prompt: str) -> str | None:
        """Return the next line, None at the end of the input."""
        try:
            self._prompt = look_at(sys.stdout).fit(safe_text(prompt))
            return input(self._prompt)
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
            self._found = {}
            with suppress(Exception):  # a key that is pressed in vain must not break the line
                self._found = self._find(word)
            self._offered = list(self._found)
        return self._offered[state] if state < len(self._offered) else None

    def _find(self, word: str) -> dict[str, str]:
        """Return what the word may become, and a line about each."""
        from crmcli.running.completion import words_at

        line = self._readline.get_line_buffer()[: self._readline.get_endidx()]
        found = words_at(self._session, line, word)
        made = {one.value if one.value.endswith(_GOES_ON) else f"{one.value} ": one.help for one in found}
        if len(made) > 1 and not all(value.startswith(word) for value in made):
            # Readline puts what all have in common in the place of a name; with the name among them, nothing.
            made[word] = ""
        return made

    def _show(self, word: str, matches: Sequence[str], _longest: int) -> None:
        """Show what the word may become, with a line about each, and the prompt again."""
        seen = look_at(sys.stdout)
        names = [match for match in matches if match != word]
        wide = max(map(len, names), default=0)
        told = []
        for name in names[:_SHOWN]:
            about = safe_text(self._found.get(name, "")).partition("\n")[0]
            told.append(seen.fit(f"{name.ljust(wide)} {about}".rstrip()[: seen.width - 1]))
        more = [say("... and {count} more", count=len(names) - _SHOWN)] if len(names) > _SHOWN else []
        lines = [*told, *map(language.told, more)]
        typed_so_far = self._readline.get_line_buffer()
        sys.stdout.write("\n" + "\n".join(lines) + f"\n{self._prompt}{typed_so_far}")
        sys.stdout.flush()
        self._readline.redisplay()
