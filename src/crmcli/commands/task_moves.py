"""``crm task done``, ``reopen``, ``move`` and ``delete``: what happens to tasks that are there."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Option

from crmcli.app import App, writes
from crmcli.commands import options
from crmcli.commands.task_options import Tasks, aimed, calendar
from crmcli.domain.results import Change
from crmcli.errors import UsageError
from crmcli.said import say


@writes
def done(
    ctx: Context,
    refs: Tasks = None,
    on: Annotated[str | None, Option("--on", metavar="DAY", help="The day it was done; today.")] = None,
    outcome: Annotated[str | None, Option("--outcome", help="What came of it.")] = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Mark tasks as done; a repeating one makes its next.

    Mark tasks as done; a repeating one makes its next and says when it is due.

    Example: crm task done A-12 A-13 --outcome "offer sent"
    """
    from crmcli.domain.dates import parse_when
    from crmcli.domain.tasks.changes import DoneTasks, done_tasks

    run: App = ctx.obj
    days = calendar(run)
    day = days.today if on is None else parse_when(on, days.today, days.work, past=True)
    targets = aimed(run, locals(), "mark as done", "done=no")
    return run.write(done_tasks, DoneTasks(targets, day, days, outcome))


@writes
def reopen(
    ctx: Context, refs: Tasks = None, where: options.Where = None, yes: options.Yes = False
) -> Change[Any]:
    """Open tasks again that were marked as done.

    Example: crm task reopen A-12
    """
    from crmcli.domain.tasks.changes import OnTasks, reopen_tasks

    run: App = ctx.obj
    return run.write(reopen_tasks, OnTasks(aimed(run, locals(), "reopen", "done=yes"), calendar(run)))


@writes
def move(
    ctx: Context,
    words: Annotated[
        list[str],
        Argument(metavar="TASK... WHEN", help="Numbers, then +3d, +2w, friday, 'ay sonu'; - reads numbers."),
    ],
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Put tasks off: +3d, friday, 31.12.2026.

    Put tasks off: +3d from the day they are due, or from today when that has passed.

    Example: crm task move A-12 +3d
    """
    from crmcli.domain.tasks.changes import MoveTasks, move_tasks

    run: App = ctx.obj
    if len(words) == 1 and not where:
        raise UsageError(
            say('to which day? "{words}" stands alone', words=words[0]), f"crm task move {words[0]} +3d"
        )
    params = {"refs": list(words[:-1]), "where": where, "yes": yes}
    return run.write(move_tasks, MoveTasks(aimed(run, params, "move", "done=no"), words[-1], calendar(run)))


@writes
def delete(
    ctx: Context, refs: Tasks = None, where: options.Where = None, yes: options.Yes = False
) -> Change[Any]:
    """Delete tasks; refused while other records refer to them.

    Example: crm task delete A-12
    """
    from crmcli.domain.tasks.changes import OnTasks, delete_tasks

    run: App = ctx.obj
    return run.write(delete_tasks, OnTasks(aimed(run, locals(), "delete"), calendar(run)))
