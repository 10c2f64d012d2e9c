"""What the commands of tasks share: which tasks are meant, and the calendar that days are counted in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument

from crmcli.app import App
from crmcli.commands import records
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmcli.domain.targets import Targets
    from crmcli.domain.tasks.due import Calendar

Tasks = Annotated[
    list[str] | None, Argument(metavar="TASK...", help="Numbers, A-12; - reads them, one a line.")
]


def calendar(run: App) -> Calendar:
    """Return the day it is, the zone of times, and the working days."""
    from crmcli.domain.tasks.due import Calendar
    from crmcli.domain.tasks.work_days import work_days

    config = run.config
    return Calendar(run.today(), run.zone, work_days(config.get("work_days"), config.get("holidays")))


def aimed(run: App, params: Mapping[str, Any], verb: str, *more: str) -> Targets:
    """Return the tasks that are named, or those of a condition; ``more`` narrows the condition."""
    where: Sequence[str] = params.get("where") or ()
    narrowed = [*where, "kind=task", *more] if where else []
    if bool(params.get("refs")) == bool(where):
        what = say("both tasks and --where named") if where else say("no task named")
        raise UsageError(what, "crm task list --overdue --format ids")
    return records.targets(run, "activity", {**params, "where": narrowed}, verb)
