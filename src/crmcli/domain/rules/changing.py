"""Writing rules, changing them, switching them on and off; a rule never looks back behind that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.adding import added, store
from crmcli.domain.editing import edit_records
from crmcli.domain.frozen import frozen
from crmcli.domain.given import row_named, typed
from crmcli.domain.nouns import RULE
from crmcli.domain.rules.actions import user_named
from crmcli.domain.rules.checks import Checks, side
from crmcli.domain.rules.grammar import Wording, read
from crmcli.domain.rules.tokens import fail_within
from crmcli.domain.targets import Targets, on_each
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from datetime import date

    from crmcli.domain.adding import AddRecord
    from crmcli.domain.editing import EditRecords
    from crmcli.domain.results import Change
    from crmcli.domain.targets import Steps, Touched
    from crmcli.sql import Reader, Writer


def add_rule(db: Writer, request: AddRecord) -> Change[Touched]:
    """Add a rule; it is for what happens from now on.

    Raises:
        UsageError: it can't be read; the place is told.
        NotFound, Conflict: a stage, segment or user it names is not there; the name is taken.
    """
    values = typed(db, RULE, request.given, request.context)
    check(db, values.get("wording"), request.context.today)
    number = store(db, RULE, values, request)
    db.update("rule", number, {"since_change": db.change})
    return added(RULE, number, values, (say("crm rule run --dry-run shows what the rules would do"),))


def edit_rules(db: Writer, request: EditRecords) -> Change[Touched]:
    """Change rules; with a new wording, or switched on, one looks at what happens from now on.

    Raises:
        UsageError, NotFound, Conflict: see ``add_rule``.
    """
    values = typed(db, RULE, request.given, request.context)
    if "wording" in values:
        check(db, values["wording"], request.context.today)
    change = edit_records(db, request)
    if "wording" in values or values.get("active"):
        for item in change.items:
            if item.status == "changed" and item.id is not None:
                db.update("rule", int(item.id.partition("-")[2]), {"since_change": db.change})
    return change


@frozen
class SwitchRules:
    """Rules to switch on or off."""

    targets: Targets
    active: bool


def switch_rules(db: Writer, request: SwitchRules) -> Change[Touched]:
    """Switch rules on or off; one that was off does not catch up."""

    def apply(number: int) -> Steps:
        changed = db.update("rule", number, {"active": int(request.active)})
        if not changed:
            return {}
        if request.active:
            db.update("rule", number, {"since_change": db.change})
        return {"active": ("no", "yes") if request.active else ("yes", "no")}

    return on_each(db, RULE, request.targets, apply, "enabled" if request.active else "disabled")


def check(db: Reader, wording: Any, today: date) -> Wording:
    """Refuse a wording that can't be carried out.

    Raises:
        UsageError: it can't be read; the place is told.
        NotFound, Conflict: a stage, segment or user it names is not there, or may be several.
    """
    from crmcli.domain.filter.wrong import FilterError

    if not wording:
        raise UsageError("a rule needs its wording", 'crm rule add "Name" "when ... then ..."')
    found = read(wording)
    if found.condition:
        try:
            side(db, found, today)
        except FilterError as error:
            fail_within(wording, found.place, error)
    if found.segment is not None:
        Checks(db, today, Targets((), as_of=today)).members(found.segment)
    if found.event is not None and found.event.object == "stage":
        row_named(db, "stage", found.object or "")
    for action in found.actions:
        who = action.who if action.kind == "task" else action.text if action.kind == "assign" else None
        if who is not None:
            user_named(db, who)
    return found
