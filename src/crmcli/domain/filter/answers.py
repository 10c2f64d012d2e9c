"""How each kind of field answers a comparison: SQL over ``r`` that is true, false or NULL for unknown.

``compare`` takes ``=``, ``<``, ``<=``, ``>``, ``>=`` or ``~``; all else is made of these. Text is folded
here, in Python, over the different values there are, so that both engines answer alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.filter import numbers
from crmcli.domain.filter.days import span
from crmcli.domain.filter.frame import Frame, plain, refuse
from crmcli.domain.filter.tree import Literal, Window
from crmcli.domain.filter.wrong import FilterError
from crmcli.errors import CrmError
from crmcli.said import named as worded
from crmcli.said import say
from crmcli.sql import like

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, tzinfo

    from crmcli.domain.filter.days import Span

_END = "9999-12-31T23:59:59Z"
Compares = Callable[[Frame, str, Literal], str]


class Field(NamedTuple):
    """What a record can be asked: its kind in words, and how it compares."""

    name: str
    kind: str
    compare: Compares
    empty: Callable[[Frame], str]
    over: Callable[[Window], Field] | None = None
    """The same, counted from one day to another; None where that means nothing."""
    several: Callable[[Frame, Sequence[Literal]], str] | None = None
    """How it is one of several values, where that costs less than one by one."""


def emptiness(expression: str) -> Callable[[Frame], str]:
    """Return the answer to whether an expression has no value."""
    return lambda _: f"{expression} IS NULL"


def literal_span(frame: Frame, name: str, literal: Literal) -> Span:
    """Return the days that a value names.

    Raises:
        FilterError: it is no day.
    """
    try:
        return span(plain(literal), frame.clock.today)
    except CrmError as error:
        said = (
            error.message
            if plain(literal)[:20] in error.message
            else say('"{plain}" is no day', plain=plain(literal))
        )
        hint = say("{name} >= 2026-01-31, or 90 days ago, last month", name=name)
        raise FilterError(said, literal.at, hint) from error


def day(name: str, expression: str) -> Field:
    """Return a field of a day."""

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        if operator == "~":
            raise refuse(name, operator, literal.at, say("a day"), f"{name} >= 2026-01-31")
        asked = literal_span(frame, name, literal)
        first, last = asked.first.isoformat(), asked.last.isoformat()
        if operator == "=":
            if first == last:
                return f"{expression} = {frame.bind(first)}"
            return f"({expression} >= {frame.bind(first)} AND {expression} <= {frame.bind(last)})"
        edge = first if operator in ("<", ">=") else last
        return f"{expression} {operator} {frame.bind(edge)}"

    return Field(name, say("day"), compare, emptiness(expression))


def day_start(day: date, zone: tzinfo) -> str:
    """Return the first moment of a local day as UTC text; the edge of time where it is outside it."""
    local = datetime.combine(day, time(), zone)
    try:
        return local.astimezone(UTC).isoformat()[:19] + "Z"
    except OverflowError:
        return local.isoformat()[:19] + "Z"


def moments(frame: Frame, asked: Span) -> tuple[str, str, str, str]:
    """Return first and last day, and the first moment of the span and the one behind it."""
    zone = frame.clock.zone
    try:
        end = day_start(asked.last + timedelta(days=1), zone)
    except OverflowError:
        end = _END
    return asked.first.isoformat(), asked.last.isoformat(), day_start(asked.first, zone), end


def moment_test(frame: Frame, expression: str, operator: str, asked: Span) -> str:
    """Return the test of an instant in UTC, or of a day where no time is known, beside local days."""
    first, last, start, end = moments(frame, asked)
    timed = f"length({expression}) > 10"
    if operator == "=":
        days = f"{expression} >= {frame.bind(first)} AND {expression} <= {frame.bind(last)}"
        times = f"{expression} >= {frame.bind(start)} AND {expression} < {frame.bind(end)}"
    else:
        edge = first if operator in ("<", ">=") else last
        days = f"{expression} {operator} {frame.bind(edge)}"
        edge = start if operator in ("<", ">=") else end
        times = f"{expression} {'<' if operator[0] == '<' else '>='} {frame.bind(edge)}"
    return f"CASE WHEN {timed} THEN {times} ELSE {days} END"


def moment(name: str, expression: str) -> Field:
    """Return a field of an instant."""

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        if operator == "~":
            raise refuse(name, operator, literal.at, say("a day"), f"{name} >= 2026-01-31")
        return moment_test(frame, expression, operator, literal_span(frame, name, literal))

    return Field(name, say("moment"), compare, emptiness(expression))


def whole(name: str, expression: str, kind: str = worded("number", "filter")) -> Field:
    """Return a field of a whole number."""

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        return numbers.whole_test(frame, name, expression, operator, literal)

    def several(frame: Frame, literals: Sequence[Literal]) -> str:
        return numbers.whole_among(frame, name, expression, literals)

    return Field(name, kind, compare, emptiness(expression), several=several)


def milli(name: str, expression: str) -> Field:
    """Return a field of a number in thousandths."""

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        if operator == "~":
            raise refuse(name, operator, literal.at, say("a number"), f"{name} >= 5")
        return numbers.beside(frame, expression, operator, numbers.decimal(name, literal), 3)

    return Field(name, worded("number", "filter"), compare, emptiness(expression))


def decimal(name: str, expression: str) -> Field:
    """Return a field of a number that stands as decimal text."""
    value = f"CAST({expression} AS double precision)"

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        if operator == "~":
            raise refuse(name, operator, literal.at, say("a number"), f"{name} >= 5")
        asked = float(numbers.decimal(name, literal))
        return f"{value} {operator} {frame.bind(asked)}"

    return Field(name, worded("number", "filter"), compare, emptiness(expression))


def amount(name: str, column: str, currency: str) -> Field:
    """Return a field of an amount in minor units."""

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        return numbers.amount_test(frame, name, (column, currency), operator, literal)

    return Field(name, say("amount"), compare, emptiness(column))


def flag(name: str, expression: str) -> Field:
    """Return a field of yes or no."""

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        from crmcli.domain.exchange.fields import FLAGS
        from crmcli.domain.text import fold

        found = FLAGS.get(fold(literal.text))
        if operator == "~" or found is None:
            raise FilterError(
                say('"{name}" is yes or no, not "{plain}"', name=name, plain=plain(literal)),
                literal.at,
                say("{name} = yes", name=name),
            )
        return f"{expression} {operator} {frame.bind(found)}"

    return Field(name, say("yes or no"), compare, emptiness(expression))


def stored_texts(frame: Frame, column: str, table: str) -> tuple[list[str], list[str]]:
    """Return the different texts of a column, as they are and folded."""
    place = (table, column)
    if place not in frame.known:
        from crmcli.domain.text import fold_all

        query = f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL"
        found = [str(row[0]) for row in frame.db.tuples(query)]
        frame.known[place] = (found, fold_all(found) if found else [])
    texts: tuple[list[str], list[str]] = frame.known[place]
    return texts


def same_texts(stored: tuple[list[str], list[str]], operator: str, asked: str) -> list[str]:
    """Return the texts that equal, hold, or come before or after what is asked for.

    A text without a letter or a digit folds to nothing: it is compared as it is.
    """
    from crmcli.domain.text import fold, sort_key

    texts, folded = stored
    wanted = fold(asked)
    if operator == "=":
        return [t for t, f in zip(texts, folded, strict=True) if t == asked or (wanted and f == wanted)]
    if operator == "~":
        if not wanted:
            return [t for t in texts if asked in t]
        return [t for t, f in zip(texts, folded, strict=True) if wanted in f]
    edge = sort_key(asked)
    before, equal = operator[0] == "<", operator.endswith("=")
    keyed = ((text, sort_key(text)) for text in texts)
    return [t for t, k in keyed if (k < edge if before else k > edge) or (equal and k == edge)]


def text(name: str, column: str, table: str) -> Field:
    """Return a field of text."""

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        return frame.among(
            f"r.{column}", same_texts(stored_texts(frame, column, table), operator, plain(literal))
        )

    return Field(name, say("text"), compare, emptiness(f"r.{column}"))


def named(name: str, table: str) -> Field:
    """Return the field of a name that has its folded and sorting forms beside it, and so an index."""
    plain_field = text(name, "name", table)

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        from crmcli.domain.text import fold, sort_key

        wanted = fold(literal.text)
        if not wanted:
            return plain_field.compare(frame, operator, literal)
        if operator == "=":
            return f"r.name_fold = {frame.bind(wanted)}"
        if operator == "~":
            return f"r.name_fold LIKE {frame.bind(f'%{like(wanted)}%')} ESCAPE '\\'"
        return f"r.name_sort {operator} {frame.bind(sort_key(plain(literal)))}"

    return Field(name, say("text"), compare, emptiness("r.name"))


def choice(name: str, expression: str, words: Mapping[str, Sequence[str]], stored: Sequence[str]) -> Field:
    """Return a field of a closed list; ``words`` is folded word -> the stored words that it stands for."""

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        found = chosen(name, operator, literal, words, stored)
        return frame.among(expression, found) if found else "1 = 0"

    return Field(name, say("one of {words}", words=", ".join(stored)), compare, emptiness(expression))


def chosen(
    name: str, operator: str, literal: Literal, words: Mapping[str, Sequence[str]], stored: Sequence[str]
) -> list[str]:
    """Return the stored words that a value stands for.

    Raises:
        FilterError: it is none of the list.
    """
    from crmcli.domain.text import fold, nearest

    wanted = fold(literal.text)
    if operator == "~":
        return [word for word in stored if wanted in fold(word)] if wanted else []
    if operator != "=":
        raise refuse(name, operator, literal.at, say("a word"), f"{name} = {stored[0]}")
    found = words.get(wanted)
    if found is None:
        close = nearest(wanted, words)
        hint = (
            say("did you mean {words}?", words=words[close[0]][0])
            if close
            else say("{name} is one of {stored}", name=name, stored=", ".join(stored))
        )
        shown = plain(literal)
        raise FilterError(
            say('{name} "{shown}" is not one of {stored}', name=name, shown=shown, stored=", ".join(stored)),
            literal.at,
            hint,
        )
    return list(found)


def exists(name: str, source: str, column: str) -> Field:
    """Return a field of texts that a record may have several of; ``source`` is FROM ... WHERE of one record.

    ``column`` is folded already, or a code.
    """

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        from crmcli.domain.text import fold

        wanted = fold(literal.text) or plain(literal)
        if operator == "~":
            return (
                f"EXISTS (SELECT 1 {source} AND {column} LIKE {frame.bind(f'%{like(wanted)}%')} ESCAPE '\\')"
            )
        if operator != "=":
            raise refuse(name, operator, literal.at, say("a word"), f"{name} = {wanted}")
        return f"EXISTS (SELECT 1 {source} AND {column} = {frame.bind(wanted)})"

    return Field(name, say("text"), compare, lambda _: f"NOT EXISTS (SELECT 1 {source})")
