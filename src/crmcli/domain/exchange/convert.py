"""Rows of text to rows of typed values, a column at a time; a cell that doesn't fit rejects its row.

Text is taken whole, without the white space around it. Nothing is filled in but what was told
(``--set``), a name made of first and last name, and the currency of an amount that names none.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from crmcli.domain.exchange.columns import ColumnFormat, Formats, ReadOptions
from crmcli.domain.exchange.fields import EITHER, FLAGS, MANY, Field, choices
from crmcli.domain.exchange.mapping import CUSTOM, Mapping
from crmcli.domain.exchange.rejects import Reject
from crmcli.domain.exchange.source import CELL_LIMIT, Batch
from crmcli.errors import CrmError, UsageError

ROW_NUMBER = "{row}"
"""In a ``--set`` value: the number of the row in the file, from 1; a key for files that have none."""

_REMEMBERED = 50_000
_MILLI = 1_000
_DIGITS = 15
_PARTS = (":::", ";", "|", "\n", ",")
_AMOUNTS = frozenset(("amount", "price"))
_NO_NAME = {"contact": ("email", "phone"), "user": ("email",)}

Values = list[Any]
Cells = Sequence[str]


class Converted(NamedTuple):
    """A batch as typed rows, each with its line and its cells as they were, and the rows refused."""

    lines: list[int]
    rows: list[tuple[Any, ...]]
    cells: list[list[str]]
    rejects: list[Reject]


class _Problem(NamedTuple):
    column: str
    value: str
    reason: str


class _Problems:
    """What is wrong with the rows of a batch, by index."""

    def __init__(self) -> None:
        self.found: dict[int, list[_Problem]] = {}

    def add(self, index: int, column: str, value: str, reason: str) -> None:
        """Note a cell that doesn't fit."""
        self.found.setdefault(index, []).append(_Problem(column, value, reason))

    def about(self, column: str) -> "_Report":
        """Return a way to report cells of one column."""
        return lambda index, value, reason: self.add(index, column, value, reason)


_Report = Callable[[int, str, str], None]
_Reader = Callable[[Cells, _Report], Values]


class Converter:
    """Turns batches of a file into rows of ``fields``, in this order.

    Values are what the store takes: text stripped and never empty (None instead), a day as
    ``YYYY-MM-DD``, an instant as UTC ``YYYY-MM-DDTHH:MM:SSZ`` (or a day), amounts in minor units,
    prices as decimal text, quantities in thousandths, percentages 0 to 100, flags 0 or 1, choices as
    stored words; e-mails, phones and tags as tuples where a record may have several; ``custom`` as a
    dict. References and keys are text, phones, e-mails and tax numbers as they were written.
    """

    def __init__(self, mapping: Mapping, formats: Formats, options: ReadOptions) -> None:
        """Prepare a reader for each column.

        Raises:
            UsageError: a value set for all rows doesn't fit its field.
        """
        self._mapping = mapping
        self._options = options
        self._width = len(mapping.header)
        self._row = 0
        self._formats = formats.columns
        self._currency = self._default_currency()
        self._sets = {name: self._constant(name, text) for name, text in mapping.sets.items() if CUSTOM not in name}
        self._custom_sets = {name[len(CUSTOM) :]: text for name, text in mapping.sets.items() if CUSTOM in name}
        given = {column.field for column in mapping.columns} | set(self._sets)
        if given & {"first_name", "last_name", *_NO_NAME.get(mapping.noun.name, ())} and self._has("name"):
            given.add("name")
        if mapping.noun.name == "customer" and given & {"first_name", "last_name"}:
            given.add("kind")
        if any(field.name in given and field.type in _AMOUNTS for field in mapping.noun.fields):
            given.add("currency")
        self._fields = [field for field in mapping.noun.fields if field.name in given]
        self._readers: dict[int, _Reader] = {}
        for column in mapping.columns:
            field = mapping.noun.field(column.field)
            if field.type not in _AMOUNTS:
                reader = self._reader(field, self._formats.get(column.at, ColumnFormat()))
                self._readers[column.at] = _swapped(mapping.values.get(field.name), field, reader)
        has_custom = bool(mapping.custom or self._custom_sets)
        self.fields = (*(field.name for field in self._fields), *(("custom",) if has_custom else ()))

    def convert(self, batch: Batch) -> Converted:
        """Convert a batch; batches must come in the order of the file, each once."""
        first = self._row
        self._row += len(batch.rows)
        lines, rows, rejects = list(batch.lines), batch.rows, []
        numbers: Sequence[int] = range(first + 1, self._row + 1)
        if set(map(len, rows)) - {self._width}:
            rejects = [
                Reject(line, "", "", f"the row has {len(row)} cells, the header has {self._width}", row)
                for line, row in zip(lines, rows, strict=True)
                if len(row) != self._width
            ]
            whole = [i for i, row in enumerate(rows) if len(row) == self._width]
            lines, rows = [lines[i] for i in whole], [rows[i] for i in whole]
            numbers = [numbers[i] for i in whole]
        if not rows:
            return Converted([], [], [], rejects)
        problems = _Problems()
        made = self._columns(list(zip(*rows, strict=True)), numbers, problems)
        self._require(made, len(rows), problems)
        typed = list(zip(*made.values(), strict=True))
        if problems.found:
            rejects += [_reject(lines[i], rows[i], problems.found[i]) for i in problems.found]
            rejects.sort(key=lambda reject: reject.line)
            good = [i for i in range(len(rows)) if i not in problems.found]
            lines, rows, typed = [lines[i] for i in good], [rows[i] for i in good], [typed[i] for i in good]
        return Converted(lines, typed, rows, rejects)

    def _columns(self, cells: list[tuple[str, ...]], numbers: Sequence[int], problems: _Problems) -> dict[str, Values]:
        """Return the typed values of every field, in the order of ``fields``."""
        made: dict[str, Values] = {}
        count = len(numbers)
        for field in self._fields:
            if field.type in _AMOUNTS or field.name == "currency":
                continue
            several = [
                self._readers[column.at](cells[column.at], problems.about(column.header))
                for column in self._mapping.filling(field.name)
            ]
            values = self._merged(field, several, problems) if several else _blank(field, count)
            made[field.name] = self._with_set(field, values, numbers)
        self._money(cells, made, problems)
        self._names(made)
        ordered = {name: made[name] for name in self.fields if name != "custom"}
        if "custom" in self.fields:
            ordered["custom"] = self._custom(cells, numbers, problems)
        return ordered

    def _merged(self, field: Field, several: list[Values], problems: _Problems) -> Values:
        """Make one list of the columns that fill a field."""
        if len(several) == 1:
            return several[0]
        if field.merge == MANY:
            return [tuple(dict.fromkeys(v for values in group for v in values)) for group in zip(*several, strict=True)]
        made: Values = []
        for index, group in enumerate(zip(*several, strict=True)):
            values = [value for value in group if value is not None]
            if field.merge == EITHER and len(set(values)) > 1:
                headers = " and ".join(column.header for column in self._mapping.filling(field.name))
                problems.add(index, headers, values[0], f'"{values[0]}" and "{values[1]}" both are a {_plain(field)}')
            made.append((field.merge or "").join(values) if field.merge != EITHER else next(iter(values), None))
        return [value or None for value in made]

    def _with_set(self, field: Field, values: Values, numbers: Sequence[int]) -> Values:
        """Fill what the file leaves blank with the value set for all rows; tags and the like are added to."""
        if field.name not in self._sets:
            return values
        told = self._sets[field.name]
        if field.merge == MANY:
            return [tuple(dict.fromkeys((*value, *told))) for value in values]
        if isinstance(told, str) and ROW_NUMBER in told:
            return [
                told.replace(ROW_NUMBER, str(number)) if value is None else value
                for value, number in zip(values, numbers, strict=True)
            ]
        return [told if value is None else value for value in values]

    def _names(self, made: dict[str, Values]) -> None:
        """Make the name of rows that have none; a customer with a first or last name is a person."""
        if "name" not in made:
            return
        blank: Values = [None] * len(made["name"])
        parts = list(zip(made.get("first_name", blank), made.get("last_name", blank), strict=True))
        made["name"] = [
            name or " ".join(filter(None, part)) or None for name, part in zip(made["name"], parts, strict=True)
        ]
        for other in _NO_NAME.get(self._mapping.noun.name, ()):
            if other in made:
                made["name"] = [
                    name or (value[0] if isinstance(value, tuple) and value else value or None)
                    for name, value in zip(made["name"], made[other], strict=True)
                ]
        if self._mapping.noun.name == "customer" and "kind" in made:
            made["kind"] = [
                kind or ("person" if any(part) else None) for kind, part in zip(made["kind"], parts, strict=True)
            ]

    def _money(self, cells: list[tuple[str, ...]], made: dict[str, Values], problems: _Problems) -> None:
        """Read the amounts, each in its row's currency."""
        from crmcli.domain.exchange.amounts import RowMoney

        fields = [field for field in self._fields if field.type in _AMOUNTS]
        wants = any(field.name == "currency" for field in self._fields)
        if not fields and not wants:
            return
        count = len(cells[0])
        money = RowMoney(count, self._currency)
        for column in self._mapping.filling("currency"):
            money.take_codes(self._swap("currency", cells[column.at]), problems.about(column.header))
        for field in fields:
            values: Values = [None] * count
            for column in self._mapping.filling(field.name):
                mark = self._formats.get(column.at, ColumnFormat()).decimal or "."
                texts = self._swap(field.name, cells[column.at])
                values = money.read(field.type, texts, mark, problems.about(column.header))
            if field.name in self._sets:
                values = money.fill(values, self._sets[field.name])
            made[field.name] = values
        made["currency"] = money.currencies()

    def _swap(self, name: str, texts: Cells) -> Cells:
        """Translate the words of a column as told."""
        swaps = self._mapping.values.get(name)
        return [swaps.get(text.strip(), text) for text in texts] if swaps else texts

    def _custom(self, cells: list[tuple[str, ...]], numbers: Sequence[int], problems: _Problems) -> Values:
        """Return each row's custom fields: name -> text, blanks left out."""
        columns = {
            column.field[len(CUSTOM) :]: _texts(
                cells[column.at], problems.about(column.header), column.header, lines=True, limit=CELL_LIMIT
            )
            for column in self._mapping.custom
        }
        for name, text in self._custom_sets.items():
            blank: Values = [None] * len(numbers)
            columns[name] = [
                value or text.replace(ROW_NUMBER, str(number))
                for value, number in zip(columns.get(name, blank), numbers, strict=True)
            ]
        names = list(columns)
        return [
            {name: value for name, value in zip(names, row, strict=True) if value}
            for row in zip(*columns.values(), strict=True)
        ]

    def _require(self, made: dict[str, Values], count: int, problems: _Problems) -> None:
        """Refuse rows that lack what makes them what they are."""
        for group in self._mapping.noun.required:
            columns = [made[name] for name in group if name in made]
            for index in range(count) if not columns else _empty_rows(columns):
                problems.add(index, self._mapping.header_of(group[0]), "", f"the row has no {group[0].replace('_', ' ')}")

    def _has(self, name: str) -> bool:
        return any(field.name == name for field in self._mapping.noun.fields)

    def _default_currency(self) -> str | None:
        """Return the checked currency of amounts that name none."""
        from crmcli.domain.money import AmountError, check_currency

        told = self._mapping.sets.get("currency", self._options.currency)
        try:
            return check_currency(told) if told else None
        except AmountError as error:
            raise UsageError(str(error)) from None

    def _constant(self, name: str, text: str) -> Any:  # noqa: ANN401 (as many types as fields)
        """Return a value set for all rows, typed."""
        field = self._mapping.noun.field(name)
        wrong: list[str] = []

        def note(_index: int, _value: str, reason: str) -> None:
            wrong.append(reason)

        if field.type in _AMOUNTS:
            from crmcli.domain.exchange.amounts import constant

            return constant(text, field.type, self._options.decimal, self._currency, f"--set {name}={text}")
        form = ColumnFormat(decimal=self._options.decimal, order=self._options.date_order)
        if field.type == "currency":
            return self._currency
        value = self._reader(field, form)([text], note)[0]
        if wrong:
            raise UsageError(f"--set {name}={text}: {wrong[0]}")
        return value

    def _reader(self, field: Field, form: ColumnFormat) -> _Reader:
        """Return what reads the cells of a field."""
        kind, name = field.type, _plain(field)
        if kind in ("text", "name", "lines", "tax", "key", "ref", "email", "phone", "tags"):
            many = field.merge == MANY
            limit = NAME_CHARACTERS if kind == "name" else CELL_LIMIT
            lines = kind == "lines" or many

            def text(cells: Cells, report: _Report) -> Values:
                values = _texts(cells, report, name, lines=lines, limit=limit)
                if form.floated:
                    values = [value.removesuffix(".0") if value else None for value in values]
                return _several(values) if many else values

            return text
        return _each(_SINGLE[kind](field, form, self._options))


NAME_CHARACTERS = 10_000


def _plain(field: Field) -> str:
    """Return a field's name as words."""
    return field.name.replace("_", " ")


def _blank(field: Field, count: int) -> Values:
    """Return the values of a field that no column fills."""
    return [()] * count if field.merge == MANY else [None] * count


def _empty_rows(columns: Iterable[Values]) -> list[int]:
    """Return the rows in which none of the columns has a value."""
    return [index for index, row in enumerate(zip(*columns, strict=True)) if not any(row)]


def _reject(line: int, row: list[str], problems: list[_Problem]) -> Reject:
    """Return one reject for all that is wrong with a row."""
    first = problems[0]
    reason = "; ".join(dict.fromkeys(problem.reason for problem in problems))
    return Reject(line, first.column, first.value, reason, row)


def _texts(cells: Cells, report: _Report, what: str, *, lines: bool, limit: int) -> Values:
    """Return stripped text, None for blanks; control characters and overlong text are reported."""
    if "".join(cells).isprintable() and len(max(cells, key=len)) <= limit:
        return [cell.strip() or None for cell in cells]
    from crmcli.domain.text import check_text

    values: Values = []
    for index, cell in enumerate(cells):
        text = cell.strip()
        value: str | None = text or None
        if text and not (text.isprintable() and len(text) <= limit):
            try:
                value = check_text(cell, what, limit, lines=lines)
            except CrmError as error:
                report(index, cell, error.message)
        values.append(value)
    return values


def _several(values: Values) -> Values:
    """Part cells that hold several values: by the first that occurs of ``:::``, ;, |, line end, comma."""
    joined = "\0".join(value for value in values if value)
    if not any(part in joined for part in _PARTS):
        return [(value,) if value else () for value in values]
    return [_parted(value) if value else () for value in values]


def _parted(text: str) -> tuple[str, ...]:
    """Return the values in one cell, each once; ``* `` before a group's name is no part of it."""
    mark = next((part for part in _PARTS if part in text), None)
    parts = text.split(mark) if mark else [text]
    return tuple(dict.fromkeys(part for part in (part.strip().removeprefix("* ") for part in parts) if part))


def _swapped(swaps: dict[str, str] | None, field: Field, reader: _Reader) -> _Reader:
    """Translate words as told before reading them, each value of a cell that holds several."""
    if not swaps:
        return reader
    from crmcli.domain.text import fold

    folded = {fold(found): wanted for found, wanted in swaps.items() if fold(found)}

    def one(text: str) -> str:
        word = text.strip()
        return swaps[word] if word in swaps else folded.get(fold(word), text)

    def swapped(cells: Cells, report: _Report) -> Values:
        if field.merge != MANY:
            known = {cell: one(cell) for cell in set(cells)}
            return reader([known[cell] for cell in cells], report)
        values = reader(cells, report)
        return [tuple(dict.fromkeys(filter(None, map(one, value)))) for value in values]

    return swapped


def _each(read: Callable[[str], Any]) -> _Reader:
    """Return a reader of single values that remembers what it has read."""
    known: dict[str, Any] = {"": None}

    def values(cells: Cells, report: _Report) -> Values:
        if len(known) > _REMEMBERED:
            known.clear()
            known[""] = None
        made: Values = []
        for index, cell in enumerate(cells):
            try:
                made.append(known[cell])
            except KeyError:
                text = cell.strip()
                try:
                    value = known[cell] = read(text) if text else None
                except CrmError as error:
                    report(index, text, error.message)
                    value = None
                except ValueError as error:
                    report(index, text, str(error))
                    value = None
                made.append(value)
        return made

    return values
