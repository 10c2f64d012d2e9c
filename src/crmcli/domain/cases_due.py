"""Until when a case is to be answered: the hours promised by priority, counted in working time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from crmcli.domain.frozen import frozen
from crmcli.domain.work_time import WorkTime, minutes_ahead, stored_moment
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.sql import Reader

PRIORITIES = ("urgent", "high", "normal", "low")
_SETTING = "crm config set case_response_hours urgent=1,high=4,normal=9,low=27"


@frozen
class Promise:
    """Minutes of working time to a first answer by priority, as of ``now``; an absent one is not promised."""

    now: datetime
    work: WorkTime
    minutes: Mapping[str, int]

    def answer_by(self, opened_at: str, priority: str) -> datetime | None:
        """Return until when a case is to be answered, in UTC; None where nothing is promised.

        Of a case whose time of day is not known, working time counts from the end of that day.
        """
        minutes = self.minutes.get(priority)
        if minutes is None:
            return None
        opened = stored_moment(opened_at)
        if opened is None:
            midnight = datetime.fromisoformat(opened_at) + timedelta(days=1)
            zone = self.work.zone
            opened = midnight.astimezone() if zone is None else midnight.replace(tzinfo=zone)
        return minutes_ahead(opened, minutes, self.work)


def read_promise(text: str) -> dict[str, int]:
    """Return priority -> minutes of ``urgent=1,high=4``; hours may have a part: ``urgent=0.5``.

    Raises:
        UsageError: a part names no priority or no hours.
    """
    found: dict[str, int] = {}
    for part in filter(None, (piece.strip() for piece in text.replace(";", ",").split(","))):
        name, _, hours = (piece.strip().lower() for piece in part.partition("="))
        if name not in PRIORITIES:
            raise UsageError(say('case_response_hours: "{part}" names no priority', part=part), _SETTING)
        try:
            minutes = round(float(hours) * 60)
        except (ValueError, OverflowError):
            raise UsageError(
                say('case_response_hours: "{part}" names no hours', part=part), _SETTING
            ) from None
        if not 0 < minutes < 10**6:
            raise UsageError(say('case_response_hours: "{part}" can\'t be kept', part=part), _SETTING)
        found[name] = minutes
    return found


def overdue(db: Reader, promise: Promise) -> list[int]:
    """Return the cases that nobody answered in time and that are still unresolved, ascending.

    Raises:
        UsageError: no time is promised at all.
    """
    if not promise.minutes:
        raise UsageError("no time to a first answer is promised", _SETTING)
    rows = db.tuples(
        "SELECT id, opened_at, priority FROM support_case WHERE status <> 'resolved' "
        "AND first_response_at IS NULL ORDER BY id"
    )
    return [number for number, opened_at, priority in rows if is_late(promise, opened_at, priority)]


def is_late(promise: Promise, opened_at: str, priority: str) -> bool:
    """Tell whether an unanswered case should have been answered by now."""
    by = promise.answer_by(opened_at, priority)
    return by is not None and by < promise.now
