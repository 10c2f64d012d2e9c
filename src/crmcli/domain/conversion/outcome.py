"""What became of each lead: its line, the plan's lines, the notes, the exit code, the summary."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.conversion.apply import link_text, target_ref
from crmcli.domain.conversion.plan import Plan
from crmcli.domain.conversion.request import TARGETS
from crmcli.domain.conversion.rows import Converted, PlanLine
from crmcli.domain.counting import counted
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD, OPPORTUNITY
from crmcli.domain.results import Change, Listing
from crmcli.errors import CrmError, ExitCode
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmcli.domain.conversion.facts import Conversion, Lead
    from crmcli.domain.conversion.inputs import Input
    from crmcli.domain.conversion.plan import Step
    from crmcli.domain.conversion.request import Convert

_MOST_NOTES = 30


class Outcome(NamedTuple):
    """What became of one input."""

    row: Converted
    plan: Plan | None = None
    error: CrmError | None = None


def converted(lead: Lead, plan: Plan, made: Mapping[str, int]) -> Outcome:
    """Return what became of a lead that was converted now."""
    return Outcome(
        Converted(
            lead=lead.number,
            name=lead.label,
            status="converted",
            customer=made.get(CUSTOMER.name),
            contact=made.get(CONTACT.name),
            opportunity=made.get(OPPORTUNITY.name),
            days=plan.days,
            touches=plan.touches,
            reason=None,
            hint=None,
            input=LEAD.ref(lead.number),
            candidates=None,
        ),
        plan,
    )


def already(lead: Lead, found: Conversion | None, done: Converted | None) -> Converted:
    """Return the line of a lead that was converted before, or earlier in this run."""
    if found is None:
        assert done is not None  # noqa: S101 - one of the two brought us here
        return replace(done, status="already")
    return Converted(
        lead=lead.number,
        name=lead.label,
        status="already",
        customer=found.customer,
        contact=found.contact,
        opportunity=found.opportunity,
        days=found.days,
        touches=found.touches,
        reason=say("converted on {on}", on=found.on),
        hint=f"crm undo {found.change}",
        input=LEAD.ref(lead.number),
        candidates=None,
    )


def failed(one: Input, lead: Lead | None, error: CrmError) -> Converted:
    """Return the line of an input that failed."""
    details = error.details if isinstance(error.details, list) else []
    candidates = tuple(found for found in details if isinstance(found, dict) and "reasons" in found)
    return Converted(
        lead=one.number,
        name=lead.label if lead else None,
        status="failed",
        customer=None,
        contact=None,
        opportunity=None,
        days=None,
        touches=None,
        reason=error.message,
        hint=error.hint,
        input=one.text,
        candidates=candidates or None,
    )


def taken_back(outcome: Outcome) -> Outcome:
    """Return the outcome of a lead whose conversion went back with the others."""
    if outcome.plan is None:
        return outcome
    row = replace(outcome.row, status="taken back", customer=None, contact=None, opportunity=None)
    return Outcome(replace(row, reason=say("another lead failed, and --all-or-nothing was asked for")))


def refs_of(row: Converted) -> list[str]:
    """Return the numbers of what a lead became."""
    return [noun.ref(number) for noun in TARGETS if (number := getattr(row, noun.name)) is not None]


def _notes(outcome: Outcome) -> list[str]:
    """Return what a person should know of a conversion: what was left as it is, and who is alike."""
    if outcome.plan is None:
        return []
    numbers = {noun.name: number for noun in TARGETS if (number := getattr(outcome.row, noun.name))}
    kept = [
        say(
            '{target_ref} {field}: kept "{old}", lead had "{new}"',
            target_ref=target_ref(step, numbers),
            field=step.field,
            old=step.old,
            new=step.new,
        )
        for step in outcome.plan.steps
        if step.action == "conflict"
    ]
    return [*kept, *outcome.plan.goals.notes]


def _shortened(notes: list[str]) -> tuple[str, ...]:
    if len(notes) <= _MOST_NOTES:
        return tuple(notes)
    more = say(
        "and {count:,} more: crm lead show tells of each lead what went where", count=len(notes) - _MOST_NOTES
    )
    return (*notes[:_MOST_NOTES], more)


def result(request: Convert, outcomes: Sequence[Outcome], lost: int) -> Change[Any]:
    """Return the outcomes of all inputs; ``lost`` counts the lost leads that comparisons left out."""
    notes = [note for outcome in outcomes for note in _notes(outcome)]
    if lost:
        notes.append(
            say("{counted} left out: crm lead reopen opens one again", counted=counted(lost, "lost lead"))
        )
    rows = [outcome.row for outcome in outcomes]
    made = [row for row in rows if row.status == "converted"]
    shown: dict[str, Any] = {
        "notes": _shortened(notes),
        "exit_code": int(_exit_code(request, outcomes)),
        "summary": _summary(rows),
    }
    listed = ", ".join(LEAD.ref(row.lead) for row in made[:5] if row.lead is not None)
    action = say("converted {listed}", listed=listed or "nothing") + (
        say(" and {count} more", count=len(made) - 5) if len(made) > 5 else ""
    )
    if len(made) == 1:
        action += say(" into {refs_of}", refs_of=", ".join(refs_of(made[0])))
    if request.preview:
        lines = [line for outcome in outcomes for line in _lines(outcome)]
        return Change(action, PlanLine, lines, sections=(Listing(Converted, rows, title="Results"),), **shown)
    return Change(action, Converted, rows, **shown)


def _lines(outcome: Outcome) -> list[PlanLine]:
    """Return the lines of a plan; new records have no number before they are made."""
    row = outcome.row
    if outcome.plan is None:
        action = "already" if row.status == "already" else "fail"
        text = ", ".join(refs_of(row)) if action == "already" else row.reason
        target = LEAD.ref(row.lead) if row.lead else row.input
        return [PlanLine(row.lead, target, action, None, None, text, row.hint)]
    goals = outcome.plan.goals
    numbers = {noun.name: number for noun in TARGETS if (number := goals.of(noun.name).number)}
    numbers[LEAD.name] = outcome.plan.lead
    return [_line(outcome.plan, step, numbers) for step in outcome.plan.steps]


def _line(plan: Plan, step: Step, numbers: dict[str, int]) -> PlanLine:
    new = link_text(step, numbers)
    field = step.field
    if field and not field.startswith("custom."):
        field = named(field.replace("_", " "), "column", field)
    return PlanLine(plan.lead, target_ref(step, numbers), step.action, field, step.old, new, step.why)


def _exit_code(request: Convert, outcomes: Sequence[Outcome]) -> ExitCode:
    """Return 0; 5 when some failed; the failures' own code, 1 when they differ, when nothing was done."""
    failures = [outcome.error for outcome in outcomes if outcome.error is not None]
    if not failures:
        return ExitCode.DONE
    done = any(outcome.error is None for outcome in outcomes)
    if done and not request.all_or_nothing:
        return ExitCode.PARTIAL
    codes = {error.code for error in failures}
    return codes.pop() if len(codes) == 1 else ExitCode.REFUSED


def _summary(rows: Sequence[Converted]) -> str:
    """Return what was done, in a line."""
    if not rows:
        return say("No lead is like that")
    if len(rows) == 1:
        return _summary_of_one(rows[0])
    words = ("converted", "already", "failed", "taken back")
    counts = {status: sum(row.status == status for row in rows) for status in words}
    if counts["taken back"] or (counts["failed"] == len(rows)):
        return say(
            "Nothing was converted: {failed} of {count:,} leads failed",
            failed=counts["failed"],
            count=len(rows),
        )
    parts = [
        say("Converted {converted:,} of {count:,} leads", converted=counts["converted"], count=len(rows))
    ]
    parts += [say("converted already: {already:,}", already=counts["already"])] if counts["already"] else []
    parts += [say("{failed:,} failed", failed=counts["failed"])] if counts["failed"] else []
    return listed(parts)


def _became(row: Converted) -> str:
    """Return what a lead became, each by its noun and number."""
    found = [
        say("{noun} {ref}", noun=named(noun.name), ref=noun.ref(number))
        for noun in TARGETS
        if (number := getattr(row, noun.name)) is not None
    ]
    return listed(found) if found else say("nothing")


def _how(row: Converted) -> str:
    """Return how long it took and how often somebody was in touch; a day that isn't known is left out."""
    touches = counted(row.touches, "touch", "touches") if row.touches else say("no touches")
    if row.days is None:
        return touches
    return listed(
        (say("after {days}", days=counted(row.days, "day")) if row.days else say("same day"), touches)
    )


def _summary_of_one(row: Converted) -> str:
    who = f"{LEAD.ref(row.lead) if row.lead else row.input} {row.name or ''}".rstrip()
    became = _became(row)
    if row.status == "converted":
        return say("Converted {who} into {became} ({how})", who=who, became=became, how=_how(row))
    if row.status == "already":
        return say("{who} is converted already, into {became}", who=who, became=became)
    return say("{who}: {reason}", who=who, reason=row.reason)
