"""How a shell asks and is answered: its line read into words, our words written as it takes them.

A shell's script calls the program with ``_CRM_COMPLETE`` set and the line behind ``--``. The answer is a
first line, "words", "files" or "folders" (with "on" behind it where no space is to follow), and a line for
each word. Whatever is in a name is text there: no script ever evaluates an answer.
"""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, NamedTuple

from crmcli.completing import Answer, Word, answer_for

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crmcli.app import App

VARIABLE, WORDS = "_CRM_COMPLETE", "_CRM_WORDS"
_PATIENCE_SECONDS = 3
"""What any answer may take; behind it there is none."""
_WIDEST = 72
"""Characters of a line about a word."""
_GOES_ON = ("=", ",", "/")
_SAFE = frozenset("%+,-./:=@_")
_POWERSHELL_QUOTES = re.compile("['\u2018\u2019\u201a\u201b]")
"""PowerShell takes printers' single quotes for its own: each ends a text that begins with any of them."""


class Asked(NamedTuple):
    """What a shell wants to know: the words, the one that is typed, and how the answer is to be laid out.

    ``quote`` is the quote that is open in the typed word; ``kept`` is how much of that stays on the line,
    since the shell replaces only what is behind it; ``described`` says whether lines about words are shown.
    """

    words: tuple[str, ...]
    typed: str
    quote: str = ""
    kept: str = ""
    described: bool = True


def respond(app: App) -> int:
    """Write the answer for the shell that asks, and nothing else, whatever happens."""
    from crmcli.said import Listener

    shell = app.env.get(VARIABLE, "")
    _end_in_time()
    Listener.language = app.language
    text = ""
    try:
        asked = _READ[shell](list(app.argv) if shell != "powershell" else [app.env.get(WORDS, "")])
        found = answer_for(app, asked.words, asked.typed)
        text = _WRITTEN[shell](found, asked)
    except Exception:  # noqa: BLE001, S110 - a Tab is no place for an error
        pass
    _write(text)
    return 0


def _end_in_time() -> None:
    """End without a word when a server doesn't answer."""
    import signal

    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, lambda *_: os._exit(0))
        signal.alarm(_PATIENCE_SECONDS)


def _write(text: str) -> None:
    stream = sys.stdout
    if stream is None:
        return
    try:
        stream.buffer.write(text.encode(stream.encoding or "utf-8", "replace"))
        stream.flush()
    except (OSError, ValueError, LookupError):
        pass


# Reading


class _Line:
    """A shell's line cut into words the way a shell does, and never refused: it is not finished."""

    def __init__(self, line: str) -> None:
        self.words: list[str] = []
        self.quote = ""
        self.word = ""
        self.begun = False
        self.mark = 0
        """How much of the word stands before the place where the shell's own word begins."""
        self._escaped = False
        for character in line:
            self._take(character)
        if self._escaped:
            self.word += "\\"

    def _take(self, character: str) -> None:
        if self._escaped:
            if self.quote == '"' and character not in '$`"\\\n':
                self.word += "\\"
            self.word += character
            self._escaped = False
        elif character == "\\" and self.quote != "'":
            self._escaped = self.begun = True
        elif self.quote:
            if character == self.quote:
                self.quote = ""
            else:
                self.word += character
        elif character in "'\"":
            self.quote, self.begun, self.mark = character, True, len(self.word)
        elif character in " \t\n":
            self._end()
        elif character in ";|&":
            self._end()
            self.words = []
        else:
            self.word += character
            self.begun = True

    def _end(self) -> None:
        if self.begun:
            self.words.append(self.word)
        self.word, self.begun, self.mark = "", False, 0


def split(line: str, breaks: str = "") -> Asked:
    """Return the words of a POSIX shell's line up to the cursor, the program's own name left out.

    ``breaks`` are the characters at which bash begins a word of its own.
    """
    found = _Line(line)
    words = found.words
    while words and "=" in words[0] and words[0].partition("=")[0].isidentifier():
        words = words[1:]  # CRMCLI_DB=x crm ...
    kept = ""
    if found.quote:
        kept = found.word[: found.mark]
    else:
        at = max((found.word.rfind(mark) for mark in breaks if mark in "=:@"), default=-1)
        kept = found.word[: at + 1]
    return Asked(tuple(words[1:]), found.word, found.quote, kept)


def _from_bash(argv: Sequence[str]) -> Asked:
    """Read ``-- KIND LINE BREAKS``: what COMP_TYPE, COMP_LINE up to the cursor and COMP_WORDBREAKS say."""
    _, kind, line, breaks = argv
    # "?", "!" and "@": the words are listed; else one of them may be put into the line.
    return split(line, breaks)._replace(described=kind in ("63", "33", "64"))


def _from_words(argv: Sequence[str]) -> Asked:
    """Read ``-- WORD ... TYPED``."""
    return Asked(tuple(argv[1:-1]), argv[-1])


def _from_powershell(lines: Sequence[str]) -> Asked:
    """Read words that stand one a line in a variable: Windows PowerShell drops empty arguments."""
    words = lines[0].split("\n")
    return Asked(tuple(words[:-1]), words[-1])


_READ: dict[str, Callable[[Sequence[str]], Asked]] = {
    "bash": _from_bash,
    "zsh": _from_words,
    "fish": _from_words,
    "powershell": _from_powershell,
}

# Writing


def _first(found: Answer, *, loose: bool = True) -> str:
    """Return the first line: what the answer is."""
    if not found.words:
        return f"{found.files}s\n" if found.files else "words\n"
    goes_on = loose and all(word.value.endswith(_GOES_ON) for word in found.words)
    return "words on\n" if goes_on else "words\n"


def _about(word: Word) -> str:
    """Return what is told of a word, harmless and on one line."""
    from crmcli.output.safe import safe_text

    text = " ".join(safe_text(word.help).split())
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"


def for_bash(found: Answer, asked: Asked) -> str:
    """Return words as bash puts them into the line; when they are listed, with lines about them.

    Words that don't begin with what is typed share no beginning with it: without the typed word among
    them bash would put theirs in its place.
    """
    words = []
    for word in found.words:
        if not word.value.startswith(asked.kept):
            continue
        quoted = quoted_for_bash(word.value[len(asked.kept) :], asked.quote)
        if quoted is not None:
            words.append((quoted, word))
    lines = [quoted for quoted, _ in words]
    if len(words) > 1:
        if asked.described:
            width = max(len(quoted) for quoted, _ in words)
            lines = [
                f"{quoted.ljust(width)}  ({about})" if (about := _about(word)) else quoted
                for quoted, word in words
            ]
        typed = asked.typed[len(asked.kept) :]
        if typed and not any(word.value.startswith(asked.typed) for _, word in words):
            lines.append(quoted_for_bash(typed, asked.quote) or typed)
    return _first(found) + "".join(f"{line}\n" for line in lines)


def quoted_for_bash(text: str, quote: str = "") -> str | None:
    """Return text as it stands on bash's line, inside an open quote or outside; None where it can't.

    Inside double quotes nothing keeps a ``!`` from being taken for history.
    """
    if quote == "'":
        return text.replace("'", "'\\''")
    if quote == '"':
        if "!" in text:
            return None
        return "".join(f"\\{c}" if c in '"$`\\' else c for c in text)
    shown = "".join(c if c.isalnum() or c in _SAFE or not c.isascii() else f"\\{c}" for c in text)
    return f"\\{shown}" if shown.startswith("~") else shown


def for_zsh(found: Answer, asked: Asked) -> str:
    """Return words with what is listed for each behind a tab; zsh quotes what it puts into the line."""
    width = max((len(word.value) for word in found.words), default=0)
    lines = []
    for word in found.words:
        about = _about(word)
        shown = f"{word.value.ljust(width)}  -- {about}" if about else word.value
        lines.append(f"{word.value}\t{shown}\n")
    first = _first(found)
    if len(found.words) > 1 and not any(word.value.startswith(asked.typed) for word in found.words):
        first = first.replace("words", "others", 1)
    return first + "".join(lines)


def for_fish(found: Answer, asked: Asked) -> str:
    """Return words with lines about them behind a tab.

    fish keeps only words that match what is typed. Where a name is typed, its record is offered as the
    typed text and the rest of the name, which the program takes as well; one alone as its number.
    """
    lines = []
    for word in found.words:
        value, about = word.value, _about(word)
        if asked.typed and not _matches(value, asked.typed):
            name = word.help.partition(" · ")[0]
            rest = _rest(name, asked.typed)
            if rest is None or not name.isprintable():
                continue
            value, about = asked.typed + rest, f"{value} {about}"
        lines.append(f"{value}\t{about}\n")
    return _first(found) + "".join(lines)


def _matches(value: str, typed: str) -> bool:
    return value.casefold().startswith(typed.casefold())


def _rest(name: str, typed: str) -> str | None:
    """Return what of a name stands behind the text that begins it, folded; None where it doesn't."""
    from crmcli.domain.text import fold

    wanted = fold(typed)
    for end in range(1, len(name) + 1):
        if fold(name[:end]) == wanted:
            return name[end:]
    return None


def for_powershell(found: Answer, asked: Asked) -> str:
    """Return words, how they stand on the line, and lines about them, parted by tabs."""
    del asked
    lines = []
    for word in found.words:
        plain = all(c.isalnum() or c in "-._/:=" for c in word.value)
        doubled = _POWERSHELL_QUOTES.sub(r"\g<0>\g<0>", word.value)
        quoted = word.value if plain else f"'{doubled}'"
        lines.append(f"{word.value}\t{quoted}\t{_about(word) or word.value}\n")
    return _first(found) + "".join(lines)


_WRITTEN: dict[str, Callable[[Answer, Asked], str]] = {
    "bash": for_bash,
    "zsh": for_zsh,
    "fish": for_fish,
    "powershell": for_powershell,
}
