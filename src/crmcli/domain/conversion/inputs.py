"""Which leads are meant: by reference, by comparison, or by the lines of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.nouns import LEAD
from crmcli.errors import CrmError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.sql import Reader

_NAMES = ("lead", "id", "ref")


class Input(NamedTuple):
    """One lead asked for: the text that names it, its number, or why there is none."""

    text: str
    number: int | None = None
    error: CrmError | None = None


def read_refs(lines: Iterable[str]) -> list[str]:
    """Return the leads that lines name: a reference each, the first field of TSV, or ``lead`` of JSON.

    JSON lines name it in ``lead``, ``id`` or ``ref``; other fields are passed over, and so are empty
    lines and a TSV's header.

    Raises:
        UsageError: a line is broken JSON, or names no lead.
    """
    found: list[str] = []
    header = True
    for number, line in enumerate(lines, 1):
        text = line.strip().removeprefix("\ufeff")
        if not text:
            continue
        if text.startswith("{"):
            found.append(_from_json(text, number))
        else:
            first = text.split("\t")[0].strip()
            if not (header and first.lower() in _NAMES):
                found.append(first)
        header = False
    return found


def _from_json(text: str, number: int) -> str:
    import json

    try:
        made = json.loads(text)
    except ValueError as error:
        raise UsageError(
            f"line {number} is no JSON: {error}", 'one object a line: {"lead": "L-7"}'
        ) from error
    for name in _NAMES:
        value = made.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return LEAD.ref(value) if isinstance(value, int) else value.strip()
    raise UsageError(f"line {number} names no lead", 'one object a line: {"lead": "L-7"}')


def chosen(db: Reader, refs: Sequence[str], wheres: Sequence[str], region: str) -> tuple[list[Input], int]:
    """Return the leads asked for, in order, and how many lost ones the comparisons left out.

    A reference that names no lead, or several, is an input with its error.
    """
    from crmcli.domain.refs import resolve

    found: list[Input] = []
    for text in refs:
        try:
            found.append(Input(text, resolve(db, LEAD, text, region=region)))
        except CrmError as error:
            found.append(Input(text, None, error))
    if not wheres:
        return found, 0
    from crmcli.domain.where import conditions

    test, values = conditions(db, LEAD, wheres)
    rows = db.tuples(f"SELECT r.id, r.status FROM lead r WHERE {test} ORDER BY r.id", values)
    named = {given.number for given in found}
    found += [Input(LEAD.ref(n), n) for n, status in rows if status != "lost" and n not in named]
    return found, sum(status == "lost" for _, status in rows)
