"""``--alert``: a test of a report's rows, such as ``overdue > 1000`` or ``total net < 5000``.

The words are those of a filter (``and``, ``or``, ``not``, ``in``, ``between``); fields are the columns as
machine formats name them, ``total`` before one is that of the last line. Amounts are in major units. A
blank meets no test, whichever way it is put: only ``is empty`` finds it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.filter.grammar import parse
from crmcli.domain.filter.tree import Both, Compare, Either, Empty, Not
from crmcli.domain.filter.wrong import FilterError
from crmcli.domain.reports.alert_values import Side, holds
from crmcli.domain.results import Column, columns_of
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from crmcli.domain.filter.tree import Literal, Node, Subject
    from crmcli.domain.results import Report

SHOWN = 10
"""Rows that one alert names."""
_TOTAL = ("total", "toplam")
_EXAMPLE = "--alert 'net < 1000'"

Verdict = bool | None
"""Whether a test is met; None where a blank decides."""
Meets = Callable[[Any, Any], Verdict]
"""The test of a row, beside the total of its report."""


class Place(NamedTuple):
    """A column that a test names, of a row or of the total."""

    column: Column
    of_total: bool


class Alert(NamedTuple):
    """A test, the columns it names in their order, and its text."""

    text: str
    meets: Meets
    places: tuple[Place, ...]

    @property
    def only_total(self) -> bool:
        """Whether it asks for nothing but the total."""
        return all(place.of_total for place in self.places)

    @property
    def of_total(self) -> bool:
        """Whether it asks for the total at all."""
        return any(place.of_total for place in self.places)


def alarms(found: Report[Any], alerts: Sequence[str]) -> tuple[str, ...]:
    """Return a sentence for each test that some row, or the total, meets.

    Raises:
        UsageError: a test that is none, or of a column that is not there.
    """
    tests = [alert_of(found.row, text, found.as_of) for text in alerts]
    return tuple(told for told in (_raised(one, found) for one in tests) if told)


def untested(found: Report[Any], alerts: Sequence[str]) -> tuple[str, ...]:
    """Return a sentence for each test that asks for a total which the report doesn't have."""
    if found.total is not None:
        return ()
    tests = [alert_of(found.row, text, found.as_of) for text in alerts]
    return tuple(say("not tested, there is no total: {text}", text=one.text) for one in tests if one.of_total)


def alert_of(row: type[Any], text: str, as_of: date) -> Alert:
    """Return a test of rows of a type; days in words count from ``as_of``.

    Raises:
        UsageError: it is none, or names a column that is not there.
    """
    reading = _Reading(row, as_of)
    try:
        meets = reading.test(parse(text))
    except FilterError as error:
        hint = error.hint if error.hint and "--where" not in error.hint else _EXAMPLE
        raise FilterError(error.plain, error.at, hint).within(text) from None
    return Alert(text.strip(), meets, tuple(dict.fromkeys(reading.places)))


class _Reading:
    """Turns the tree of a test into what answers for a row."""

    def __init__(self, row: type[Any], as_of: date) -> None:
        self.columns = {column.name: column for column in columns_of(row)}
        self.as_of = as_of
        self.places: list[Place] = []

    def test(self, node: Node) -> Meets:
        """Return what a tree, or a branch of it, asks."""
        match node:
            case Both():
                return _all([self.test(part) for part in node.parts])
            case Either():
                return _any([self.test(part) for part in node.parts])
            case Not():
                inner = self.test(node.inner)
                return lambda row, total: None if (met := inner(row, total)) is None else not met
            case Empty():
                place = self.place(node.subject)
                return lambda row, total: _blank(place, row, total)
            case Compare():
                return self.compared(node)
        raise FilterError("an alert tests the columns of a report", 0, _EXAMPLE)

    def compared(self, node: Compare) -> Meets:
        """Return what a comparison asks."""
        place = self.place(node.subject)
        if node.operator == "between":
            low, high = (
                self.single(place, sign, one) for sign, one in zip((">=", "<="), node.values, strict=True)
            )
            return _all([low, high])
        sign = "=" if node.operator == "in" else node.operator
        return _any([self.single(place, sign, one) for one in node.values])

    def single(self, place: Place, operator: str, literal: Literal) -> Meets:
        """Return what a comparison with one value asks."""
        test = holds(place.column, Side(operator, literal, self.as_of))

        def meets(row: Any, total: Any) -> Verdict:
            asked = total if place.of_total else row
            return None if _missing(asked, place.column) else test(asked)

        return meets

    def place(self, subject: Subject) -> Place:
        """Return the column that a test names.

        Raises:
            FilterError: there is none of that name.
        """
        from crmcli.domain.text import fold

        words = fold(subject.name).replace("-", " ").replace("_", " ").split()
        of_total = len(words) > 1 and words[0] in _TOTAL and self.named(words) is None
        column = self.named(words[1:] if of_total else words)
        if subject.window is not None:
            raise FilterError("a column has no since or until", subject.at, "crm report ... --since 90d")
        if column is None:
            raise FilterError(
                say('no column is called "{name}"', name=subject.name), subject.at, self.hint(words)
            )
        self.places.append(Place(column, of_total))
        return self.places[-1]

    def named(self, words: Sequence[str]) -> Column | None:
        """Return the column of a name, or with that heading."""
        wanted = " ".join(words)
        for name, column in self.columns.items():
            if wanted == name.replace("_", " "):
                return column
        from crmcli.domain.text import fold

        return next((one for one in self.columns.values() if fold(one.label) == wanted), None)

    def hint(self, words: Sequence[str]) -> str:
        """Return the nearest columns, or all there are."""
        from crmcli.domain.text import nearest

        rest = words[1:] if len(words) > 1 and words[0] in _TOTAL else words
        close = nearest("_".join(rest), self.columns)
        if close:
            return f"--alert '{'total ' if rest is not words else ''}{close[0]} < 1000'"
        return say("columns are {columns}", columns=", ".join(self.columns))


def _missing(asked: Any, column: Column) -> bool:
    return asked is None or getattr(asked, column.name, None) is None


def _blank(place: Place, row: Any, total: Any) -> Verdict:
    """Return whether a column is empty; of a total that is not there, nothing is known."""
    if place.of_total and total is None:
        return None
    return _missing(total if place.of_total else row, place.column)


def _all(parts: Sequence[Meets]) -> Meets:
    def meets(row: Any, total: Any) -> Verdict:
        met = [part(row, total) for part in parts]
        return False if False in met else None if None in met else True

    return meets


def _any(parts: Sequence[Meets]) -> Meets:
    def meets(row: Any, total: Any) -> Verdict:
        met = [part(row, total) for part in parts]
        return True if True in met else None if None in met else False

    return meets


def _raised(alert: Alert, found: Report[Any]) -> str | None:
    """Return what an alert says, None where nothing meets it."""
    if alert.only_total:
        if not alert.meets(None, found.total):
            return None
        return say(
            "alert: {text}: {values}",
            text=alert.text,
            values=_values(alert, found.total, found.total, say("total")),
        )
    rows = [row for row in found.rows if alert.meets(row, found.total)]
    if not rows:
        return None
    from crmcli.domain.reports.explaining import label_of

    told = [_values(alert, row, found.total, label_of(row) or say("no name")) for row in rows[:SHOWN]]
    rest = [say("and {count:,} more", count=len(rows) - SHOWN)] if len(rows) > SHOWN else []
    return say("alert: {text}: {values}", text=alert.text, values=listed([*told, *rest]))


def _values(alert: Alert, row: Any, total: Any, name: str) -> str:
    """Return a row by its name, with the values that were tested: ``2026-11 (310.00 TRY)``."""
    values = list(_told(alert.places, row, total, name))
    return say("{name} ({values})", name=name, values=listed(values)) if values else name


def _told(places: Iterable[Place], row: Any, total: Any, name: str) -> Iterable[str]:
    from crmcli.domain.reports.explaining import told

    for place in places:
        asked = total if place.of_total else row
        value = told(place.column, asked)
        if value is not None and value != name:
            yield value
