"""References of a noun to itself (parent, referrer, manager): resolved when all rows are in.

The record that a row names may stand further down in the file, or be a row that changes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.load.outcome import IN_PART
from crmcli.domain.load.relations import Relations, Unresolved
from crmcli.domain.load.rules import RULES
from crmcli.domain.records import COLUMNS
from crmcli.errors import Refused
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.load.frame import Frame
    from crmcli.domain.load.plan import Prepared
    from crmcli.sql import Writer

Report = Callable[[int, str, str], None]
"""Takes the line of a row, its column, and why a reference in it is not set."""


class _Waiting(NamedTuple):
    line: int
    record: int
    text: str


class Inner:
    """Keeps what rows say of records of their own noun, and sets it at the end."""

    def __init__(self, db: Writer, prepared: Prepared) -> None:
        """Keep the references that the noun has to itself."""
        self._db = db
        self._noun = prepared.noun
        self._header_of = prepared.mapping.header_of
        self.names = RULES[prepared.noun.name].inner
        self._waiting: dict[str, list[_Waiting]] = {name: [] for name in self.names}

    def take_from(self, frame: Frame) -> dict[str, list[str | None]]:
        """Take the columns of these references out of a frame."""
        return {name: frame.columns.pop(name) for name in self.names if name in frame.columns}

    def wait(self, taken: dict[str, list[str | None]], lines: Sequence[int], records: Sequence[int]) -> None:
        """Keep what rows say until their records are all there."""
        for name, texts in taken.items():
            said = zip(lines, records, texts, strict=True)
            self._waiting[name] += [_Waiting(line, record, text) for line, record, text in said if text]

    def finish(self, relations: Relations, report: Report) -> None:
        """Set the references; report those that name no record, or one that can't stand there."""
        relations.forget(self._noun.name)
        for name, waiting in self._waiting.items():
            if not waiting:
                continue
            known = relations.find(self._noun.name, (said.text for said in waiting))
            stored = self._stored(COLUMNS[name], [said.record for said in waiting])
            header = self._header_of(name)
            for line, record, text in waiting:
                answer = known[text]
                if isinstance(answer, Unresolved):
                    report(line, header, answer.why + IN_PART)
                elif stored[record] != answer:
                    refusal = self._set(record, COLUMNS[name], answer)
                    if refusal:
                        report(line, header, refusal + IN_PART)

    def _stored(self, column: str, records: list[int]) -> dict[int, int | None]:
        listed, values = within(self._db.engine, "id", "ids", records)
        return dict(self._db.tuples(f"SELECT id, {column} FROM {self._noun.table} WHERE {listed}", values))

    def _set(self, record: int, column: str, answer: int) -> str | None:
        """Set one reference; return why the store refuses it."""
        try:
            with self._db.savepoint():
                self._db.update(self._noun.table, record, {column: answer})
        except Refused as error:
            return error.message
        return None
