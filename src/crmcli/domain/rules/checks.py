"""Whether an event counts for a rule: its customer's segment, its condition; asked once for a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.nouns import CUSTOMER, Noun
from crmcli.domain.targets import Targets, matching
from crmcli.errors import CrmError, NotFound, Refused
from crmcli.said import say
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from crmcli.domain.rules.events import Happening
    from crmcli.domain.rules.grammar import Wording
    from crmcli.sql import Reader


class Checks:
    """Answers for one run, on one day; what was asked is remembered."""

    def __init__(self, db: Reader, on: date, audience: Targets) -> None:
        """Ask ``db``."""
        self._db = db
        self._on = on
        self._audience = audience
        self._members: dict[str, frozenset[int]] = {}
        self._like: dict[str, frozenset[int]] = {}

    def forget(self) -> None:
        """Ask anew from now on: something was changed."""
        self._members.clear()
        self._like.clear()

    def passing(self, wording: Wording, events: Sequence[Happening]) -> list[Happening]:
        """Return the events that count.

        Raises:
            NotFound: there is no such segment any more.
            UsageError: the condition can't be read any more.
        """
        kept = list(events)
        if kept and wording.segment is not None:
            inside = self.members(wording.segment)
            kept = [one for one in kept if one.customer in inside]
        if kept and wording.condition and wording.event is not None:
            noun = side(self._db, wording, self._on)
            if noun is CUSTOMER:
                like = self.customers(wording.condition)
                kept = [one for one in kept if one.customer in like]
            else:
                fits = self._records(noun, wording.condition, kept)
                kept = [one for one in kept if one.number in fits]
        return kept

    def customers(self, condition: str) -> frozenset[int]:
        """Return the customers that are like a condition."""
        if condition not in self._like:
            from dataclasses import replace

            found = matching(self._db, CUSTOMER, replace(self._audience, where=(condition,)))
            self._like[condition] = frozenset(found)
        return self._like[condition]

    def members(self, name: str) -> frozenset[int]:
        """Return the customers in a segment: a saved one, else one of ``report segments``.

        Raises:
            NotFound: there is neither.
            Refused: it is a segment of something else.
        """
        if name not in self._members:
            from crmcli.domain.text import fold

            query = "SELECT noun, filter, name FROM segment WHERE name_fold = :name"
            saved = self._db.tuples(query, {"name": fold(name)})
            if saved and saved[0][0] not in (CUSTOMER.name, CUSTOMER.plural):
                raise Refused(
                    say(
                        "{name} is a segment of {noun}, not of customers",
                        name=saved[0][2],
                        noun=saved[0][0],
                    ),
                    "crm segment list",
                )
            self._members[name] = self.customers(saved[0][1]) if saved else self._scored(name)
        return self._members[name]

    def _scored(self, name: str) -> frozenset[int]:
        """Return the customers in a segment by recency, frequency and money."""
        from crmcli.domain.reports.customers.segments import Request, report

        try:
            found = report(self._db, Request(as_of=self._on, segment=name))
        except NotFound as error:
            raise NotFound(error.message, "crm segment list; " + (error.hint or "")) from error
        return frozenset(row.id for row in found.rows)

    def _records(self, noun: Noun, condition: str, events: Sequence[Happening]) -> frozenset[int]:
        """Return which of the events' records are like a condition."""
        from crmcli.domain.where import conditions

        test, values = conditions(self._db, noun, [condition], as_of=self._on)
        listed, ids = within(self._db.engine, "r.id", "ids", sorted({one.number for one in events}))
        query = f"SELECT r.id FROM {noun.table} r WHERE ({test}) AND {listed}"
        return frozenset(row[0] for row in self._db.tuples(query, values | ids))


def side(db: Reader, wording: Wording, on: date) -> Noun:
    """Return what a rule's condition is about: the event's record, else its customer.

    Raises:
        UsageError: it is a condition on neither; told is what is wrong with it on the record, or on the
            customer where only there a field is near.
    """
    from crmcli.domain.where import conditions

    own = wording.event.noun if wording.event is not None else CUSTOMER
    wrong: list[CrmError] = []
    for noun in dict.fromkeys((own, CUSTOMER)):
        try:
            conditions(db, noun, [wording.condition or ""], as_of=on)
        except CrmError as error:
            wrong.append(error)
        else:
            return noun
    raise next((error for error in wrong if (error.hint or "").startswith("did you mean")), wrong[0])
