"""A plan carried out: every step as it stands, then the record of the conversion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.nouns import BY_NAME, LEAD, OPPORTUNITY, split_ref
from crmcli.domain.opportunity_moves import begun
from crmcli.domain.records import Key, Keys, add_key, create, modify
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmcli.domain.conversion.plan import Plan, Step
    from crmcli.sql import Writer

_TARGETS = ("customer", "contact", "opportunity")


def apply(db: Writer, plan: Plan, keys: Keys) -> dict[str, int]:
    """Carry out a plan and return target -> number; customer, contact and opportunity in this order."""
    numbers = {LEAD.name: plan.lead}
    for target in _TARGETS:
        goal = plan.goals.of(target)
        if not goal.wanted:
            continue
        steps = [step for step in plan.steps if step.target == target]
        noun, values = BY_NAME[target], _values(steps, numbers)
        if goal.number is None:
            numbers[target] = (
                begun(db, values, keys) if noun is OPPORTUNITY else create(db, noun, values, keys)
            )
        else:
            numbers[target] = goal.number
            if values:
                modify(db, noun, goal.number, values, keys)
        for step in steps:
            if isinstance(step.value, Key):
                add_key(db, noun, numbers[target], step.value, keys)
    _tie_others(db, plan, numbers, keys)
    db.update(LEAD.table, plan.lead, _values([s for s in plan.steps if s.target == LEAD.name], numbers))
    _record(db, plan, numbers)
    return numbers


def _values(steps: Sequence[Step], numbers: Mapping[str, int]) -> dict[str, Any]:
    """Return field -> value of the steps that write fields; a link's value is the other's number."""
    values: dict[str, Any] = {}
    for step in steps:
        if step.field is None or step.action == "conflict" or isinstance(step.value, Key):
            continue
        if step.field.startswith("custom."):
            values.setdefault("custom", {})[step.field.removeprefix("custom.")] = step.value
        elif step.field == "amount":
            values["amount"], values["currency"] = step.value
        else:
            values[step.field] = numbers[step.value] if step.action == "link" else step.value
    return values


def _tie_others(db: Writer, plan: Plan, numbers: Mapping[str, int], keys: Keys) -> None:
    """Tie the lead's other opportunities to what it became."""
    others: dict[int, list[Step]] = {}
    for step in plan.steps:
        ref = split_ref(step.target)
        if ref is not None:
            others.setdefault(ref[1], []).append(step)
    for number, steps in others.items():
        modify(db, OPPORTUNITY, number, _values(steps, numbers), keys)


def _record(db: Writer, plan: Plan, numbers: Mapping[str, int]) -> None:
    """Keep the record of the conversion: what came of the lead, and the plan field by field."""
    import json

    values: dict[str, Any] = {
        "lead_id": plan.lead,
        "converted_on": plan.converted_on.isoformat(),
        "actor": db.note.actor,
        "days": plan.days,
        "touches": plan.touches,
    }
    for target in _TARGETS:
        values[f"{target}_id"] = numbers.get(target)
        values[f"{target}_created"] = int(plan.goals.of(target).create)
    lines = [
        {
            "target": target_ref(step, numbers),
            "action": step.action,
            "field": step.field,
            "old": step.old,
            "new": link_text(step, numbers),
            "why": step.why,
        }
        for step in plan.steps
    ]
    db.insert("conversion", values | {"plan": json.dumps(lines, ensure_ascii=False)})


def target_ref(step: Step, numbers: Mapping[str, int]) -> str:
    """Return the number of the record a step is done to; ``new customer`` where it has none yet."""
    if step.target not in BY_NAME:
        return step.target
    number = numbers.get(step.target)
    return BY_NAME[step.target].ref(number) if number else say("new {target}", target=named(step.target))


def link_text(step: Step, numbers: Mapping[str, int]) -> str | None:
    """Return what a step writes, in words; a link names the other record."""
    if step.action == "link" and step.value in BY_NAME and step.value in numbers:
        return BY_NAME[step.value].ref(numbers[step.value])
    return step.new
