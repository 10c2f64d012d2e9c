"""Consents that files tell beside the records they are of, written where they say something new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.exchange.imported import CONSENT_CHANNELS
from crmcli.said import say
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from crmcli.domain.load.frame import Frame
    from crmcli.domain.nouns import Noun
    from crmcli.sql import Reader, Writer

MARKETING = "marketing"
_COLUMNS = ("channel", "purpose", "state", "decided_on", "source", "note")


class Statement(NamedTuple):
    """What someone said of a channel; a day that is not known counts as the day it was written down."""

    channel: str
    purpose: str
    state: str
    decided_on: str | None
    source: str | None = None
    note: str | None = None


def write(db: Writer, noun: Noun, said: Sequence[tuple[int, Statement]]) -> int:
    """Write down the statements of records of one noun that are not in force already; return how many."""
    known = in_force(db, noun, {row_id for row_id, _ in said})
    count = 0
    for row_id, statement in said:
        key = (row_id, statement.channel, statement.purpose)
        state, written = known.setdefault(key, ("", set()))
        if statement.state == state or statement in written:
            continue
        db.insert("consent", {**statement._asdict(), noun.owner: row_id})
        written.add(statement)
        known[key] = (statement.state, written)
        count += 1
    return count


def in_force(
    db: Reader, noun: Noun, ids: Collection[int]
) -> dict[tuple[int, str, str], tuple[str, set[Statement]]]:
    """Return record, channel, purpose -> the state in force and all that was written."""
    listed, values = within(db.engine, f"s.{noun.owner}", "ids", sorted(ids))
    query = (
        f"SELECT s.{noun.owner}, s.channel, s.purpose, s.state, s.decided_on, s.source, s.note "
        f"FROM consent s JOIN change h ON h.id = s.created_change WHERE {listed} "
        "ORDER BY coalesce(s.decided_on, substr(h.at, 1, 10)), s.id"
    )
    found: dict[tuple[int, str, str], tuple[str, set[Statement]]] = {}
    for row_id, *cells in db.tuples(query, values) if ids else ():
        said = Statement(*cells)
        _, written = found.get((row_id, said.channel, said.purpose), ("", set()))
        found[row_id, said.channel, said.purpose] = (said.state, {*written, said})
    return found


class Consents:
    """The consents that rows of customers, contacts or leads tell beside their own fields."""

    fields = (*(f"consent.{channel}" for channel in CONSENT_CHANNELS), "consent_on", "consent_source")

    def __init__(self, db: Writer, noun: Noun) -> None:
        """Write for records of a noun."""
        self._db = db
        self._noun = noun
        self._written = 0

    def take(self, frame: Frame, ids: Sequence[int], *, new: bool) -> None:
        """Write what the rows of a frame say of the records ``ids``; ``new`` ones have no statement yet."""
        said = self._said(frame, ids)
        if new:
            rows = ((*statement, row_id) for row_id, statement in said)
            if said:
                self._db.insert_many("consent", (*_COLUMNS, self._noun.owner), rows)
            self._written += len(said)
        else:
            self._written += write(self._db, self._noun, said)

    def _said(self, frame: Frame, ids: Sequence[int]) -> list[tuple[int, Statement]]:
        blank: list[Any] = [None] * len(frame)
        days = frame.columns.get("consent_on", blank)
        sources = frame.columns.get("consent_source", blank)
        return [
            (row_id, Statement(channel, MARKETING, state, day, source))
            for channel in CONSENT_CHANNELS
            for row_id, state, day, source in zip(
                ids, frame.columns.get(f"consent.{channel}", blank), days, sources, strict=True
            )
            if state is not None
        ]

    def notes(self) -> list[str]:
        """Return what a person should know."""
        one = (
            say("1 consent was")
            if self._written == 1
            else say("{written:,} consents were", written=self._written)
        )
        return [say("{one} written down: crm consent list", one=one)] if self._written else []
