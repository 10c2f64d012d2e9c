"""Playbooks as they are listed and shown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Choice, Day, Fields, Flag, Number, Ref, Text
from crmcli.domain.nouns import PLAYBOOK
from crmcli.domain.results import Listing
from crmcli.domain.views import ListRecords, Part, ShowRecord, View, list_of, record_of
from crmcli.errors import CrmError
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from crmcli.domain.results import Record
    from crmcli.sql import Reader


PERIOD = Choice(dict.fromkeys(("once", "week", "month", "quarter", "year"), ("", "")))


@frozen
class PlaybookRow:
    """A playbook in a list; ``served`` counts the customers it gave tasks to, each period anew."""

    id: Annotated[int, Ref("PB", "no.")]
    name: Annotated[str, Text()]
    filter: Annotated[str, Text("for")]
    period: Annotated[str, PERIOD]
    owner: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    served: Annotated[int, Number()]
    last_on: Annotated[date | None, Day("last run", show=ROOMY)]
    active: Annotated[bool, Flag()]


_SERVED = "(SELECT count(*) FROM firing f WHERE f.playbook_id = r.id) AS served"
_LAST = "(SELECT max(f.fired_on) FROM firing f WHERE f.playbook_id = r.id) AS last_on"
_LIST = View(
    PLAYBOOK,
    PlaybookRow,
    f"""
SELECT r.id, r.name, r.filter, r.period, u.name AS owner, {_SERVED}, {_LAST}, r.active
FROM playbook r LEFT JOIN crm_user u ON u.id = r.owner_id
""",
    "r.active DESC, r.name_sort, r.id",
    'no playbook yet: crm playbook add "Hoş geldin" --where \'orders = 1\' --step "Ara; +3 days"',
)


def list_playbooks(db: Reader, request: ListRecords) -> Listing[PlaybookRow]:
    """List playbooks by name, those not in use last."""
    return list_of(db, _LIST, request)


@frozen
class PlaybookRecord:
    """A playbook whole."""

    id: Annotated[int, Ref("PB", "no.")]
    name: str
    filter: Annotated[str, Text("for")]
    period: Annotated[str, PERIOD]
    owner: str | None
    active: bool
    note: str | None
    custom: Annotated[dict[str, Any] | None, Fields()]


@frozen
class StepLine:
    """A step: what to do, so many days and months after the start."""

    what: str
    after: str
    priority: str


@frozen
class ServedLine:
    """A customer the playbook gave tasks to; ``open`` is whether the first of them is."""

    on: Annotated[date, Day()]
    who: Annotated[str, Text("for")]
    task: Annotated[int | None, Ref("A")]
    subject: str | None
    done: bool | None


_RECORD = View(
    PLAYBOOK,
    PlaybookRecord,
    """
SELECT r.id, r.name, r.filter, r.period, u.name AS owner, r.active, r.note, r.custom
FROM playbook r LEFT JOIN crm_user u ON u.id = r.owner_id
""",
)
_LATEST = """
SELECT f.fired_on AS "on", coalesce(c.name, f.key) AS who, f.activity_id AS task, a.subject, a.done
FROM firing f LEFT JOIN activity a ON a.id = f.activity_id LEFT JOIN customer c ON c.id = a.customer_id
WHERE f.playbook_id = :id ORDER BY f.id DESC LIMIT 20
"""


def show_playbook(db: Reader, request: ShowRecord) -> Record[PlaybookRecord]:
    """Show one playbook with its steps and the latest customers it gave tasks to."""
    from dataclasses import replace

    from crmcli.domain.playbooks.steps import Span, parse_steps

    found = record_of(db, _RECORD, request, Part("Latest", ServedLine, _LATEST))
    text = db.value("SELECT steps FROM playbook WHERE id = :id", {"id": found.item.id})

    def told(after: Span) -> str:
        parts = [say("{months} months", months=after.months)] if after.months else []
        parts += [say("{days} days", days=after.days)] if after.days else []
        return "+" + listed(parts, " ") if parts else say("same day")

    try:
        lines = [
            StepLine(step.subject, told(step.after), named(step.priority, "choice"))
            for step in parse_steps(text)
        ]
    except CrmError as error:
        return replace(found, notes=(*found.notes, say("it can't be read: {message}", message=error.message)))
    return replace(found, sections=(Listing(StepLine, lines, title="Steps"), *found.sections))
