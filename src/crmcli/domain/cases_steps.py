"""A case's columns and the steps of its history, for whatever moves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.care import is_before, told
from crmcli.domain.nouns import CASE
from crmcli.domain.tasks.due import told as in_words
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from datetime import tzinfo

    from crmcli.sql import Reader, Writer

_COLUMNS = (
    "name", "status", "opened_at", "first_response_at", "resolved_at", "resolution", "channel", "customer_id",
    "contact_id", "lead_id", "order_id",
)  # fmt: skip


def case_of(db: Reader, number: int) -> dict[str, Any]:
    """Return a case's columns."""
    query = f"SELECT {', '.join(_COLUMNS)} FROM support_case WHERE id = :id"
    return dict(zip(_COLUMNS, db.tuples(query, {"id": number})[0], strict=True))


def refuse_early(case: dict[str, Any], number: int, at: str, zone: tzinfo) -> None:
    """Refuse a moment before the case was opened."""
    if is_before(at, case["opened_at"], zone):
        ref, opened = CASE.ref(number), in_words(case["opened_at"], zone)
        raise UsageError(
            say(
                "{in_words} lies before {ref} was opened, {opened}",
                in_words=in_words(at, zone),
                ref=ref,
                opened=opened,
            ),
            say("crm case show {ref} has the moments", ref=ref),
        )


_OF_STEP = {"opened_at": ("opened", "min"), "resolved_at": ("resolved", "max")}


def move_steps(db: Writer, case: int, values: dict[str, Any]) -> None:
    """Let the first opening and the last resolution stand where the case's own moments do."""
    for name, (kind, which) in _OF_STEP.items():
        if values.get(name) is None:
            continue
        query = f"SELECT {which}(id) FROM case_step WHERE case_id = :case AND kind = :kind"
        step = db.value(query, {"case": case, "kind": kind})
        if step is not None:
            db.update("case_step", step, {"at": values[name]})


def add_step(
    db: Writer, case: int, kind: str, at: str, note: str | None = None, activity: int | None = None
) -> None:
    """Add a step to a case's history."""
    row = {"case_id": case, "kind": kind, "at": at, "actor": db.note.actor, "note": note}
    db.insert("case_step", told({**row, "activity_id": activity}))
