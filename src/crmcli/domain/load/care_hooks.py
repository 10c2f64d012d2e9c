"""What records about care need beyond their own rows: a day, and moments that fit their status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.counting import counted
from crmcli.domain.load.hooks import Hooks
from crmcli.domain.nouns import INCIDENT
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.load.frame import Values
    from crmcli.sql import Writer


_SHOWN = 10
_STEP = {"resolved": "resolved", "waiting": "waiting", "open": "reopened"}


class DayHooks(Hooks):
    """A record without its day is of the day on which it is loaded, and that is said."""

    by_row = True
    day = ""
    one, many = "", ""

    def __init__(self, db: Writer) -> None:
        """Count what has no day."""
        super().__init__(db)
        self._undated = 0

    def before(self, rows: Sequence[Values]) -> None:
        """Fill the day."""
        today = self.db.note.at[:10]
        for values in rows:
            if values.get(self.day) is None:
                values[self.day] = today
                self._undated += 1

    def notes(self) -> list[str]:
        """Say how many had none."""
        if not self._undated:
            return []
        return [
            say(
                "{counted} without {day}: today's stands there",
                counted=counted(self._undated, self.one, self.many),
                day=self.day,
            )
        ]


class CaseHooks(DayHooks):
    """A resolved case has the moment of it, another has none; a status that changes is a step."""

    day, one, many = "opened_at", "case", "cases"
    reads = ("status", "resolved_at")

    def before(self, rows: Sequence[Values]) -> None:
        """Fill the day, and the moment of a resolution that nobody timed: a day, so that it is no time."""
        super().before(rows)
        for values in rows:
            if values["status"] == "resolved" and values.get("resolved_at") is None:
                values["resolved_at"] = (values.get("first_response_at") or values["opened_at"])[:10]

    def for_known(self, row_id: int, values: Values, current: dict[str, Any]) -> None:
        """Let the moment of the resolution follow the status."""
        del row_id
        status = values.get("status", current["status"])
        if status != "resolved":
            values["resolved_at"] = None
            if current["status"] == "resolved":
                values.setdefault("resolution", None)
        elif current["resolved_at"] is None:
            values.setdefault("resolved_at", self.db.note.at[:10])

    def changed(self, row_id: int, changed: dict[str, tuple[Any, Any]]) -> None:
        """Add the step of a case whose status changed."""
        if "status" not in changed:
            return
        old, new = changed["status"]
        if (old, new) == ("waiting", "open"):
            return
        at = changed.get("resolved_at", (None, None))[1] or self.db.note.at
        step = {"case_id": row_id, "kind": _STEP[new], "at": at, "actor": self.db.note.actor}
        self.db.insert("case_step", step)


class IncidentHooks(Hooks):
    """Whom an incident of a file touched is asked on its own: its condition may name what comes later."""

    by_row = True

    def __init__(self, db: Writer) -> None:
        """Remember what has a condition."""
        super().__init__(db)
        self._asking: list[int] = []

    def after(self, ids: Sequence[int], rows: Sequence[Values]) -> None:
        """Note the incidents whose condition waits to be asked."""
        self._asking += [number for number, values in zip(ids, rows, strict=True) if values.get("filter")]

    def notes(self) -> list[str]:
        """Say how to freeze whom they touched."""
        if not self._asking:
            return []
        refs = " ".join(INCIDENT.ref(number) for number in self._asking[:_SHOWN])
        return [say("whom they touched is not asked yet: crm incident refresh {refs}", refs=refs)]


class RequestHooks(DayHooks):
    """A request without a day was asked on the day on which it is loaded."""

    day, one, many = "asked_on", "request", "requests"


class SurveyHooks(DayHooks):
    """An answer without a day was given on the day on which it is loaded."""

    day, one, many = "answered_on", "answer", "answers"


class CheckHooks(DayHooks):
    """A check without a day was made on the day on which it is loaded."""

    day, one, many = "checked_on", "check", "checks"


KINDS: dict[str, type[Hooks]] = {
    "incident": IncidentHooks,
    "case": CaseHooks,
    "request": RequestHooks,
    "survey": SurveyHooks,
    "check": CheckHooks,
}
