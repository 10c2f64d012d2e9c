"""Which leads are meant: by reference, by comparison, or by the lines of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.nouns import LEAD
from crmcli.domain.ref_lines import read_refs
from crmcli.errors import CrmError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.sql import Reader


class Input(NamedTuple):
    """One lead asked for: the text that names it, its number, or why there is none."""

    text: str
    number: int | None = None
    error: CrmError | None = None


def read_leads(lines: Iterable[str]) -> list[str]:
    """Return the leads that lines name; JSON names one in ``lead``, ``id`` or ``ref``.

    Raises:
        UsageError: a line is broken JSON, or names no lead.
    """
    return read_refs(lines, LEAD, ("lead", "id", "ref"))


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
