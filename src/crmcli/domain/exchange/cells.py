"""Cells of one column to typed values: text, several values in a cell, days, numbers, words, money.

A reader takes a column's cells and reports those that don't fit by their index, with a reason that
holds the value; what is blank is None, or () where a record may have several.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from crmcli.domain.exchange.fields import FLAGS, MANY, Field, choices
from crmcli.domain.exchange.formats import ColumnFormat, ReadOptions, is_no_date, is_serial, serial_day
from crmcli.domain.exchange.source import CELL_LIMIT
from crmcli.errors import CrmError
from crmcli.said import named, say

Values = list[Any]
Cells = Sequence[str]
Report = Callable[[int, str, str], None]
"""Takes the index of a cell, its value, and why it doesn't fit."""
Reader = Callable[[Cells, Report], Values]

NAME_LIMIT = 10_000
PLAIN_TEXTS = frozenset(("text", "name", "lines", "tax", "key", "ref", "email", "phone", "tags"))
_PARTS = (":::", ";", "|", "\n", ",")
_REMEMBERED = 50_000
_MILLI = 1_000
_DIGITS = 15
_HUNDRED = 100


def reader_of(
    field: Field, form: ColumnFormat, options: ReadOptions, swaps: dict[str, str] | None = None
) -> Reader:
    """Return what reads a column of a field, its words translated by ``swaps`` first."""
    if field.type not in PLAIN_TEXTS:
        return _translated(swaps, _each(_single(field, form, options)))
    many = field.merge == MANY
    what, lines = plain(field), field.type == "lines" or many
    limit = NAME_LIMIT if field.type == "name" else CELL_LIMIT

    def read(cells: Cells, report: Report) -> Values:
        values = read_texts(cells, report, what, lines=lines, limit=limit)
        return [value.removesuffix(".0") if value else None for value in values] if form.floated else values

    if not many:
        return _translated(swaps, read)
    translate = translator(swaps)

    def read_many(cells: Cells, report: Report) -> Values:
        values = _several(read(cells, report))
        if translate is None:
            return values
        return [tuple(dict.fromkeys(filter(None, translate(value)))) for value in values]

    return read_many


def plain(field: Field) -> str:
    """Return a field's name as words."""
    return field.name.replace("_", " ")


def read_texts(cells: Cells, report: Report, what: str, *, lines: bool, limit: int) -> Values:
    """Return text without the white space around it; report control characters and overlong text.

    With ``lines`` line ends and tabs are text.
    """
    if "".join(cells).isprintable() and len(max(cells, key=len)) <= limit:
        return [cell.strip() or None for cell in cells]
    from crmcli.domain.text import OUTER_SPACE, check_text

    values: Values = []
    for index, cell in enumerate(cells):
        text = cell.strip(OUTER_SPACE)
        value: str | None = text or None
        if text and not (text.isprintable() and len(text) <= limit):
            try:
                value = check_text(cell, what, limit, lines=lines)
            except CrmError as error:
                report(index, cell, error.message)
        values.append(value)
    return values


def translator(swaps: dict[str, str] | None) -> Callable[[Cells], Cells] | None:
    """Return what replaces translated words, found as they are written or else folded; None for none."""
    if not swaps:
        return None
    from crmcli.domain.text import fold

    folded = {fold(found): wanted for found, wanted in swaps.items() if fold(found)}

    def one(text: str) -> str:
        word = text.strip()
        return swaps[word] if word in swaps else folded.get(fold(word), text)

    def translate(cells: Cells) -> Cells:
        known = {cell: one(cell) for cell in set(cells)}
        return [known[cell] for cell in cells]

    return translate


def _translated(swaps: dict[str, str] | None, reader: Reader) -> Reader:
    """Put a translation before a reader."""
    translate = translator(swaps)
    return reader if translate is None else lambda cells, report: reader(translate(cells), report)


def _several(values: Values) -> Values:
    """Part cells that hold several values: by the first that occurs of ``:::``, ;, |, line end, comma."""
    joined = "\0".join(value for value in values if value)
    if not any(part in joined for part in _PARTS):
        return [(value,) if value else () for value in values]
    parted = {value: _parted(value) if value else () for value in set(values)}
    return [parted[value] for value in values]


def _parted(text: str) -> tuple[str, ...]:
    """Return the values in one cell, each once; ``* `` before a group's name is no part of it."""
    mark = next((part for part in _PARTS if part in text), None)
    parts = text.split(mark) if mark else [text]
    return tuple(dict.fromkeys(part for part in (part.strip().removeprefix("* ") for part in parts) if part))


def _each(read: Callable[[str], Any]) -> Reader:
    """Return a reader of single values that remembers what it has read."""
    known: dict[str, Any] = {"": None}

    def values(cells: Cells, report: Report) -> Values:
        if len(known) > _REMEMBERED:
            known.clear()
            known[""] = None
        made: Values = []
        for index, cell in enumerate(cells):
            if cell in known:
                made.append(known[cell])
                continue
            text = cell.strip()
            try:
                value = known[cell] = read(text) if text else None
            except (CrmError, ValueError) as error:
                report(index, text, error.message if isinstance(error, CrmError) else _why(error))
                value = None
            made.append(value)
        return made

    return values


def _single(field: Field, form: ColumnFormat, options: ReadOptions) -> Callable[[str], Any]:
    """Return what reads one value that is no text."""
    from crmcli.domain import dates, money

    if form.serial and field.type in ("day", "instant"):
        plain_form = form._replace(serial=False)
        read = _single(field, plain_form, options)
        return lambda text: read(serial_day(text) if is_serial(text) else text)
    readers: dict[str, Callable[[str], Any]] = {
        "day": lambda text: None if is_no_date(text) else dates.parse_day(text, form.order).isoformat(),
        "instant": lambda text: (
            None if is_no_date(text) else dates.parse_instant(text, form.order, options.zone)
        ),
        "currency": money.check_currency,
        "flag": _flag,
        "choice": lambda text: _choice(text, field),
        "decimal": lambda text: format(money.parse_amount(text.strip("% "), form.decimal), "f"),
        "quantity": lambda text: _milli(money.parse_amount(text, form.decimal)),
        "percent": lambda text: _percent(text, form),
        "integer": lambda text: _integer(text, lowest=None),
        "count": lambda text: _integer(text, lowest=0),
    }
    return readers[field.type]


def _why(error: Exception) -> str:
    """Return what an error says, as it was said: ``str`` of it would be the English text only."""
    said = error.args[0] if len(error.args) == 1 else None
    return said if isinstance(said, str) else str(error)


def _flag(text: str) -> int:
    """Return 1 for yes and 0 for no, in English and Turkish."""
    from crmcli.domain.text import fold

    word = fold(text).removesuffix(" 0") if text[:1].isdigit() else fold(text)
    if word not in FLAGS:
        raise ValueError(say('"{text}" is neither yes nor no', text=text[:40]))
    return FLAGS[word]


def _choice(text: str, field: Field) -> str:
    """Return the stored word that a word of a closed list stands for."""
    from crmcli.domain.text import fold

    known = choices(field.words)
    if fold(text) not in known:
        words = ", ".join(dict.fromkeys(known.values()))
        raise ValueError(
            say(
                "\"{text}\" is no {what}: {words} (--value '{field}:{text}=...')",
                text=text[:40],
                what=named(plain(field), "column"),
                words=words,
                field=field.name,
            )
        )
    return known[fold(text)]


def _milli(value: Decimal) -> int:
    """Return a quantity in thousandths."""
    scaled = value * _MILLI
    if scaled != int(scaled):
        raise ValueError(say("{value} has more than three decimals", value=value))
    if scaled.adjusted() > _DIGITS:
        raise ValueError(say("{value} is too large a quantity", value=value))
    return int(scaled)


def _percent(text: str, form: ColumnFormat) -> int:
    """Return whole percents, halves to even."""
    from crmcli.domain.money import parse_amount

    value = parse_amount(text.strip("% "), form.decimal)
    if form.ratio and "%" not in text:
        value *= _HUNDRED
    if not 0 <= value <= _HUNDRED:
        raise ValueError(say('"{text}" is not between 0 and 100 percent', text=text))
    return round(value)


def _integer(text: str, lowest: int | None) -> int:
    """Return a whole number; 85.0 is one, 1.234 is left open and refused."""
    digits = text
    for mark in ".,":
        head, found, tail = text.partition(mark)
        if found and tail in ("0", "00"):
            digits = head
    sign = digits.removeprefix("-")
    if not (sign.isascii() and sign.isdigit() and len(sign) <= _DIGITS):
        raise ValueError(say('"{text}" is no whole number', text=text[:40]))
    if lowest is not None and int(digits) < lowest:
        raise ValueError(say('"{text}" is less than {lowest}', text=text, lowest=lowest))
    return int(digits)


def _at(index: int, report: Report) -> Report:
    """Return a way to report the only cell of a column as the one at ``index``."""
    return lambda _, value, reason: report(index, value, reason)


class RowMoney:
    """The amounts of a batch, each in its row's currency: a sign beside one, a column, or the default."""

    def __init__(self, count: int, default: str | None) -> None:
        """Start with no row's currency known."""
        self._default = default
        self._codes: Values = [None] * count
        self._mixed = False
        self._amounts: list[Values] = []
        self.old_codes: set[int] = set()  # rows that say TRL

    def see_codes(self, cells: Cells) -> None:
        """Note which rows say TRL, the code of the lira before 2005."""
        if any("trl" in cell.lower() for cell in set(cells)):
            self.old_codes.update(index for index, cell in enumerate(cells) if "trl" in cell.lower())

    def take_codes(self, codes: Values) -> None:
        """Take the currencies that a column tells."""
        self._codes = list(codes)
        self._mixed = any(codes)

    def find_signs(self, cells: Cells, report: Report) -> None:
        """Take the currencies that stand beside amounts; report those that contradict the row's."""
        from crmcli.domain.money import AmountError, split_currency

        if not any(character.isalpha() or character in "$€£₺₽₴₹₼₸₾₪" for character in set("".join(cells))):
            return
        self.see_codes(cells)
        for index, cell in enumerate(cells):
            try:
                code = split_currency(cell)[1] if cell else None
            except AmountError:
                continue  # reported when it is read
            known = self._codes[index]
            if code and known and code != known:
                report(
                    index,
                    cell.strip(),
                    say(
                        '"{cell}" is in {code}, the row in {known}', cell=cell.strip(), code=code, known=known
                    ),
                )
            elif code:
                self._codes[index] = code
                self._mixed = True

    def read(self, kind: str, cells: Cells, mark: str, report: Report) -> Values:
        """Return minor units, or the exact decimal text of a price."""
        if self._mixed:
            readers: dict[str | None, Reader] = {}
            values: Values = []
            for index, cell in enumerate(cells):
                code = self._codes[index] or self._default
                if code not in readers:
                    readers[code] = self._reader(kind, mark, code)
                values += readers[code]((cell,), _at(index, report))
        else:
            values = self._reader(kind, mark, self._default)(cells, report)
        self._amounts.append(values)
        return values

    def fill(self, values: Values, told: Decimal, kind: str) -> Values:
        """Fill blanks with an amount set for all rows."""
        from crmcli.domain.money import to_minor

        filled: Values = []
        for value, code in zip(values, self._codes, strict=True):
            currency = code or self._default
            if value is not None or currency is None:
                filled.append(value)
            else:
                filled.append(format(told, "f") if kind == "price" else to_minor(told, currency))
        self._amounts.append(filled)
        return filled

    def currencies(self) -> Values:
        """Return each row's currency: the one it names, the default where it has an amount."""
        if not self._amounts:
            return self._codes
        some = [any(value is not None for value in row) for row in zip(*self._amounts, strict=True)]
        return [code or (self._default if has else None) for code, has in zip(self._codes, some, strict=True)]

    @staticmethod
    def _reader(kind: str, mark: str, currency: str | None) -> Reader:
        """Return what reads amounts of one currency."""
        from crmcli.domain.money import amount_to_minor, minor_digits, parse_amount

        def homeless(text: str) -> int:
            lacks = say('"{text}" has no currency: --set currency=TRY says one for all rows', text=text[:40])
            raise ValueError(lacks)

        if currency is None:
            return _each(homeless)
        if kind == "price":
            return _each(lambda text: format(parse_amount(text, mark), "f"))
        digits = minor_digits(currency)
        return _each(lambda text: amount_to_minor(text, mark, digits))
