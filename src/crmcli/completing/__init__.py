"""What may stand next on a command line: commands, options, values, and the records of the store.

``words_for`` answers for whoever asks, a shell or a session of the program itself; ``shells`` speaks with
bash, zsh, fish and PowerShell, ``installing`` puts their scripts in place. Nothing here writes to the store,
makes one, waits for one, or tells an error: where something can't be known, nothing is offered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.app import App


class Word(NamedTuple):
    """A word that may stand next, whole as it is typed, and a line about it ("" when there is none)."""

    value: str
    help: str = ""


class Answer(NamedTuple):
    """What may stand next: words, or the names of ``files`` ("file" or "folder") behind ``head``."""

    words: tuple[Word, ...] = ()
    files: str = ""
    head: str = ""


def words_for(app: App, words: Sequence[str], incomplete: str, tree: Any = None) -> list[Word]:
    """Return what may stand next behind ``words`` (those after ``crm``), beginning with ``incomplete``.

    A record may be named by the beginning of its name: then the word is its number. A word that ends with
    ``=`` goes on. ``tree`` is the program's tree of commands, for a session that has made it. Never raises.
    """
    from crmcli.completing.files import names

    found = answer_for(app, words, incomplete, tree)
    if found.files:
        return names(found, incomplete)
    return list(found.words)


def answer_for(app: App, words: Sequence[str], incomplete: str, tree: Any = None) -> Answer:
    """Return the same, with the names of files left to a shell; never raises."""
    try:
        from crmcli.completing.sources import answer

        found = answer(app, words, incomplete, tree)
    except Exception:  # noqa: BLE001 - a Tab is no place for an error
        return Answer()
    return found._replace(words=tuple(word for word in found.words if word.value.isprintable()))
