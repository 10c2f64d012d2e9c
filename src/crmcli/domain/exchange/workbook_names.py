"""Names of columns that stand in merged cells, or in two rows of a sheet, made one row of names."""

from collections.abc import Sequence

from crmcli.domain.exchange.heading import known_names, value_in

_DEPTH = 3
"""Rows that names may stand in."""

Merge = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last of merged cells, as (row, column) from 0."""


def join_names(
    rows: list[list[str]], lines: Sequence[int], at: int, merges: Sequence[Merge]
) -> tuple[list[list[str]], int]:
    """Return the rows with names in several merged rows made one, and how many rows that took away.

    ``merges`` are in places of columns in ``rows`` and numbers of rows from 0. A name over several
    columns is each one's. Rows below belong to the names if a name reaches down to them, or if they
    part the names that are merged across, and nothing else; they hold no values. A column is called by
    its lowest name where crm knows that and no other column has it ("İl"), else by all of them, joined
    ("Teslimat İl").
    """
    top = lines[at] - 1
    here = [merge for merge in merges if merge[0][0] == top]
    if not here:
        return rows, 0
    bottom = max(end for _, (end, _) in here)
    across = [(start, end) for (_, start), (_, end) in here if end > start]
    following = range(at + 1, min(at + _DEPTH, len(rows)))
    if bottom == top and across and following and lines[at + 1] == top + 2:
        below = {column for column, cell in enumerate(rows[at + 1]) if cell.strip()}
        under = {column for start, end in across for column in range(start, end + 1)}
        bottom += below <= under and all(len(below & set(range(s, e + 1))) > 1 for s, e in across)
    parts = [index for index in following if lines[index] - 1 <= bottom]
    if bottom - top >= _DEPTH or any(value_in(rows[index]) for index in parts):
        parts = []
    levels = [_spread(rows[index], lines[index] - 1, merges) for index in (at, *parts)]
    names = _joined([list(dict.fromkeys(filter(None, map(str.strip, c)))) for c in zip(*levels, strict=True)])
    return [*rows[:at], names, *rows[at + 1 + len(parts) :]], len(parts)


def _joined(columns: Sequence[Sequence[str]]) -> list[str]:
    """Return one name for the names above each column, from top to bottom."""
    lowest = [column[-1] if column else "" for column in columns]
    alone = {name for name in lowest if lowest.count(name) == 1 and known_names([name])}
    pairs = zip(columns, lowest, strict=True)
    return [name if name in alone else " ".join(column) for column, name in pairs]


def _spread(row: Sequence[str], number: int, merges: Sequence[Merge]) -> list[str]:
    """Return a row with the value of each cell merged across in all of its columns."""
    cells = list(row)
    for (top, start), (_, end) in merges:
        if top == number and 0 <= start < len(cells):
            cells[start : end + 1] = [cells[start]] * len(cells[start : end + 1])
    return cells


def moved(merge: Merge, first: int) -> Merge:
    """Return merged cells by the places of columns among those read."""
    (top, start), (bottom, end) = merge
    return (top, start - first), (bottom, end - first)
