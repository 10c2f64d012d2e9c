"""What a lead becomes: for each target a new record, one that exists, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from crmcli.domain.conversion.facts import Held, Lead
from crmcli.domain.conversion.request import Wanted
from crmcli.sql import Reader


class Goal(NamedTuple):
    """One target: ``create`` a new record, or the ``number`` of one that exists, and why; else nothing."""

    create: bool = False
    number: int | None = None
    why: str | None = None

    @property
    def wanted(self) -> bool:
        """Whether there is such a target at all."""
        return self.create or self.number is not None


NEW_ONE = Goal(create=True)
NOTHING = Goal()


class Goals(NamedTuple):
    """A lead's targets, the existing records among them, and what a person should know.

    ``linked`` says that the contact is at the customer already; ``barred`` names the lead's fields
    that the customer can't take.
    """

    customer: Goal
    contact: Goal
    opportunity: Goal
    held: Mapping[str, Held]
    linked: bool = False
    barred: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()

    def of(self, target: str) -> Goal:
        """Return the goal of a target by its noun's name."""
        found: Goal = getattr(self, target)
        return found


class Case(NamedTuple):
    """One lead under decision."""

    db: Reader
    lead: Lead
    wanted: Wanted

    @property
    def answers(self) -> Mapping[str, str]:
        """What a person chose for this lead."""
        return (self.wanted.request.answers or {}).get(self.lead.number, {})
