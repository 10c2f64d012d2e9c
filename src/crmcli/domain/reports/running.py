"""Several reports answered from one snapshot, and what tells whether an answer is another than last time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.reports.answer import Question, answered
from crmcli.domain.results import Record, Report, columns_of
from crmcli.errors import CrmError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.sql import Reader


class Answered(NamedTuple):
    """What became of one question: an answer with its alerts, or why there is none.

    An alert that could not be tested is among them: nobody looks on, and silence would mean all is well.
    """

    result: Report[Any] | Record[Any] | None = None
    alerts: tuple[str, ...] = ()
    failure: Exception | None = None


def answers(db: Reader, questions: Sequence[Question]) -> list[Answered]:
    """Return what becomes of each question; what is no fault of the question ends the list.

    A fault may leave the snapshot unusable: the questions behind it are to be asked in another one.
    """
    found: list[Answered] = []
    for question in questions:
        try:
            found.append(_answered(db, question))
        except CrmError as error:
            found.append(Answered(failure=error))
        except Exception as error:  # noqa: BLE001 - told as a fault of the one report
            found.append(Answered(failure=error))
            break
    return found


def _answered(db: Reader, question: Question) -> Answered:
    found = answered(db, question)
    if not question.alerts or not isinstance(found.result, Report):
        return Answered(found.result, found.alerts)
    from crmcli.domain.reports.alerts import untested

    return Answered(found.result, (*found.alerts, *untested(found.result, question.alerts)))


def digest(result: Report[Any] | Record[Any], form: str) -> str:
    """Return what two answers in one form share when they say the same.

    A report's day, title and notes change from day to day; what it says are its rows.
    """
    from hashlib import sha256

    told = sha256(form.encode())
    for line in _lines(result):
        told.update(line.encode("utf-8", "surrogatepass"))
        told.update(b"\n")
    return told.hexdigest()


def _lines(result: Report[Any] | Record[Any]) -> Iterator[str]:
    if isinstance(result, Record):
        yield from _rows(type(result.item), [result.item])
        for section in result.sections:
            yield from _rows(section.row, section.rows)
        return
    yield from _rows(result.row, result.rows)
    if result.total is not None:
        yield from _rows(result.row, [result.total])


def _rows(row: type[Any], rows: Sequence[Any]) -> Iterator[str]:
    columns = columns_of(row)
    yield repr([column.name for column in columns])
    for one in rows:
        values = ((column, getattr(one, column.name)) for column in columns)
        yield repr([None if value is None else column.kind.machine(value, one) for column, value in values])
