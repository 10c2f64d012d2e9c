"""Rows of text to rows of typed values; a cell that doesn't fit rejects its row.

Nothing is filled in but what was told (``--set``), a name made of first and last name, and the
currency of an amount that names none.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from crmcli.domain.exchange.cells import (
    PLAIN_TEXTS,
    Reader,
    Report,
    RowMoney,
    Values,
    plain,
    read_texts,
    reader_of,
    translator,
)
from crmcli.domain.exchange.fields import EITHER, MANY, Field, spoken
from crmcli.domain.exchange.formats import ColumnFormat, Formats, ReadOptions
from crmcli.domain.exchange.mapping import CUSTOM, Mapping
from crmcli.domain.exchange.rejects import Reject
from crmcli.domain.exchange.set_texts import Template
from crmcli.domain.exchange.source import CELL_LIMIT, Batch
from crmcli.errors import UsageError
from crmcli.said import listed, say

_AMOUNTS = frozenset(("amount", "price"))
_DATED = ("ordered_on", "closed_on", "close_date", "expected_close", "created_on")
_NEW_LIRA = "2005-01-01"
_STANDS_FOR_A_NAME = {"contact": ("email", "phone"), "user": ("email",)}


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

    def add(self, index: int, problem: _Problem) -> None:
        """Note a cell that doesn't fit."""
        self.found.setdefault(index, []).append(problem)

    def about(self, column: str) -> Report:
        """Return a way to report cells of one column."""
        return lambda index, value, reason: self.add(index, _Problem(column, value, reason))


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
        self._old_codes = 0
        self._currency = self._default_currency()
        told = mapping.sets.items()
        self._sets = {name: self._constant(name, text) for name, text in told if not name.startswith(CUSTOM)}
        self._custom_sets = {
            name[len(CUSTOM) :]: Template(text, mapping.header)
            for name, text in told
            if name.startswith(CUSTOM)
        }
        self._fields = [field for field in mapping.noun.fields if field.name in self._given()]
        self._forms = {
            column.at: formats.columns.get(column.at, ColumnFormat()) for column in mapping.columns
        }
        self._readers: dict[int, Reader] = {}
        for column in mapping.columns:
            field = mapping.noun.field(column.field)
            swaps = mapping.values.get(field.name)
            if field.type not in _AMOUNTS:
                self._readers[column.at] = reader_of(field, self._forms[column.at], options, swaps)
        custom = ("custom",) if mapping.custom or self._custom_sets else ()
        self.fields = (*(field.name for field in self._fields), *custom)

    def sentences(self) -> list[str]:
        """Return what a person should know of the values read so far."""
        if not self._old_codes:
            return []
        rows = (
            say("1 row says")
            if self._old_codes == 1
            else say("{old_codes:,} rows say", old_codes=self._old_codes)
        )
        return [
            say(
                "{rows} TRL: taken as TRY, one to one (the lira of before 2005 would be a millionth)",
                rows=rows,
            )
        ]

    def convert(self, batch: Batch) -> Converted:
        """Convert a batch; batches must come in the order of the file, each once."""
        numbers: Sequence[int] = range(self._row + 1, self._row + 1 + len(batch.rows))
        self._row += len(batch.rows)
        lines, rows, rejects = list(batch.lines), batch.rows, list[Reject]()
        own = self._width - self._mapping.made
        if set(map(len, rows)) - {self._width}:
            even = [len(row) == self._width for row in rows]
            more = self._mapping.made
            rejects = [
                Reject(line, "", "", _ragged(len(row) - more, own), row[: len(row) - more])
                for line, row, fits in zip(lines, rows, even, strict=True)
                if not fits
            ]
            numbers, lines, rows = _kept(numbers, even), _kept(lines, even), _kept(rows, even)
        if not rows:
            return Converted([], [], [], rejects)
        problems = _Problems()
        made = self._columns(list(zip(*rows, strict=True)), numbers, problems)
        self._require(made, len(rows), problems)
        typed = list(zip(*made.values(), strict=True))
        if problems.found:
            rejects += [_reject(lines[i], rows[i][:own], found) for i, found in problems.found.items()]
            rejects.sort(key=lambda reject: reject.line)
            good = [index not in problems.found for index in range(len(rows))]
            lines, rows, typed = _kept(lines, good), _kept(rows, good), _kept(typed, good)
        return Converted(lines, typed, rows, rejects)

    def _given(self) -> set[str]:
        """Return the fields that rows get a value for."""
        noun = self._mapping.noun
        given = {column.field for column in self._mapping.columns} | set(self._sets)
        named = any(field.name == "name" for field in noun.fields)
        if named and given & {"first_name", "last_name", *_STANDS_FOR_A_NAME.get(noun.name, ())}:
            given.add("name")
        if noun.name == "customer" and given & {"first_name", "last_name"}:
            given.add("kind")
        if any(field.name in given and field.type in _AMOUNTS for field in noun.fields):
            given.add("currency")
        return given

    def _columns(
        self, cells: list[tuple[str, ...]], numbers: Sequence[int], problems: _Problems
    ) -> dict[str, Values]:
        """Return the typed values of every field, in the order of ``fields``."""
        made: dict[str, Values] = {}
        for field in self._fields:
            if field.type not in _AMOUNTS and field.name != "currency":
                values = self._read(field, cells, problems)
                if field.name in self._sets:
                    values = _filled(field, values, self._sets[field.name], cells, numbers)
                made[field.name] = values
        self._money(cells, made, problems)
        self._names(made)
        if "custom" in self.fields:
            made["custom"] = self._custom(cells, numbers, problems)
        return {name: made[name] for name in self.fields}

    def _read(self, field: Field, cells: list[tuple[str, ...]], problems: _Problems) -> Values:
        """Return a field's values as its columns tell them."""
        filling = self._mapping.filling(field.name)
        several = [self._readers[c.at](cells[c.at], problems.about(c.header)) for c in filling]
        if len(several) == 1:
            return several[0]
        if not several:
            return [()] * len(cells[0]) if field.merge == MANY else [None] * len(cells[0])
        if field.merge == MANY:
            return [
                tuple(dict.fromkeys(v for values in group for v in values))
                for group in zip(*several, strict=True)
            ]
        made: Values = []
        for index, group in enumerate(zip(*several, strict=True)):
            values = [value for value in group if value is not None]
            if field.merge == EITHER and len(set(values)) > 1:
                reason = say(
                    '"{first}" and "{second}" can\'t both be the {plain}',
                    first=values[0],
                    second=values[1],
                    plain=plain(field),
                )
                problems.add(index, _Problem(filling[0].header, values[0], reason))
            made.append((field.merge.join(values) if field.merge else next(iter(values), None)) or None)
        return made

    def _names(self, made: dict[str, Values]) -> None:
        """Make the name of rows that have none; a customer with a first or last name is a person."""
        if "name" not in made:
            return
        blank: Values = [None] * len(made["name"])
        firsts, lasts = made.get("first_name", blank), made.get("last_name", blank)
        if firsts is not blank or lasts is not blank:
            made["name"] = [
                name or " ".join(filter(None, (first, last))) or None
                for name, first, last in zip(made["name"], firsts, lasts, strict=True)
            ]
        for other in _STANDS_FOR_A_NAME.get(self._mapping.noun.name, ()):
            if other in made:
                made["name"] = [
                    name or (value[0] if isinstance(value, tuple) and value else value or None)
                    for name, value in zip(made["name"], made[other], strict=True)
                ]
        if self._mapping.noun.name == "customer" and "kind" in made:
            made["kind"] = [
                kind or ("person" if first or last else None)
                for kind, first, last in zip(made["kind"], firsts, lasts, strict=True)
            ]

    def _money(self, cells: list[tuple[str, ...]], made: dict[str, Values], problems: _Problems) -> None:
        """Read the amounts, each in its row's currency."""
        if not any(field.name == "currency" for field in self._fields):
            return
        money = RowMoney(len(cells[0]), self._currency)
        for column in self._mapping.filling("currency"):
            translate = translator(self._mapping.values.get("currency"))
            money.see_codes(cells[column.at] if translate is None else translate(cells[column.at]))
            money.take_codes(self._readers[column.at](cells[column.at], problems.about(column.header)))
        amounts = []
        for field in self._fields:
            for column in self._mapping.filling(field.name) if field.type in _AMOUNTS else ():
                translate = translator(self._mapping.values.get(field.name))
                texts = cells[column.at] if translate is None else translate(cells[column.at])
                money.find_signs(texts, problems.about(column.header))
                amounts.append((field, column, texts))
        for field, column, texts in amounts:
            mark = self._forms[column.at].decimal or "."
            made[field.name] = money.read(field.type, texts, mark, problems.about(column.header))
        for field in self._fields:
            if field.type in _AMOUNTS and field.name in self._sets:
                blank: Values = [None] * len(cells[0])
                made[field.name] = money.fill(made.get(field.name, blank), self._sets[field.name], field.type)
        made["currency"] = money.currencies()
        if money.old_codes:
            self._refuse_old_lira(money.old_codes, cells, made, problems)

    def _refuse_old_lira(
        self, rows: set[int], cells: list[tuple[str, ...]], made: dict[str, Values], problems: _Problems
    ) -> None:
        """Refuse TRL in rows that are dated before 2005; count it, as TRY, in the others."""
        filling = self._mapping.filling("currency")
        days = [made[name] for name in _DATED if name in made]
        for index in sorted(rows):
            day = next((column[index] for column in days if column[index]), None)
            if day is not None and day < _NEW_LIRA:
                text = cells[filling[0].at][index].strip() if filling else "TRL"
                reason = say(
                    "\"{text}\" on {day} is the old lira, a million to one: --value 'currency:TRL=TRY' "
                    "takes it as it is",
                    text=text,
                    day=day,
                )
                problems.add(index, _Problem(self._mapping.header_of("currency"), text, reason))
            else:
                self._old_codes += 1

    def _custom(self, cells: list[tuple[str, ...]], numbers: Sequence[int], problems: _Problems) -> Values:
        """Return each row's custom fields: name -> text, blanks left out."""
        columns = {
            column.field.removeprefix(CUSTOM): read_texts(
                cells[column.at], problems.about(column.header), column.header, lines=True, limit=CELL_LIMIT
            )
            for column in self._mapping.custom
        }
        for name, template in self._custom_sets.items():
            texts = template.texts(cells, numbers)
            columns[name] = [a or b for a, b in zip(columns.get(name, texts), texts, strict=True)]
        names = list(columns)
        rows = zip(*columns.values(), strict=True)
        return [{name: value for name, value in zip(names, row, strict=True) if value} for row in rows]

    def _require(self, made: dict[str, Values], count: int, problems: _Problems) -> None:
        """Refuse rows that lack what makes them what they are."""
        for group in self._mapping.noun.required:
            present = [made[name] for name in group if name in made]
            if any(all(values) for values in present):
                continue
            header = self._mapping.header_of(group[0])
            problem = _Problem(
                header, "", say("the row has no {spoken}", spoken=listed(spoken(group), say(" or ")))
            )
            for index in _empty_rows(present) if present else range(count):
                problems.add(index, problem)

    def _default_currency(self) -> str | None:
        """Return the checked currency of amounts that name none."""
        from crmcli.domain.money import AmountError, check_currency

        told = self._mapping.sets.get("currency", self._options.currency)
        try:
            return check_currency(told) if told else None
        except AmountError as error:
            raise UsageError(error.message) from None

    def _constant(self, name: str, text: str) -> Any:
        """Return a value set for all rows: typed, a template of text, a Decimal for want of a currency."""
        field = self._mapping.noun.field(name)
        wrong: list[str] = []
        form = ColumnFormat(decimal=self._options.decimal, order=self._options.date_order)
        if field.type in _AMOUNTS:
            from crmcli.domain.money import AmountError, parse_amount

            try:
                return parse_amount(text, self._options.decimal)
            except AmountError as error:
                raise UsageError(f"--set {name}={text}: " + error.message) from None
        if field.type in PLAIN_TEXTS and field.merge != MANY:
            return Template(text, self._mapping.header)
        reader = reader_of(field, form, self._options)
        value = reader([text], lambda _index, _value, reason: wrong.append(reason))[0]
        if wrong:
            raise UsageError(f"--set {name}={text}: " + wrong[0])
        return value


def _filled(
    field: Field, values: Values, told: Any, cells: list[tuple[str, ...]], numbers: Sequence[int]
) -> Values:
    """Fill what the file leaves blank with what is set for all rows; tags and the like are added to."""
    if field.merge == MANY:
        return [tuple(dict.fromkeys((*value, *told))) for value in values]
    others = told.texts(cells, numbers) if isinstance(told, Template) else [told] * len(values)
    return [other if value is None else value for value, other in zip(values, others, strict=True)]


def _ragged(cells: int, columns: int) -> str:
    """Return why a row of another width than the header can't be read."""
    return say(
        "the row has {cells} cell{s}, the header has {columns}",
        cells=cells,
        s="" if cells == 1 else "s",
        columns=columns,
    )


def _kept(items: Sequence[Any], keep: Sequence[bool]) -> list[Any]:
    """Return the items whose flag is set."""
    return [item for item, kept in zip(items, keep, strict=True) if kept]


def _empty_rows(columns: Iterable[Values]) -> list[int]:
    """Return the rows in which none of the columns has a value."""
    return [index for index, row in enumerate(zip(*columns, strict=True)) if not any(row)]


def _reject(line: int, row: list[str], problems: list[_Problem]) -> Reject:
    """Return one reject for all that is wrong with a row."""
    first = problems[0]
    reason = listed(dict.fromkeys(problem.reason for problem in problems), "; ")
    return Reject(line, first.column, first.value, reason, row)
