"""Running playbooks: every customer of the condition gets the tasks, once a period, whoever runs it again.

A firing's key is the customer and the period (``C-12/2026-Q4``); the store holds it unique, and writers
come one after another, so that two runs at once give the tasks once.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.counting import counted
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Choice, Day, Number, Ref, Text
from crmcli.domain.nouns import CUSTOMER, PLAYBOOK
from crmcli.domain.playbooks.steps import parse_steps
from crmcli.domain.results import Change
from crmcli.domain.targets import Targets, matching
from crmcli.errors import CrmError, ExitCode
from crmcli.said import say
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader, Writer

STATUS = Choice({"added": ("+", "green"), "failed": ("✗", "red")})


@frozen
class RunPlaybooks:
    """Which playbooks (all in use, without names), on a day; ``audience`` says how conditions are read."""

    refs: tuple[str, ...]
    on: date
    audience: Targets


@frozen
class ServedRow:
    """A customer that got the tasks of a playbook; without one, a playbook that can't be run and why."""

    id: Annotated[int | None, Ref("C", "no.")]
    name: Annotated[str | None, Text()]
    playbook: Annotated[str, Text()]
    tasks: Annotated[int, Number()]
    first_due: Annotated[date | None, Day("first due")]
    owner: Annotated[str | None, Text(wrap=False)]
    status: Annotated[str, STATUS]
    reason: Annotated[str | None, Text()] = None


class Playbook(NamedTuple):
    """A playbook to run."""

    number: int
    name: str
    condition: str
    period: str
    steps: str
    owner: int | None


def run_playbooks(db: Writer, request: RunPlaybooks) -> Change[ServedRow]:
    """Give the tasks of playbooks to those who have not had them this period; once more does nothing.

    A task is its playbook's owner's, else the customer's. A playbook that can't be read any more is told,
    and the others run.

    Raises:
        NotFound, Conflict: no playbook, or several, answer to a name.
    """
    rows: list[ServedRow] = []
    failed: list[ServedRow] = []
    ran = []
    for playbook in _chosen(db, request):
        try:
            served = _run(db, playbook, request)
        except CrmError as error:
            told = ServedRow(None, None, playbook.name, 0, None, None, "failed", error.message)
            failed.append(told)
            continue
        rows += served
        ran += [PLAYBOOK.ref(playbook.number)] if served else []
    tasks = sum(row.tasks for row in rows)
    action = say("gave {tasks} tasks of {ran}", tasks=tasks, ran=", ".join(ran)) if ran else "gave no tasks"
    summary = say("Nobody is due: no task was added")
    if rows:
        summary = say(
            "{tasks} for {customers}",
            tasks=counted(tasks, "task"),
            customers=counted(len({row.id for row in rows}), "customer"),
        )
    code = ExitCode.DONE if not failed else ExitCode.PARTIAL if rows else ExitCode.REFUSED
    return Change(action, ServedRow, [*rows, *failed], summary=summary, exit_code=int(code))


def _chosen(db: Reader, request: RunPlaybooks) -> list[Playbook]:
    """Return the playbooks named, else all in use, in the order of their numbers."""
    from crmcli.domain.refs import resolve

    numbers = [resolve(db, PLAYBOOK, ref, region=request.audience.region) for ref in request.refs]
    query = "SELECT id, name, filter, period, steps, owner_id, active FROM playbook ORDER BY id"
    return [
        Playbook(row[0], row[1], row[2], row[3], row[4], row[5])
        for row in db.tuples(query)
        if (row[0] in numbers if numbers else row[6])
    ]


def period_of(day: date, period: str) -> str:
    """Return the name of the period a day is in: once, 2026-W47, 2026-11, 2026-Q4, 2026."""
    from crmcli.domain.periods import month_of, quarter_of

    if period == "week":
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}"
    names = {"month": month_of(day), "quarter": quarter_of(day), "year": f"{day.year:04}"}
    return names.get(period, "once")


def _run(db: Writer, playbook: Playbook, request: RunPlaybooks) -> list[ServedRow]:
    """Give one playbook's tasks."""
    from dataclasses import replace

    period = period_of(request.on, playbook.period)
    wanted = matching(db, CUSTOMER, replace(request.audience, where=(playbook.condition,)))
    query = "SELECT key FROM firing WHERE playbook_id = :id AND key LIKE :period"
    had = {row[0] for row in db.tuples(query, {"id": playbook.number, "period": f"%/{period}"})}
    new = [number for number in wanted if f"{CUSTOMER.ref(number)}/{period}" not in had]
    if not new:
        return []
    steps = parse_steps(playbook.steps)
    days = [step.after.after(request.on) for step in steps]
    people = _people(db, new, playbook.owner)
    ids = db.allocate("activity", len(new) * len(days))
    tasks, firings = [], []
    for place, number in enumerate(new):
        first = ids[place * len(days)]
        owner = people[number].owner
        for step, day, task in zip(steps, days, ids[place * len(days) :], strict=False):
            tasks.append((task, day.isoformat(), step.subject, step.priority, number, owner))
        firings.append((f"{CUSTOMER.ref(number)}/{period}", first))
    same: dict[str, Any] = {"kind": "task", "done": 0}
    if db.note.branch:
        same["branch"] = db.note.branch
    db.insert_many("activity", ("id", "at", "subject", "priority", "customer_id", "user_id"), tasks, same)
    fired = {"playbook_id": playbook.number, "fired_on": request.on.isoformat(), "depth": 0}
    db.insert_many("firing", ("key", "activity_id"), firings, fired)
    first_due = min(days)
    return [
        ServedRow(
            number,
            people[number].name,
            playbook.name,
            len(days),
            first_due,
            people[number].owner_name,
            "added",
        )
        for number in new
    ]


class Person(NamedTuple):
    """A customer's name and whose the tasks are."""

    name: str
    owner: int | None
    owner_name: str | None


def _people(db: Reader, numbers: Sequence[int], owner: int | None) -> dict[int, Person]:
    """Return number -> name and owner: the playbook's, else the customer's."""
    listed, values = within(db.engine, "r.id", "ids", list(numbers))
    query = f"SELECT r.id, r.name, r.owner_id FROM customer r WHERE {listed}"
    names = dict(db.tuples("SELECT id, name FROM crm_user"))
    found = {}
    for number, name, own in db.tuples(query, values):
        whose = owner if owner is not None else own
        found[number] = Person(name, whose, names.get(whose))
    return found
