"""Rows of a file checked and completed: types, references, the forms that a store keeps beside names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.dump.form import LARGEST, LARGEST_NUMBER, columns, is_whole, wrong
from crmcli.domain.dump.numbers import Numbers
from crmcli.domain.records import name_key
from crmcli.domain.text import fold, fold_all, sort_keys
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.dump.file import DumpFile, Line
    from crmcli.sql import Writer

Columns = dict[str, list[Any]]

_FOLDED_WHOLE = ("tag", "stage", "lost_reason", "custom_field")
"""Tables in which a name that folds to nothing stands for itself."""
_PAIRED = (("sku", "sku_fold"), ("number", "number_fold"))


class Checker:
    """Checks the rows of one file, which come in the order of their tables and numbers."""

    def __init__(self, db: Writer, file: DumpFile) -> None:
        """Know the tables of the store."""
        self._file = file
        self._tables = db.tables
        self._columns = {table: frozenset(columns(db, table)) for table in db.tables}
        self.numbers: dict[str, Numbers] = {table: Numbers() for table in db.tables}
        self.later: list[tuple[int, str, int, str, int]] = []
        """Line, table, number, column and target of references to rows that come later in their table."""

    def take(self, lines: Sequence[Line]) -> Columns:
        """Return rows of one table as columns, checked, with the forms made of names.

        A reference to a row that comes later in the same table is left out and kept in ``later``.

        Raises:
            Refused: a row doesn't fit; its line is named.
        """
        table = lines[0].table
        rows = [line.row for line in lines]
        self._number(table, lines)
        names = dict.fromkeys(name for row in rows for name in row)
        unknown = names.keys() - self._columns[table]
        if unknown:
            name = min(unknown)
            line = next(line.number for line in lines if name in line.row)
            raise self._file.broken(line, say("{table} has no column {name}", table=table, name=name))
        found: Columns = {name: [row.get(name) for row in rows] for name in names}
        for name, values in found.items():
            self._check(table, name, values, lines)
        for name, target in self._tables[table].references.items():
            if name in found:
                self._refer(table, name, target, found, lines)
        return found | self._forms(table, found)

    def settle(self, table: str) -> None:
        """Refuse what refers to a row of its own table that never came."""
        for line, name, _, column, target in self.later:
            if name == table and target not in self.numbers[table]:
                raise self._file.broken(
                    line,
                    say(
                        "{column} refers to {table} {target}, which is not there",
                        column=column,
                        table=table,
                        target=target,
                    ),
                )

    def _number(self, table: str, lines: Sequence[Line]) -> None:
        """Take the numbers of the rows."""
        numbers = self.numbers[table]
        for line in lines:
            number = line.row.get("id")
            if number.__class__ is not int or not 0 < number <= LARGEST_NUMBER:
                raise self._file.broken(line.number, say("{table} needs a number as its id", table=table))
            if number <= numbers.last:
                raise self._file.broken(
                    line.number,
                    say(
                        "{table} {number} comes after {last}: numbers must ascend",
                        table=table,
                        number=number,
                        last=numbers.last,
                    ),
                )
            numbers.add(number)

    def _check(self, table: str, name: str, values: list[Any], lines: Sequence[Line]) -> None:
        """Refuse values of another type than their column's, and texts that are none of its kind."""
        whole = is_whole(table, name)
        kinds = set(map(type, values))
        if kinds - {int if whole else str, type(None)}:
            fits = int if whole else str
            at = next(at for at, value in enumerate(values) if value is not None and type(value) is not fits)
            what = say("a whole number") if whole else say("a text")
            raise self._file.broken(
                lines[at].number,
                say("{name} is {values!r}, not {what}", name=name, values=str(values[at])[:40], what=what),
            )
        if whole:
            at = next((at for at, value in enumerate(values) if value and abs(value) > LARGEST), -1)
            bad = (values[at], say("is too large a number")) if at >= 0 else None
        else:
            bad = wrong(name, {value for value in values if value is not None})
        if bad is not None:
            line = lines[values.index(bad[0])].number
            told = say("{name} {value!r} {why}", name=name, value=str(bad[0])[:40], why=bad[1])
            raise self._file.broken(line, told)

    def _refer(self, table: str, name: str, target: str, found: Columns, lines: Sequence[Line]) -> None:
        """Refuse references to what is not there; put those to later rows of the same table off."""
        values, known, own = found[name], self.numbers[target], table == target
        missing = {value for value in set(values) if value is not None and value not in known}
        if not missing and not own:
            return
        for at, value in enumerate(values):
            number = found["id"][at]
            if own and value is not None and (value > number or value in missing):
                self.later.append((lines[at].number, table, number, name, value))
                values[at] = None
            elif value in missing:
                raise self._file.broken(
                    lines[at].number,
                    say(
                        "{name} refers to {target} {value}, which is not there",
                        name=name,
                        target=target,
                        value=value,
                    ),
                )

    def _forms(self, table: str, found: Columns) -> Columns:
        """Return the folded and sorting forms of the rows."""
        count = len(found["id"])
        blank: list[Any] = [None] * count
        made: Columns = {}
        if table == "lead":
            pairs = list(zip(found.get("name", blank), found.get("company", blank), strict=True))
            made["name_fold"] = fold_all([f"{name or ''} {company or ''}" for name, company in pairs])
            made["name_sort"] = sort_keys([name or company or "" for name, company in pairs])
        elif "name_fold" in self._tables[table].columns:
            names = [name or "" for name in found.get("name", blank)]
            by_name = table in _FOLDED_WHOLE
            made["name_fold"] = [name_key(name) for name in names] if by_name else fold_all(names)
            made["name_sort"] = sort_keys(names)
        for column, form in _PAIRED:
            if form in self._tables[table].columns:
                made[form] = [fold(value) if value else None for value in found.get(column, blank)]
        return made
