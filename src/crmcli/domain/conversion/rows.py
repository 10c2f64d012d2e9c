"""What a conversion gives back: the lines of its plan, and one line a lead."""

from __future__ import annotations

from typing import Annotated, Any

from crmcli.domain.field_values import FieldValue
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ALWAYS, DETAIL, ROOMY, Choice, Kind, Number, Ref, Text, type_of_machine
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD, OPPORTUNITY
from crmcli.said import listed, say

ACTION = Choice(
    {
        "create": ("+", "green"),
        "attach": ("=", "cyan"),
        "fill": ("·", "green"),
        "set": ("✓", "green"),
        "overwrite": ("!", "yellow"),
        "conflict": ("≠", "yellow"),
        "keep": ("·", "cyan"),
        "link": ("→", "dim"),
        "already": ("=", "dim"),
        "fail": ("×", "red"),
    }
)
STATUS = Choice(
    {
        "converted": ("✓", "green"),
        "already": ("=", "dim"),
        "failed": ("×", "red"),
        "taken back": ("○", "yellow"),
    }
)


class Candidates(Kind):
    """Records a lead may be the same as: a tuple of dicts with ref, name and reasons."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return them in words."""
        del row, locale
        told = (
            say("{ref} {name}: {why}", ref=found["ref"], name=found["name"], why=listed(found["reasons"]))
            for found in value
        )
        return listed(told, "; ")

    def machine(self, value: Any, row: Any) -> type_of_machine:
        """Return the list of objects."""
        del row
        return [dict(found) for found in value]


@frozen
class PlanLine:
    """One step of a plan.

    ``target`` is the record it is done to ("new customer" before it has a number). ``action`` is
    create (a field of a new record), attach, fill (an empty field), overwrite (asked for), conflict
    (left as it is), keep (a lead's field without a home, as custom field), link, or set (the lead's
    own status). ``old`` is what the target had, ``new`` what it gets; in a conflict, what the lead had.
    """

    lead: Annotated[int | None, Ref("L")]
    target: str
    action: Annotated[str, ACTION]
    field: str | None
    old: Annotated[str | None, FieldValue()]
    new: Annotated[str | None, FieldValue()]
    why: Annotated[str | None, Text(show=ROOMY, dim=True)]


@frozen
class FieldLine:
    """A step of a plan that was carried out, under its lead."""

    target: str
    action: Annotated[str, ACTION]
    field: str | None
    old: Annotated[str | None, FieldValue()]
    new: Annotated[str | None, FieldValue()]
    why: Annotated[str | None, Text(show=ROOMY, dim=True)]


@frozen
class Converted:
    """What became of one input; ``days`` and ``touches`` count from the first contact."""

    lead: Annotated[int | None, Ref(LEAD.prefix)]
    name: str | None
    status: Annotated[str, STATUS]
    customer: Annotated[int | None, Ref(CUSTOMER.prefix)]
    contact: Annotated[int | None, Ref(CONTACT.prefix)]
    opportunity: Annotated[int | None, Ref(OPPORTUNITY.prefix)]
    days: Annotated[int | None, Number(show=ROOMY)]
    touches: Annotated[int | None, Number(show=ROOMY)]
    reason: Annotated[str | None, Text(show=ALWAYS)]
    hint: Annotated[str | None, Text(show=ROOMY, dim=True)]
    input: Annotated[str, Text(show=DETAIL)]
    candidates: Annotated[tuple[dict[str, Any], ...] | None, Candidates(show=DETAIL)]
