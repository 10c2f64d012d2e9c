"""Words of closed lists, typed as the screen tells them: ``--status potansiyel`` for ``prospect``.

They are looked for when a command has refused its words, so that nobody pays for it whose words are right.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from crmcli.completing import fixed
from crmcli.completing.line import Place
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.errors import CrmError

_CONTEXTS = ("choice", "column", "purpose", "field", "")
_TAKES = " takes one of "


def reread(ctx: Any) -> bool:
    """Put the words that are meant in the place of those that are told; return whether there were any."""
    found = False
    for param in ctx.command.params:
        given = ctx.params.get(param.name)
        if isinstance(given, str):
            made: Any = _meant(ctx, param, given)
        elif isinstance(given, list | tuple) and all(isinstance(one, str) for one in given):
            made = type(given)(_meant(ctx, param, one) for one in given)
        else:
            continue
        found = found or made != given
        ctx.params[param.name] = made
    return found


def tell_words(ctx: Any, error: CrmError) -> None:
    """Let the hint of a word that was refused list what may be typed with what each is told as."""
    if not error.hint or not (_TAKES in error.hint or error.hint.startswith(("one of ", "did you mean "))):
        return
    for param in ctx.command.params:
        given = ctx.params.get(param.name)
        if not isinstance(given, str) or f'"{given.strip()}"' not in error.message:
            continue
        known = _words(ctx, param, given)
        if known and given not in known:
            words = listed([_both(word) for word in known])
            option = param.opts[0] if param.param_type_name == "option" else ""
            error.hint = (
                say("{option} takes one of {choices}", option=option, choices=words)
                if option
                else say("one of {listed}", listed=words)
            )


def format_meant(value: str, formats: Sequence[str]) -> str:
    """Return the format that a told name means, else the value itself."""
    return _of(value, formats) or value


def _meant(ctx: Any, param: Any, value: str) -> str:
    """Return a value, or several that are parted by commas, as it is typed."""
    known = _words(ctx, param, value)
    if not known or value in known:
        return value
    return ",".join(_of(part, known) or part for part in value.split(","))


def _of(value: str, known: Sequence[str]) -> str | None:
    """Return the word of a list that is told as a value is written."""
    from crmcli.domain.text import fold
    from crmcli.language import told

    def bare(text: str) -> str:
        return re.sub(r"[\s_-]", "", fold(text))

    wanted = bare(value)
    for context in _CONTEXTS:
        for word in known:
            if wanted and wanted == bare(told(word, context)):
                return word
    return None


def _both(word: str) -> str:
    """Return a word with what it is told as behind it."""
    from crmcli.language import told

    for context in _CONTEXTS:
        shown = told(word, context)
        if shown != word:
            return f"{word} ({shown})"
    return word


def _words(ctx: Any, param: Any, value: str) -> list[str]:
    """Return the closed list of a parameter, [] where it has none."""
    from crmcli.completing.sources import noun_of
    from crmcli.completing.stored import choices_of

    path = tuple(ctx.command_path.split()[1:])
    place = Place(ctx.command, path, value, param)
    found = fixed.words(ctx.obj, place) if param.metavar not in ("CODE", "CURRENCY") else None
    if found is None:
        noun = noun_of(place)
        return choices_of(noun, param.name) if noun is not None else []
    return [word.value for word in found]
