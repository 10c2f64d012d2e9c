"""Words inside words: ``--set stage=Proposal``, ``--where "city=İzmir and status=..."``, ``--custom``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crmcli.completing import Word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.app import App
    from crmcli.completing.line import Place
    from crmcli.domain.nouns import Noun

_ENDING = re.compile(
    r"""(?P<head>(?:.*(?:(?:^|\s)(?:and|or|ve|veya|ya\s+da|not|değil)\s+|\())?\s*)  # what is asked before
        (?P<field>[\w.]*)
        (?:\s*(?P<test>!=|!~|<=|>=|=|<|>|~|:)\s*(?P<value>"[^"]*|[^"()]*))?$""",
    re.VERBOSE | re.DOTALL,
)
_PLAIN = re.compile(r"[\w.-]+")
_JOINS = ("and", "or")


def words(app: App, place: Place, noun: Noun | None) -> Iterator[Word]:
    """Yield what may be assigned, mapped or asked."""
    if noun is None:
        return
    metavar = place.param.metavar
    if metavar == "NAME=VALUE":
        yield from _custom(app, place, noun)
    elif metavar == "FIELD=VALUE":
        yield from _assigned(app, place, noun)
    elif metavar == "'COLUMN=FIELD'":
        yield from _mapped(place, noun)
    else:
        yield from _asked(app, place, noun)


def _assigned(app: App, place: Place, noun: Noun) -> Iterator[Word]:
    """Yield fields with a ``=`` behind them, or values of the field that is named."""
    from crmcli.completing import stored
    from crmcli.completing.fixed import fields_of
    from crmcli.completing.sources import begun
    from crmcli.domain.exchange.fields import NOUNS

    name, mark, value = place.typed.partition("=")
    if mark:
        found = stored.of_field(app, noun, name, place._replace(typed=value)) or []
        yield from (word._replace(value=f"{name}={word.value}") for word in found)
    elif noun.name in NOUNS:
        yield from begun(fields_of(noun, "="), name)


def _custom(app: App, place: Place, noun: Noun) -> Iterator[Word]:
    """Yield custom fields with a ``=`` behind them, or the words of the choice that is named."""
    from crmcli.completing import stored
    from crmcli.completing.sources import begun

    name, mark, value = place.typed.partition("=")
    fields = stored.custom(app, noun)
    if not mark:
        yield from begun((Word(f"{field}=", kind) for field, kind, _ in fields), name)
        return
    for field, kind, choices in fields:
        if field == name:
            listed = choices or (("yes", "no") if kind == "yes_no" else ())
            yield from (Word(f"{name}={word.value}") for word in begun(map(Word, listed), value))


def _mapped(place: Place, noun: Noun) -> Iterator[Word]:
    """Yield the fields that a column may become."""
    from crmcli.completing.fixed import fields_of
    from crmcli.completing.sources import begun
    from crmcli.domain.exchange.fields import NOUNS

    column, mark, typed = place.typed.partition("=")
    if mark and noun.name in NOUNS:
        words = begun(fields_of(noun), typed)
        yield from (word._replace(value=f"{column}={word.value}") for word in words)


def _asked(app: App, place: Place, noun: Noun) -> Iterator[Word]:
    """Yield the fields that a condition may name, or values of the field that is compared.

    A value that is no single word is put in double quotes, as the language of filters wants it.
    """
    from crmcli.completing import stored
    from crmcli.completing.sources import begun

    found = _ENDING.match(place.typed)
    if found is None:
        return
    head, name, test = found["head"], found["field"], found["test"]
    if test is None:
        fields = [Word(f"{field}=") for field in _fields(app, noun)]
        yield from (word._replace(value=head + word.value) for word in begun(fields, name))
        return
    typed = found["value"].removeprefix('"')
    start = place.typed[: found.start("test")] + ("=" if test == ":" else test)
    own = {"tag": "tags", "reason": "lost_reason"}.get(name, name)
    for word in stored.of_field(app, noun, own, place._replace(typed=typed)) or ():
        whole = _PLAIN.fullmatch(word.value) and word.value.casefold() not in _JOINS
        if whole or '"' not in word.value:
            yield word._replace(value=start + (word.value if whole else f'"{word.value}"'))


def _fields(app: App, noun: Noun) -> list[str]:
    """Return the names of what a noun can be asked."""
    from crmcli.completing.stored import names_of

    return names_of(app, noun)
