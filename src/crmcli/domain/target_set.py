"""Targets as people set them: a metric, a period, what is to be reached; the same again changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.editing import edit_one
from crmcli.domain.frozen import frozen
from crmcli.domain.given import Context, typed
from crmcli.domain.nouns import TARGET
from crmcli.domain.records import Keys, create, modify
from crmcli.domain.results import Change
from crmcli.domain.target import check_metric, period_name
from crmcli.domain.target_actuals import AMOUNTS
from crmcli.domain.targets import Steps, Touched, on_each, steps_of
from crmcli.errors import Conflict, Refused, UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from crmcli.domain.editing import EditRecords
    from crmcli.sql import Reader, Writer


@frozen
class SetTarget:
    """A target as typed: ``value`` is an amount or a number, by the metric.

    With ``replaces`` the one of the same metric, period, owner, branch and product is changed.
    """

    metric: str
    period: str
    value: str
    given: dict[str, Any]
    context: Context
    replaces: bool = True


def set_target(db: Writer, request: SetTarget) -> Change[Touched]:
    """Set what is to be reached in a period.

    Raises:
        UsageError, NotFound, Conflict: a value can't be read; see ``given.typed``.
        DayError: the period is none.
        Conflict: there is such a target already, and nothing is to be replaced.
    """
    from crmcli.domain.periods import parse_period
    from crmcli.domain.taken import refuse_taken

    context = request.context
    period = parse_period(request.period)
    if not request.metric.strip() or not request.value.strip():
        raise UsageError(
            "no metric or nothing to reach is given", 'crm target set revenue 2026-Q4 "500.000 TL"'
        )
    metric = typed(db, TARGET, {"metric": request.metric}, context)["metric"]
    field = "amount" if metric in AMOUNTS else "goal"
    given = {**request.given, "metric": metric, field: request.value}
    values = typed(db, TARGET, given, context)
    values |= {"from_on": period.start.isoformat(), "until_on": period.last.isoformat()}
    odd = check_metric(metric, of_amount="amount" in given, product=values.get("product"))
    if odd is not None:
        raise UsageError(odd, "crm target set --help")
    keys = Keys(context.region, context.source)
    known = same_target(db, values)
    refuse_taken(db, TARGET, values, keys, but=known or 0)
    steps = None
    if known is None:
        number, status = create(db, TARGET, values, keys), "added"
    elif request.replaces:
        number = known
        steps = steps_of(db, TARGET, number, modify(db, TARGET, number, values, keys))
        status = "changed" if steps else "unchanged"
    else:
        ref = TARGET.ref(known)
        raise Conflict(
            say("{ref} is this target already", ref=ref),
            say("crm target show {ref}; set changes it", ref=ref),
        )
    ref = TARGET.ref(number)
    period_told = period_name(period.start, period.last)
    name = f"{metric} {period_told}"
    shown = say("{metric} {period}", metric=named(metric, "metric"), period=period_told)
    return Change(
        say("set {ref}", ref=ref) if status != "unchanged" else "set nothing",
        Touched,
        [Touched(ref, name, status, steps)],
        summary=say("{ref} {name}: {price} already", ref=ref, name=shown, price=_told(values, field))
        if status == "unchanged"
        else say("{ref} {name}: {price}", ref=ref, name=shown, price=_told(values, field)),
    )


def edit_targets(db: Writer, request: EditRecords) -> Change[Touched]:
    """Set fields of targets; what they are then still has to be a target, and none that is there already.

    Raises:
        UsageError, NotFound, Conflict: see ``set_target``.
        Refused: the metric, its value and its product don't go together, or the period ends before it starts.
    """
    if not request.given:
        raise UsageError("no field is given to change", "crm target edit --help")

    def apply(number: int) -> Steps:
        stored = dict(zip(_STORED, db.tuples(_WHOLE, {"id": number})[0], strict=True))
        context = request.context._replace(currency=stored["currency"] or request.context.currency)
        values = typed(db, TARGET, request.given, context)
        _check_whole(db, number, {**stored, **values})
        keys = Keys(context.region, context.source)
        return edit_one(db, TARGET, number, values, keys, force=request.force)

    return on_each(db, TARGET, request.targets, apply)


_STORED = ("metric", "from_on", "until_on", "owner", "branch", "product", "amount", "goal", "currency")
_WHOLE = """
SELECT metric, from_on, until_on, owner_id, branch, product_id, amount_minor, goal, currency
FROM target WHERE id = :id
"""


def _check_whole(db: Reader, number: int, whole: dict[str, Any]) -> None:
    """Refuse what is no target, or one that another is already."""
    ref = TARGET.ref(number)
    if whole["until_on"] < whole["from_on"]:
        told = say(
            "{ref} would end on {until_on}, before it starts on {from_on}",
            ref=ref,
            until_on=whole["until_on"],
            from_on=whole["from_on"],
        )
        raise Refused(told, f"crm target edit {ref} --set from_on=... --set until_on=...")
    if (whole["amount"] is None) == (whole["goal"] is None):
        raise Refused(
            say("{ref} has an amount or a number to reach, one of the two", ref=ref), f"crm target show {ref}"
        )
    odd = check_metric(whole["metric"], of_amount=whole["amount"] is not None, product=whole["product"])
    if odd is not None:
        raise Refused(
            odd, say("crm target show {ref}; another metric is another target: crm target set", ref=ref)
        )
    other = same_target(db, whole, but=number)
    if other is not None:
        raise Conflict(
            say("{ref} is this target already", ref=TARGET.ref(other)), f"crm target show {TARGET.ref(other)}"
        )


def _told(values: dict[str, Any], field: str) -> str:
    """Return what is to be reached, in words."""
    if field == "goal":
        return say("{goal:,}", goal=values["goal"])
    from crmcli.domain.money import human

    return human(values["amount"], values["currency"])


def same_target(db: Reader, values: dict[str, Any], but: int = 0) -> int | None:
    """Return the target of the same metric, period, owner, branch and product, other than ``but``."""
    found = db.value(
        "SELECT id FROM target WHERE metric = :metric AND from_on = :from_on AND until_on = :until_on "
        "AND coalesce(owner_id, 0) = :owner AND coalesce(branch, '') = :branch "
        "AND coalesce(product_id, 0) = :product AND id <> :but ORDER BY id",
        {
            **{name: values[name] for name in ("metric", "from_on", "until_on")},
            "owner": values.get("owner") or 0,
            "branch": values.get("branch") or "",
            "product": values.get("product") or 0,
            "but": but,
        },
    )
    return None if found is None else int(found)
