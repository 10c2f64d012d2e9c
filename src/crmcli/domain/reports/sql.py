"""``crm report sql``: what a person's own query gives, as a table like any other.

The engines run it, over the documented views only and unable to write; here its cells get kinds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Day, Instant, Kind, Number, Text
from crmcli.domain.reports.statement import Statement
from crmcli.domain.reports.views import VIEWS
from crmcli.domain.results import Listing
from crmcli.errors import Refused
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_ROWS = 1_000_000
MOST_TEXT = 200_000_000
"""Characters of an answer, all of which is in memory at once."""
_SMALL = 1_000
"""Characters of a row, on the average, that may come in large parts."""


class Question(NamedTuple):
    """A statement, how many rows of it (0 for all), and how many seconds it may take."""

    statement: Statement
    limit: int = 0
    seconds: int = 10


class Answer(NamedTuple):
    """Names as the engine gives them, rows as it gives them, and whether there are more."""

    names: Sequence[str]
    rows: Sequence[Sequence[Any]]
    more: bool


class Gathered:
    """The rows of an answer as they come: no more than are wanted, nor than memory holds."""

    def __init__(self, limit: int) -> None:
        """``limit`` is how many rows are wanted, 0 for all that are allowed."""
        self._limit = limit
        self._most = limit or MOST_ROWS
        self._rows: list[Sequence[Any]] = []
        self._text = 0

    def add(self, row: Sequence[Any]) -> None:
        """Take a row.

        Raises:
            Refused: it is one too many, or too much text by now.
        """
        self._rows.append(row)
        self._text += sum([len(cell) for cell in row if cell.__class__ is str or cell.__class__ is bytes])
        if self._text > MOST_TEXT:
            raise Refused(
                say("the query gives more than {most_text:,} characters", most_text=MOST_TEXT),
                "select less of it",
            )
        if not self._limit and len(self._rows) > self._most:
            raise Refused(
                say("the query gives more than {most:,} rows", most=self._most), "add a LIMIT, or --limit"
            )

    @property
    def full(self) -> bool:
        """Whether there is one more row than is wanted, which is told and not shown."""
        return len(self._rows) > self._most

    @property
    def small(self) -> bool:
        """Whether the rows are such that many may come at once."""
        return self._text <= _SMALL * len(self._rows)

    def answer(self, names: Sequence[str]) -> Answer:
        """Return the rows under their names."""
        return Answer(names, self._rows[: self._most], self.full)


@frozen
class ViewColumn:
    """A column of a view: the read contract of the store."""

    view: str
    column: str
    type: str
    meaning: Annotated[str, Text()]


def list_views() -> Listing[ViewColumn]:
    """List the views with their columns."""
    rows = [
        ViewColumn(view, column, kind, named(meaning, "view"))
        for view, (_, columns) in VIEWS.items()
        for column, (kind, meaning) in columns.items()
    ]
    return Listing(ViewColumn, rows)


def listing(answer: Answer, limit: int) -> Listing[Any]:
    """Return an answer as rows whose columns are called as the query calls them."""
    names = numbered(answer.names)
    columns = [[_plain(row[at]) for row in answer.rows] for at in range(len(names))]
    typed = [_typed(column) for column in columns]
    row = _row_type(names, [kind for _, kind in typed])
    cells = zip(*(values for values, _ in typed), strict=True)
    notes = (say("the first {limit:,} rows; --limit 0 shows all", limit=limit),) if answer.more else ()
    return Listing(row, [row(*values) for values in cells], notes=notes, empty="no row answers the query")


def numbered(names: Sequence[str]) -> list[str]:
    """Return names that differ: the second ``name`` is ``name_2``."""
    found: list[str] = []
    for name in names:
        wanted = "".join(c if c.isprintable() else " " for c in name).strip() or "column"
        if wanted.startswith("_"):
            wanted = f"column{wanted}"  # such names are the row's own
        unique, number = wanted, 1
        while unique in found:
            number += 1
            unique = f"{wanted}_{number}"
        found.append(unique)
    return found


def _row_type(names: Sequence[str], kinds: Sequence[Kind]) -> type:
    """Return a row type with a field a column."""
    hints = {name: Annotated[Any, kind] for name, kind in zip(names, kinds, strict=True)}
    return frozen(type("SqlRow", (), {"__annotations__": hints, "__module__": __name__}))


def _plain(value: Any) -> Any:
    """Return a cell in one of the few types that both engines share: int, float, str, None."""
    match value:
        case None | str() | float():
            return value
        case bool() | int():
            return int(value)
        case bytes() | date():
            return value.hex() if isinstance(value, bytes) else value.isoformat()
        case list() | tuple() | dict():  # arrays, rows and JSON of PostgreSQL
            from json import dumps

            return dumps(value, ensure_ascii=False, default=_plain)
    if hasattr(value, "as_tuple"):  # a decimal of PostgreSQL
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def _typed(column: Sequence[Any]) -> tuple[Sequence[Any], Kind]:
    """Return a column with the kind that all of its values are of; days and moments are read as such."""
    kinds = {type(value) for value in column if value is not None}
    if kinds == {str}:
        return _dated(column)
    if kinds and kinds <= {int, float}:
        return column, Number(digits=2)
    return column, Kind()


def _dated(column: Sequence[str | None]) -> tuple[Sequence[Any], Kind]:
    """Return days and moments as such when all of a column are, and are written the usual way."""
    kinds: dict[int, tuple[Callable[[str], Any], Kind]] = {
        len("2026-12-31"): (date.fromisoformat, Day()),
        len("2026-12-31T23:59:59Z"): (datetime.fromisoformat, Instant()),
    }
    sizes = {len(value) for value in column if value is not None}
    read, kind = kinds.get(sizes.pop(), (None, Text())) if len(sizes) == 1 else (None, Text())
    if read is None:
        return column, Text()
    try:
        found = [None if value is None else read(value) for value in column]
    except ValueError:
        return column, Text()
    told = [None if value is None else kind.machine(value, None) for value in found]
    return (found, kind) if told == list(column) else (column, Text())
