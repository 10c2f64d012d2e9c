"""What is done to a plan: made with its steps, a step more, reached or dropped, deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.adding import AddRecord, store
from crmcli.domain.counting import counted
from crmcli.domain.frozen import frozen
from crmcli.domain.given import Context, typed
from crmcli.domain.nouns import ACTIVITY, PLAN
from crmcli.domain.records import Keys
from crmcli.domain.removing import delete
from crmcli.domain.results import Change
from crmcli.domain.targets import Steps, Targets, Touched, label, on_each
from crmcli.domain.tasks.add import TaskValues, new_task
from crmcli.errors import Conflict, UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from crmcli.sql import Reader, Writer


class Step(NamedTuple):
    """A step as it is told: what is to be done, until which day (ISO; None: the plan's own)."""

    text: str
    due: str | None = None
    user: int | None = None


@frozen
class AddPlan:
    """A plan's fields as typed, and its steps, each ``what; day``."""

    given: Mapping[str, str | Sequence[str]]
    steps: tuple[str, ...]
    context: Context


def add_plan(db: Writer, request: AddPlan) -> Change[Touched]:
    """Make a plan for a customer with its steps as tasks.

    Raises:
        NotFound, Conflict: no customer or owner, or several, answer to a name.
        UsageError, Refused: a day or a text can't be read.
    """
    values = typed(db, PLAN, request.given, request.context)
    values.setdefault("branch", db.note.branch)
    number = store(db, PLAN, values, AddRecord("plan", {}, request.context))
    made = [
        _add_step(db, number, parse_step(text, request.context), request.context) for text in request.steps
    ]
    ref = PLAN.ref(number)
    items = [Touched(ref, values["name"], "added"), *(_told(db, step) for step in made)]
    steps = say(" with {counted}", counted=counted(len(made), "step")) if made else ""
    by = say(", by {due_on}", due_on=values["due_on"]) if values.get("due_on") else ""
    return Change(
        say("added {ref}", ref=ref),
        Touched,
        items,
        summary=say("Added {ref} {name}{by}{steps}", ref=ref, name=values["name"], by=by, steps=steps),
    )


def parse_step(text: str, context: Context) -> Step:
    """Return the step that ``Yıllık toplantı; 2026-12-05`` tells; the day may be left out.

    Raises:
        UsageError: nothing is told, or the day is none.
    """
    from crmcli.domain.dates import parse_when

    words, mark, day = text.rpartition(";")
    if not mark:
        words, day = text, ""
    if not words.strip("; "):
        raise UsageError(say('"{text}" tells no step', text=text), '--step "Yıllık toplantı; 2026-12-05"')
    return Step(words.strip(), parse_when(day.strip(), context.today).isoformat() if day.strip() else None)


@frozen
class AddStep:
    """A further step of a plan, its day and who does it as typed."""

    ref: str
    text: str
    due: str | None
    user: str | None
    context: Context


def add_step(db: Writer, request: AddStep) -> Change[Touched]:
    """Add a step to a plan.

    Raises:
        NotFound, Conflict: no plan or user, or several, answer to a name.
        Conflict: the plan is not open.
    """
    from crmcli.domain.nouns import USER
    from crmcli.domain.refs import resolve

    number = resolve(db, PLAN, request.ref)
    ref = PLAN.ref(number)
    status = db.value("SELECT status FROM account_plan WHERE id = :id", {"id": number})
    if status != "open":
        state = named(str(status), "choice")
        raise Conflict(say("{ref} is {status}", ref=ref, status=state), f"crm plan reopen {ref}")
    step = parse_step(request.text, request.context)
    if request.due is not None:
        from crmcli.domain.dates import parse_when

        step = step._replace(due=parse_when(request.due, request.context.today).isoformat())
    if request.user is not None:
        step = step._replace(user=resolve(db, USER, request.user))
    made = _add_step(db, number, step, request.context)
    due = db.value("SELECT at FROM activity WHERE id = :id", {"id": made})
    return Change(
        say("added {step} to {plan}", step=ACTIVITY.ref(made), plan=ref),
        Touched,
        [_told(db, made)],
        summary=say(
            "Added {step} to {plan}: {text}, due {due}",
            step=ACTIVITY.ref(made),
            plan=ref,
            text=step.text,
            due=due,
        ),
    )


def _add_step(db: Writer, plan: int, step: Step, context: Context) -> int:
    """Make the task that a step is: due with the plan, or today, where no day is told; its owner's."""
    query = "SELECT customer_id, owner_id, due_on, branch FROM account_plan WHERE id = :id"
    customer, owner, due, branch = db.tuples(query, {"id": plan})[0]
    values = TaskValues(
        subject=step.text,
        at=step.due or due or context.today.isoformat(),
        customer=customer,
        plan=plan,
        user=step.user or owner,
        branch=branch,
    )
    return new_task(db, values, Keys(context.region, context.source))


def _told(db: Reader, step: int) -> Touched:
    return Touched(ACTIVITY.ref(step), label(db, ACTIVITY, step), "added")


@frozen
class ClosePlans:
    """Plans and what became of them: reached, dropped, or open again; ``on`` is the ISO day.

    ``clear`` deletes the steps that are still open.
    """

    targets: Targets
    status: str
    on: str
    clear: bool = False


_VERBS = {"reached": "reached", "dropped": "dropped", "open": "reopened"}


def close_plans(db: Writer, request: ClosePlans) -> Change[Touched]:
    """Say that plans were reached or dropped, or are open again; steps still open are told or deleted."""
    left: list[int] = []

    def apply(number: int) -> Steps:
        closed = None if request.status == "open" else request.on
        status = db.value("SELECT status FROM account_plan WHERE id = :id", {"id": number})
        if status == request.status:
            return {}
        steps = dict(db.update("account_plan", number, {"status": request.status, "closed_on": closed}))
        waiting = _steps(db, number, " AND done = 0") if request.status != "open" else []
        for step in waiting if request.clear else ():
            delete(db, ACTIVITY, step)
        if waiting and request.clear:
            steps["open steps"] = (len(waiting), None)
        elif waiting:
            left.append(number)
        return steps

    from dataclasses import replace

    result = on_each(db, PLAN, request.targets, apply, _VERBS[request.status])
    notes = tuple(say("{ref} has open steps: crm plan show {ref}", ref=PLAN.ref(number)) for number in left)
    return replace(result, notes=(*result.notes, *notes))


def _steps(db: Reader, plan: int, test: str = "") -> list[int]:
    query = f"SELECT id FROM activity WHERE plan_id = :id{test} ORDER BY id"
    return [row[0] for row in db.tuples(query, {"id": plan})]


@frozen
class DeletePlans:
    """Plans to delete; with ``detach`` their steps stay as tasks of the customer."""

    targets: Targets
    detach: bool = False


def delete_plans(db: Writer, request: DeletePlans) -> Change[Touched]:
    """Delete plans; one with steps only when they are to stay without it.

    Raises:
        Conflict: a plan has steps.
    """

    def apply(number: int) -> None:
        steps = _steps(db, number)
        ref = PLAN.ref(number)
        if steps and not request.detach:
            raise Conflict(
                say(
                    "{ref} {label} has {counted}",
                    ref=ref,
                    label=label(db, PLAN, number),
                    counted=counted(len(steps), "step"),
                ),
                say(
                    "crm plan delete {ref} --detach keeps them as tasks; crm plan drop {ref} keeps the "
                    "history",
                    ref=ref,
                ),
            )
        for step in steps:
            db.update("activity", step, {"plan_id": None})
        delete(db, PLAN, number)

    return on_each(db, PLAN, request.targets, apply, "deleted")
