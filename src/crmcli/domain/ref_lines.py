"""References in the lines of a file or of standard input: as they are, in a table, or in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.domain.nouns import Noun


def read_refs(lines: Iterable[str], noun: Noun | None = None, names: Sequence[str] = ("id",)) -> list[str]:
    """Return what lines name: a reference each, the first field of TSV, or a field of a JSON object.

    ``names`` are the fields that may hold it, the first that does decides; other fields are passed
    over, and so are empty lines and a TSV's header. A bare number in JSON is one of ``noun``.

    Raises:
        UsageError: a line is broken JSON, or names nothing.
    """
    found: list[str] = []
    header = True
    for number, line in enumerate(lines, 1):
        text = line.strip().removeprefix("\ufeff")
        if not text:
            continue
        if text.startswith("{"):
            found.append(_from_json(text, number, noun, names))
        else:
            first = text.split("\t")[0].strip()
            if not (header and first.lower() in names):
                found.append(first)
        header = False
    return found


def _from_json(text: str, number: int, noun: Noun | None, names: Sequence[str]) -> str:
    import json

    hint = say(
        'one object a line: {{"{names}": "{prefix}-7"}}', names=names[0], prefix=noun.prefix if noun else "C"
    )
    try:
        made = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(
            say("line {number} is no JSON: {error}", number=number, error=error), hint
        ) from error
    for name in names:
        value = made.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return noun.ref(value) if noun and isinstance(value, int) else str(value).strip()
    raise UsageError(
        say("line {number} names no {name}", number=number, name=noun.word if noun else say("record")), hint
    )
