"""What is done to several tasks at once, and what became of each, in the order they were named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.nouns import ACTIVITY, split_ref
from crmcli.domain.targets import Targets, Touched, label, matching, summed_up
from crmcli.errors import CrmError, NotFound, Refused
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crmcli.domain.results import Change
    from crmcli.domain.targets import Steps
    from crmcli.sql import Reader, Writer

TASKS = ACTIVITY._replace(name="task", plural="tasks")
"""What is told of them; their numbers are those of activities."""


def task_named(db: Reader, ref: str) -> int:
    """Return the number of a task, A-12.

    Raises:
        NotFound: there is no such activity.
        Refused: it is one of another kind.
    """
    from crmcli.domain.refs import resolve

    try:
        number = resolve(db, ACTIVITY, ref)
    except NotFound as error:
        if split_ref(ref.strip()) is None and not error.details:
            said = say('no task answers to "{ref}": a task is named by its number', ref=ref.strip())
            raise NotFound(said, "crm task list") from None
        raise
    kind = db.value("SELECT kind FROM activity WHERE id = :id", {"id": number})
    if kind != "task":
        a = "an" if kind[0] in "aeiou" else "a"
        shown = ACTIVITY.ref(number)
        raise Refused(
            say("{shown} is {a} {kind}, no task", shown=shown, a=a, kind=named(kind, "choice")),
            f"crm activity show {shown}",
        )
    return number


def each_task(
    db: Writer, targets: Targets, apply: Callable[[int], Steps | None], verb: str
) -> Change[Touched]:
    """Do something to each task; see ``targets.on_each``, of which this is the form for tasks.

    Raises:
        CrmError: the one task that is named is none, or refuses.
    """
    wanted: Sequence[str | int] = matching(db, ACTIVITY, targets) if targets.where else targets.refs
    items = []
    for target in wanted:
        number = target if isinstance(target, int) else None
        name = None
        try:
            number = task_named(db, str(target)) if number is None else number
            name = label(db, ACTIVITY, number)
            with db.savepoint():
                steps = apply(number)
        except CrmError as error:
            if len(wanted) == 1:
                raise
            ref = str(target) if number is None else ACTIVITY.ref(number)
            items.append(Touched(ref, name, "failed", None, error.message))
            continue
        status = "changed" if steps else "deleted" if steps is None else "unchanged"
        now = label(db, ACTIVITY, number) if steps else name
        items.append(Touched(ACTIVITY.ref(number), now, status, dict(steps) if steps else None))
    return summed_up(TASKS, items, verb)
