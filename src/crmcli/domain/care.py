"""What cases, requests, incidents, surveys, checks and verifications share: whose they are, when, where."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from crmcli.domain.adding import AddRecord, add_record
from crmcli.domain.anyone import anyone
from crmcli.domain.frozen import frozen
from crmcli.domain.nouns import BY_NAME
from crmcli.domain.readings import Context, moment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

    from crmcli.domain.results import Change
    from crmcli.domain.targets import Touched
    from crmcli.sql import Writer


@frozen
class AddFor:
    """A record to add for ``who``, anyone by anything they are called; None is nobody."""

    record: AddRecord
    who: str | None = None


def add_for(db: Writer, request: AddFor) -> Change[Touched]:
    """Add a record with whose it is; its branch is that of the change where none is given.

    Raises:
        NotFound, Conflict: nobody answers to ``who``, or several.
        UsageError, Refused: see ``adding.add_record``.
    """
    return add_record(db, whole(db, request))


def whole(db: Writer, request: AddFor) -> AddRecord:
    """Return the record to add with the party and the branch filled in where they are not given.

    Raises:
        NotFound, Conflict: see ``add_for``.
    """
    record = request.record
    known = db.tables[BY_NAME[record.noun].table].columns
    given: dict[str, str | Sequence[str]] = dict(record.given)
    if request.who is not None:
        party = anyone(db, request.who, record.context.region)
        for field, number in party.items():
            if f"{field}_id" in known:
                given.setdefault(field, BY_NAME[field].ref(number))
    if "branch" in known and "branch" not in given and db.note.branch:
        given["branch"] = db.note.branch
    return replace(record, given=given)


def at_of(db: Writer, text: str | None, context: Context) -> str:
    """Return a moment as it is stored: the one a text names, that of the change for None."""
    return db.note.at if text is None else moment(text, context)


def is_before(first: str, second: str, zone: tzinfo | None = None) -> bool:
    """Tell whether a stored moment lies before another; beside a day alone only the day counts.

    A day is one where people are, an instant is in UTC: without a ``zone``, an instant that may be of
    the day is not before it.
    """
    if len(first) == len(second):
        return first < second
    if zone is not None:
        from crmcli.domain.tasks.due import local

        return local(first, zone)[0] < local(second, zone)[0]
    return date.fromisoformat(first[:10]) + timedelta(days=1) < date.fromisoformat(second[:10])


def is_clock(text: str) -> bool:
    """Tell whether a text is a time of day and no more."""
    return ":" in text and text.strip().replace(":", "").isdecimal()


def writer_of(db: Writer) -> int | None:
    """Return which of our users the writer is: the only one of that name, None for none or several."""
    from crmcli.domain.tasks.owners import user_called

    return user_called(db, db.note.actor)


def text_or_none(text: str | None, what: str) -> str | None:
    """Return a text of several lines that can be stored, None for an empty one."""
    from crmcli.domain.readings import lines_or_none

    return lines_or_none(text, what)


def told(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that are not None."""
    return {name: value for name, value in values.items() if value is not None}
