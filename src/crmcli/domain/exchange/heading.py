"""Which row of a table holds the names of its columns, found by content and told with its reason.

The first row with a value holds them, but for one case: rows above the names (a title, a date, who
made the list). They are told by being short where the table is wide: a row further down is taken
instead if it fills most of the table's width with words, and names at least two columns that crm
knows or, where the cells of all rows are certain, only titles of one cell stand above it.

Rows right below the names that explain them ("zorunlu", "YYYY-MM-DD", "max. 50 characters") or
underline them are left out, at most three. A person who says the row of the names says all of this.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from re import IGNORECASE, Pattern
from re import compile as pattern
from typing import NamedTuple

from crmcli.errors import Refused, UsageError
from crmcli.said import say

SAMPLE_ROWS = 50
"""Rows with a value that are looked at."""
HELP_ROWS = 3
_NAMED = 2  # known names that make a row a header
_WIDE = 3
_MOST = 0.6
_FULL = 0.5

Rows = Sequence[Sequence[str]]


class Heading(NamedTuple):
    """The names of the columns, and the place in the sample at which the rows begin."""

    names: list[str]
    rows_at: int
    notes: tuple[str, ...] = ()


def find_heading(
    rows: Rows, lines: Sequence[int], told: int | None = None, *, certain: bool = False
) -> Heading:
    """Return the heading of a table that begins with ``rows``, which all have a value.

    ``lines`` are their lines, ``told`` the line that a person named (0: there are no names).
    ``certain`` cells are those of a workbook; in a text file a title could be a table of one column.

    Raises:
        Refused: the first row holds values, not names.
        UsageError: no row begins in the line that was told.
    """
    if told == 0:
        width = Counter(map(len, rows)).most_common(1)[0][0]
        note = say(
            "the columns are called A to {letters}, as told: there is no row of names",
            letters=letters(width - 1),
        )
        return Heading([letters(at) for at in range(width)], 0, (note,))
    if told is not None:
        if told not in lines:
            raise UsageError(
                say("no row begins in line {told}", told=told),
                say("the first rows with a value: {listed}", listed=_listed(lines[:5])),
            )
        at = lines.index(told)
        names, notes = named_once(rows[at])
        return Heading(names, at + 1, (say("line {told} holds the column names, as told", told=told), *notes))
    at, why = header_row(rows, certain=certain)
    names, notes = named_once(rows[at])
    if (value := value_among(rows[at])) is not None:
        raise Refused(
            say(
                'line {lines} should hold the names of the columns, and holds "{value}"',
                lines=lines[at],
                value=value,
            ),
            "put names above the rows, or call the columns A, B, C ...: --header 0",
        )
    below = at + 1
    while below < min(len(rows), at + 1 + HELP_ROWS) and (explains(rows[below]) or underlines(rows[below])):
        below += 1
    if at:
        notes = (say("line {lines} holds the column names, {why}", lines=lines[at], why=why), *notes)
    if below > at + 1:
        places = _listed(lines[at + 1 : below])
        notes = (
            *notes,
            say(
                "line {places} explains the columns and is left out (--header {lines} keeps it)",
                places=places,
                lines=lines[at],
            ),
        )
    return Heading(names, below, notes)


def header_row(rows: Rows, *, certain: bool) -> tuple[int, str]:
    """Return the place of the row that holds the names, 0 unless rows above it are plainly none, and why."""
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    width = max(filled)
    if width <= 1 or filled[0] > width * _FULL:
        return 0, ""
    own = known_names(rows[0])
    for at, row in enumerate(rows[1:], 1):
        if filled[at] < max(2, width * _MOST) or value_in(row) or len(set(row)) < filled[at]:
            if filled[at] > width * _MOST:
                break  # the table has begun, without names
            continue
        known = known_names(row)
        if known >= _NAMED and known > own:
            return at, say(
                "with {known} names that are known: what stands above is no part of the table", known=known
            )
        if certain and not own and filled[at] >= _WIDE and max(filled[:at]) == 1:
            return at, say("as wide as the table: only a title stands above")
        break
    return 0, ""


def known_names(row: Sequence[str]) -> int:
    """Return how many cells are names of columns that crm knows, of any kind of record."""
    from crmcli.domain.exchange.headers import names_for, squeeze
    from crmcli.domain.nouns import CORE

    forms = {squeeze(cell) for cell in row if 0 < len(cell) <= 60} - {""}
    return sum(any(form in names_for(noun.name) for noun in CORE) for form in forms)


def value_among(row: Sequence[str]) -> str | None:
    """Return a cell that shows that a row holds no names: an e-mail address, or all are numbers and days."""
    tests = _tests()
    filled = [cell.strip() for cell in row if cell.strip()]
    address = next((cell for cell in filled if tests.address.fullmatch(cell)), None)
    if address is not None or any(not tests.value.fullmatch(cell) for cell in filled):
        return address
    return filled[0]


def value_in(row: Sequence[str]) -> bool:
    """Tell whether a cell is a number, a day or an address: a row with one is no row of names."""
    tests = _tests()
    cells = [cell.strip() for cell in row]
    return any(tests.value.fullmatch(cell) or tests.address.fullmatch(cell) for cell in cells if cell)


def explains(row: Sequence[str]) -> bool:
    """Tell a row that explains columns: two cells or more, most in the words of a form, none a value."""
    tests = _tests()
    filled = [cell.strip() for cell in row if cell.strip()]
    told = sum(1 for cell in filled if tests.help.search(cell))
    return told > 1 and told >= len(filled) * _MOST and not value_in(row)


def underlines(row: Sequence[str]) -> bool:
    """Tell a row of dashes."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return bool(filled) and all(len(cell) > 1 and not cell.strip("-=_") for cell in filled)


def named_once(row: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return the stripped names, the second "Name" as "Name (2)", and what to tell of it."""
    names = [" ".join(cell.split()) for cell in row]
    taken, notes = set(names), []
    seen: Counter[str] = Counter()
    for at, name in enumerate(names):
        seen[name] += bool(name)
        if seen[name] < 2:
            continue
        while (other := f"{name} ({seen[name]})") in taken:
            seen[name] += 1
        taken.add(other)
        names[at] = other
        notes.append(
            say('column {at} is called "{name}" too: here "{other}"', at=at + 1, name=name, other=other)
        )
    return names, tuple(notes)


def letters(at: int) -> str:
    """Return the letters over a column, as spreadsheets have them: 0 is A, 26 is AA."""
    text = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _listed(lines: Sequence[int]) -> str:
    """Return line numbers in words."""
    return ", ".join(map(str, lines))


class _Tests(NamedTuple):
    """What tells values and help from names."""

    value: Pattern[str]
    address: Pattern[str]
    help: Pattern[str]


@cache
def _tests() -> _Tests:
    """Return the patterns, made when they are first asked for."""
    number = r"[-+(]?[₺$€£]?\s?[0-9][0-9.,' ]*\)?\s?(?:[%₺$€£]|TL|TRY|TRL|USD|EUR|GBP)?"
    day = r"(?:[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4})(?:[T ][0-9:.]+(?:Z|[+-][0-9:]+)?)?"
    clock = r"[0-9]{1,3}:[0-9]{2}(?::[0-9]{2})?"
    address = r"[^@\s,;\"]+@[^@\s,;\"]+\.[^@\s,;\".]{2,}"
    words = r"""(?xi)
        \b(?: zorunlu | opsiyonel | iste[ğg]e\s+ba[ğg]l[ıi] | doldurulmal[ıi] | girini?z | se[çc]ini?z
          | yaz[ıi]n[ıi]z | b[ıi]rak[ıi]n[ıi]z | [öo]rne[kğg]in? \s* : | [öo]rn\. | en\s+fazla | en\s+az
          | karakter | haneli | required | mandatory | optional | e\.g\. | example \s* :
          | for\s+example | at\s+(?:most|least) | max(?:\.|imum)?\s+[0-9]+
          | [0-9]+\s+(?:characters|digits|hane|karakter) | leave\s+(?:blank|empty)
          | please\s+(?:enter|fill|select|choose) | (?:must|should)\s+be | must\s+match | one\s+of\s*: )
        | ^\(?(?: metin | say[ıi](?:sal)? | tarih | para\s+birimi | text | string | number | numeric | integer
          | date | datetime | boolean | decimal | e-?mail | dropdown | list ) \)?$
        | ^\(?(?: [gd]{2}[-./][am]{2}[-./][yY]{2,4} | [yY]{4}[-./]m{2}[-./][dg]{2} | mm/dd/y{2,4} )
    """
    return _Tests(
        pattern(f"(?:{number}|{day}|{clock})", IGNORECASE),
        pattern(address),
        pattern(words),
    )
