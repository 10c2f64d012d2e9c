"""Adding and changing playbooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.adding import added, store
from crmcli.domain.editing import edit_records
from crmcli.domain.given import typed
from crmcli.domain.nouns import CUSTOMER, PLAYBOOK
from crmcli.domain.playbooks.steps import EXAMPLE, parse_steps
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from crmcli.domain.adding import AddRecord
    from crmcli.domain.editing import EditRecords
    from crmcli.domain.results import Change
    from crmcli.domain.targets import Touched
    from crmcli.sql import Reader, Writer


def add_playbook(db: Writer, request: AddRecord) -> Change[Touched]:
    """Add a playbook.

    Raises:
        UsageError: it is for nobody, does nothing, or a condition or a step can't be read.
        Conflict: the name is taken.
    """
    values = typed(db, PLAYBOOK, request.given, request.context)
    for name, example in (("filter", "--where 'orders = 1'"), ("steps", f'--step "{EXAMPLE}"')):
        if not values.get(name):
            raise UsageError(
                say("the playbook has no {part}", part=say("condition") if name == "filter" else say("step")),
                example,
            )
    check(db, values, request.context.today)
    number = store(db, PLAYBOOK, values, request)
    return added(PLAYBOOK, number, values, (say("crm playbook run --dry-run shows whom it is for now"),))


def edit_playbooks(db: Writer, request: EditRecords) -> Change[Touched]:
    """Change fields of playbooks; what they did stays done.

    Raises:
        UsageError: a condition or a step can't be read.
    """
    check(db, typed(db, PLAYBOOK, request.given, request.context), request.context.today)
    return edit_records(db, request)


def check(db: Reader, values: Mapping[str, Any], today: date) -> None:
    """Refuse a condition or steps that can't be read, or are emptied.

    Raises:
        UsageError: so it is.
    """
    from crmcli.domain.where import conditions

    for name in ("filter", "steps"):
        if name in values and not values[name]:
            raise UsageError(
                say("a playbook needs its {name}", name=name),
                "crm playbook edit PB-1 --inactive puts it aside",
            )
    if values.get("filter"):
        conditions(db, CUSTOMER, [values["filter"]], as_of=today)
    if values.get("steps"):
        parse_steps(values["steps"])
