"""Rows of an export: read a page at a time, kept on disk, made when they are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain import normal
from crmcli.domain.exchange.spool import Spool
from crmcli.domain.export.beside import EXTERNAL, beside, reached
from crmcli.domain.export.columns import Column, columns_for, day
from crmcli.domain.export.kinds import Dated, Measured
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Ref, Text
from crmcli.domain.nouns import NOUNS, Noun
from crmcli.domain.records import REACHED
from crmcli.errors import damaged
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Callable

    from crmcli.domain.custom import Declared
    from crmcli.sql import Reader

PAGE = 5_000
"""Records in memory at once."""
CUSTOM = "custom:"
Stored = dict[str, Any]


class Rows(Sequence[Any]):
    """Rows on disk, made one by one whenever they are asked for."""

    def __init__(self, spool: Spool, count: int, make: Callable[[Stored], Any]) -> None:
        """Read ``spool``, whose parts are tuples of records."""
        self._spool = spool
        self._count = count
        self._make = make

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Any]:
        make = self._make
        for part in self._spool:
            for stored in part:
                yield make(stored)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return list(self)[at]
        for row in islice(self, at % self._count if self._count else 0, None):
            return row
        raise IndexError(at)

    def __del__(self) -> None:
        """Let the file go."""
        self._spool.close()


class Reading:
    """Reads the records of one noun; what columns there are is known when all are read."""

    def __init__(self, db: Reader, noun: Noun) -> None:
        """Look up what is declared for the noun."""
        from json import loads

        self._read_custom = loads
        self._db = db
        self._noun = noun
        known = db.tables[noun.table].columns
        self._columns = columns_for(noun, known)
        self._stored = [column for column in self._columns if column.stored]
        self._named = {
            table: dict(db.tuples(f"SELECT id, name FROM {table}"))
            for table in {column.table for column in self._columns if column.table}
        }
        self._has_custom = "custom" in known
        self._declared = _declared(db, noun) if self._has_custom else {}
        self._customs: dict[str, None] = {field.name: None for field in self._declared.values()}
        self._externals: dict[str, None] = {}

    def read(self, numbers: Sequence[int]) -> tuple[type[Any], Rows]:
        """Return the type of the rows and the rows of these records, in this order."""
        spool = Spool()
        try:
            for page in self.pages(numbers):
                spool.add(tuple(page))
        except BaseException:
            spool.close()
            raise
        columns = self._all()
        row = _row_type(self._noun, columns)
        return row, Rows(spool, len(numbers), _maker(row, columns, numbered=self._noun in NOUNS))

    def pages(self, numbers: Sequence[int]) -> Iterator[list[Stored]]:
        """Yield the records, PAGE at a time: column -> stored value, blanks left out."""
        names = [f"r.{column.stored}" for column in self._stored]
        names += ["r.custom"] if self._has_custom else []
        query = f"SELECT r.id, {', '.join(names)} FROM {self._noun.table} r WHERE "
        for start in range(0, len(numbers), PAGE):
            page = numbers[start : start + PAGE]
            listed, values = within(self._db.engine, "r.id", "ids", list(page))
            found = {row[0]: row for row in self._db.tuples(query + listed, values)}
            others = beside(self._db, self._noun, page)
            yield [self._record(found[number], others[number]) for number in page]

    def _record(self, stored: tuple[Any, ...], other: Stored) -> Stored:
        """Return what is known of one record."""
        made: Stored = {"number": stored[0]}
        for column, value in zip(self._stored, stored[1:], strict=False):
            if value is not None:
                made[column.name] = self._named[column.table][value] if column.table else value
        if self._noun in REACHED:
            for name, form in (("phone", normal.phone), ("email", normal.email)):
                several = reached(made.get(name), other.pop(name, ()), form)
                if several:
                    made[name] = several
        for name in other:
            if name.startswith(EXTERNAL) and name != EXTERNAL:
                self._externals[name] = None
        if self._has_custom and stored[-1] is not None:
            for name, value in self._read_custom(stored[-1]).items():
                self._customs[name] = None
                made[CUSTOM + name] = value if isinstance(value, str) else str(value)
        return made | other

    def _all(self) -> list[Column]:
        """Return the columns, with those of other programs' keys and of custom fields."""
        made = list(self._columns)
        made += [Column(name, Text()) for name in sorted(self._externals)]
        return made + [_custom(name, self._declared) for name in self._customs]


def _declared(db: Reader, noun: Noun) -> dict[str, Declared]:
    from crmcli.domain.custom import declared

    return declared(db, noun)


def _custom(name: str, fields: dict[str, Declared]) -> Column:
    """Return the column of a custom field, typed where it is declared."""
    from crmcli.domain.custom import named

    field = named(fields, name)
    if field is not None and field.type == "number":
        return Column(CUSTOM + name, Measured(), decode=_number)
    if field is not None and field.type == "date":
        return Column(CUSTOM + name, Dated(), decode=_day)
    return Column(CUSTOM + name, Text())


def _number(text: str) -> Any:
    from decimal import Decimal, InvalidOperation

    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _day(text: str) -> Any:
    try:
        return day(text)
    except ValueError:
        return text


def _row_type(noun: Noun, columns: Sequence[Column]) -> type[Any]:
    """Return the type of rows that have these columns."""
    kinds: dict[str, Any] = {}
    if noun in NOUNS:
        kinds["number"] = Annotated[int, Ref(noun.prefix)]
    kinds |= {column.name: Annotated[Any, column.kind] for column in columns}
    name = f"{noun.name.title().replace('_', '')}Export"
    return frozen(
        type(name, (), {"__annotations__": kinds, "__module__": __name__, "__doc__": "One record."})
    )


def _maker(row: type[Any], columns: Sequence[Column], *, numbered: bool) -> Callable[[Stored], Any]:
    """Return what makes a row of what was stored."""
    steps = [(column.name, column.decode) for column in columns]

    def make(stored: Stored) -> Any:
        get = stored.get
        cells = [get("number")] if numbered else []
        for name, decode in steps:
            value = get(name)
            if decode is not None and value is not None:
                try:
                    value = decode(value)
                except ValueError:
                    raise damaged(name, value) from None
            cells.append(value)
        return row(*cells)

    return make
