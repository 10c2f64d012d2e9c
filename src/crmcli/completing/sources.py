"""Where the words of a place come from: the tree of commands, closed lists, files, or the store.

What a parameter takes is told by its option or metavar, else by the field that its name fills: a closed
list, a reference, a currency. So a new command completes without a line here.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

from crmcli.completing import Answer, Word
from crmcli.completing.line import Place, options_left, place_of, takes_value
from crmcli.completing.options import INSTALL, SHOW

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crmcli.app import App
    from crmcli.domain.nouns import Noun

_FILES = frozenset(("FILE", "PATH", "TEMPLATE", "LOGO"))
_FOLDERS = frozenset(("DIR", "FOLDER"))
_ANYTHING = ("customer", "contact", "lead", "opportunity", "order", "quote", "case")
_PARTIES = ("customer", "contact", "lead")
# Metavar -> nouns whose records it names, where that is not the metavar itself in small letters.
_NAMED = {
    "WHO": _PARTIES, "PERSON": _PARTIES, "MEMBER": _PARTIES, "RECORD": _ANYTHING, "FIRST": _ANYTHING,
    "OTHER": _ANYTHING, "PARENT": ("customer",), "ESTIMATE": ("wallet",), "FILE-NO": ("attachment",),
    "STEP": ("closing_step",), "RATE": ("rate",),
}  # fmt: skip
_GROUPS = {"verify": "verification", "task": "activity", "log": "activity", "convert": "lead"}
# Groups without records of their own, and whose records their arguments name.
_ABOUT = dict.fromkeys(("address", "consent", "privacy", "merge", "dedupe"), _PARTIES)
# Conditions on other records than those of the group: customers, unless --noun says.
_ON_CUSTOMERS = ("CONDITION", "'FIELD=VALUE'")
_OF_OTHERS = {
    ("segment", "save"), ("segment", "add"), ("segment", "edit"), ("campaign", "launch"),
    ("campaign", "add-member"), ("campaign", "drop-member"), ("campaign", "from-report"),
}  # fmt: skip


def answer(app: App, words: Sequence[str], incomplete: str, tree: Any = None) -> Answer:
    """Return what may stand next; see ``words_for``. ``tree`` is the program's, where it was made already."""
    if words and words[-1] in (INSTALL, SHOW):
        from crmcli.completing.scripts import SHELLS

        return Answer(tuple(begun(map(Word, SHELLS), incomplete)))
    place = place_of(tree or import_module("crmcli.cli").root(), words, incomplete)
    if place is None:
        return Answer()
    if place.param is not None:
        return _of_parameter(_on_line(app, place), place)
    if incomplete.startswith("-") and not place.options_end:
        return Answer(tuple(begun(_options(place), incomplete)))
    if place.is_group:
        return Answer(tuple(begun(_commands(place), incomplete)))
    return Answer(tuple(_options(place))) if not incomplete else Answer()


def _on_line(app: App, place: Place) -> App:
    """Return the program with the options that stand before the command: another store, a profile."""
    if not place.flags:
        return app
    from crmcli.app import App

    other = App(app.argv, app.env)
    other.flags = {**app.flags, **place.flags}
    return other


def _commands(place: Place) -> Iterator[Word]:
    """Yield the commands of a group; none is built for that."""
    from crmcli.language import told

    group: Any = place.command
    if not place.path:
        yield from (Word(name, told(entry.help)) for name, entry in group.table.items())
        return
    for name, info in group.infos().items():
        if not info.hidden:
            text = info.short_help or info.help or info.callback.__doc__ or ""
            yield Word(name, told(text.strip().partition("\n")[0]))


def _options(place: Place) -> Iterator[Word]:
    """Yield the options that may still be given, by their long names."""
    from crmcli.language import told

    for param in options_left(place):
        for name in (*param.opts, *param.secondary_opts):
            if name.startswith("--"):
                yield Word(name, told(param.help or ""))
    yield Word("--help", told("Show this message and exit."))


def begun(words: Iterable[Word], typed: str) -> Iterator[Word]:
    """Yield the words that a text begins, however it is cased."""
    from crmcli.domain.text import fold

    plain, folded = typed.casefold(), fold(typed)
    for word in words:
        value = word.value
        if value.casefold().startswith(plain) or (folded and fold(value).startswith(folded)):
            yield word


def _of_parameter(app: App, place: Place) -> Answer:
    """Return what may be the value of a parameter."""
    found = _values(app, place)
    words = tuple(word._replace(value=place.head + word.value) for word in found.words)
    return Answer(words, found.files, place.head + found.head)


def _values(app: App, place: Place) -> Answer:
    """Return values of a parameter, without what stands before them in the word."""
    from crmcli.completing import fixed

    param = place.param
    listed = fixed.words(app, place)
    if listed is not None:
        return Answer(tuple(_in_list(listed, place.typed, commas=fixed.has_commas(place))))
    metavar = param.metavar or ""
    noun = noun_of(place)
    if metavar in ("FIELD=VALUE", "NAME=VALUE", "'COLUMN=FIELD'", "FILTER", "CONDITION", "'FIELD=VALUE'"):
        from crmcli.completing import asking

        return Answer(tuple(asking.words(app, place, noun)))
    words: list[Word] = []
    files = ""
    pieces = re.findall(r"[\w-]+", metavar.replace("...", ""))
    for piece in reversed(pieces) if place.values else pieces:  # OPPORTUNITY... STAGE: now the stage is near
        if piece in _FILES:
            files = "file"
        elif piece in _FOLDERS:
            files = "folder"
        elif piece.islower():
            words += begun([Word(piece)], place.typed)
        else:
            words += _live(app, place, piece)
    if not words and not files:
        words = _by_field(app, place, noun)
    return Answer(tuple(dict.fromkeys(words)), files)


def _in_list(words: Sequence[Word], typed: str, *, commas: bool) -> Iterator[Word]:
    """Yield the words of a closed list; one of several is behind the last comma."""
    head, comma, last = typed.rpartition(",") if commas else ("", "", typed)
    taken = set(head.split(","))
    for word in begun(words, last):
        if word.value not in taken or not commas:
            yield word._replace(value=f"{head}{comma}{word.value}")


def noun_of(place: Place) -> Noun | None:
    """Return the noun whose records the command of a place deals with."""
    from crmcli.domain.nouns import BY_NAME, NOUNS

    group = place.path[0] if place.path else ""
    by_plural = {noun.plural: noun for noun in NOUNS}
    if group in ("import", "export") and len(place.path) > 1:
        return by_plural.get(place.path[1])
    if group == "report" and len(place.path) > 1:
        from crmcli.domain.reports import entry_of

        entry = entry_of(place.path[1])
        return by_plural.get(entry.of) if entry else None
    if place.path in _OF_OTHERS or (place.param and place.param.metavar in _ON_CUSTOMERS):
        asked = place.options.get("noun", "customer")
        return by_plural.get(asked) or BY_NAME.get(asked)
    return BY_NAME.get(_GROUPS.get(group, group.replace("-", "_")))


def _live(app: App, place: Place, piece: str) -> list[Word]:
    """Return what of the store a word of a metavar names: records, or names of a short list."""
    from crmcli.completing import stored
    from crmcli.domain.nouns import BY_NAME

    if piece in stored.LISTS:
        return list(begun(stored.listed(app, piece, place), place.typed))
    name = piece.lower().replace("-", "_")
    nouns: tuple[str, ...] = _NAMED.get(piece, (name,) if name in BY_NAME else ())
    if piece in ("WHO", "PERSON", "RECORD"):
        nouns = _told(place) or nouns
    if piece == "TASK":
        return stored.tasks(app, place)
    return stored.records(app, nouns, place) if nouns else []


def _told(place: Place) -> tuple[str, ...]:
    """Return the nouns that an argument takes: those that its help names, else those of its group."""
    from crmcli.domain.nouns import BY_NAME

    said = re.findall(r"[a-z]+", (place.param.help or "").lower())
    found = tuple(word for word in dict.fromkeys(said) if word in BY_NAME and word != "user")
    if found:
        return found
    noun = noun_of(place)
    return (noun.name,) if noun else _ABOUT.get(place.path[0], ())


def _by_field(app: App, place: Place, noun: Noun | None) -> list[Word]:
    """Return values for a parameter that fills a field of its noun, or is called like a noun."""
    from crmcli.completing import stored
    from crmcli.domain.nouns import BY_NAME

    name = place.param.name
    if noun is not None:
        found = stored.of_field(app, noun, name, place)
        if found is not None:
            return found
    if name in BY_NAME and takes_value(place.param):
        return stored.records(app, (name,), place)
    return []
