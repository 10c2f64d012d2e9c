"""A case's columns and the steps of its history, for whatever moves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.care import is_before, told
from crmcli.domain.nouns import CASE
from crmcli.errors import UsageError

if TYPE_CHECKING:
    from crmcli.sql import Reader, Writer

_COLUMNS = (
    "name", "status", "opened_at", "first_response_at", "resolution", "channel", "customer_id", "contact_id",
    "lead_id", "order_id",
)  # fmt: skip


def case_of(db: Reader, number: int) -> dict[str, Any]:
    """Return a case's columns."""
    query = f"SELECT {', '.join(_COLUMNS)} FROM support_case WHERE id = :id"
    return dict(zip(_COLUMNS, db.tuples(query, {"id": number})[0], strict=True))


def refuse_early(case: dict[str, Any], number: int, at: str) -> None:
    """Refuse a moment before the case was opened."""
    if is_before(at, case["opened_at"]):
        ref = CASE.ref(number)
        raise UsageError(
            f"{at} lies before {ref} was opened, {case['opened_at']}", f"crm case show {ref} has the moments"
        )


def add_step(
    db: Writer, case: int, kind: str, at: str, note: str | None = None, activity: int | None = None
) -> None:
    """Add a step to a case's history."""
    row = {"case_id": case, "kind": kind, "at": at, "actor": db.note.actor, "note": note}
    db.insert("case_step", told({**row, "activity_id": activity}))
