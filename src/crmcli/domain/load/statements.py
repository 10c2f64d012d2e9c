"""A file of consents: for each row, everyone who has the phone or the address it names.

Where nobody has it, a contact is made of it, so that nothing that someone said is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.consent import purpose_of
from crmcli.domain.exchange.rejects import Reject
from crmcli.domain.load.consents import MARKETING, Statement, write
from crmcli.domain.load.frame import Frame
from crmcli.domain.load.outcome import Outcome
from crmcli.domain.load.recipients import PARTIES, normal_form, owners_of
from crmcli.domain.nouns import CONTACT, Noun
from crmcli.domain.records import create
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crmcli.domain.load.plan import Prepared
    from crmcli.sql import Writer


class Statements:
    """One load of one file of consents."""

    def __init__(self, db: Writer, prepared: Prepared) -> None:
        """Start with nothing written."""
        self._db = db
        self._prepared = prepared
        self._keys = prepared.options.keys
        self._made = 0
        self._counts = dict.fromkeys(("new", "changed", "unchanged", "repeated", "skipped"), 0)

    def run(self) -> None:
        """Write what the rows say."""
        for packed in self._prepared.spool:
            frame = Frame.unpacked(packed)
            self._take(frame)
            self._prepared.passed(len(frame))

    def _take(self, frame: Frame) -> None:
        rows = frame.rows()
        owners = owners_of(self._db, {row["recipient"] for row in rows}, self._keys.region)
        for line, row in zip(frame.lines, rows, strict=True):
            text = row["recipient"]
            if text not in owners:
                made = self._make(text, line)
                if made is None:
                    continue
                owners[text] = [made]
            said = Statement(
                row["channel"],
                purpose_of(row.get("purpose") or MARKETING),
                row["state"],
                row.get("decided_on"),
                row.get("source"),
                row.get("note"),
            )
            self._counts["new" if self._write(owners[text], said) else "unchanged"] += 1

    def _write(self, owners: Iterable[tuple[Noun, int]], said: Statement) -> int:
        """Write a statement for everyone it is of; return how many had not said it yet."""
        several = dict.fromkeys(owners)
        return sum(write(self._db, noun, [(row_id, said)]) for noun, row_id in several if noun in PARTIES)

    def _make(self, text: str, line: int) -> tuple[Noun, int] | None:
        """Make a contact of a phone or an address that nobody has; reject what is neither."""
        if normal_form(text, self._keys.region) is None:
            reason = say(
                '"{text}" is neither a phone number nor an e-mail address nor anybody\'s number', text=text
            )
            header = self._prepared.mapping.header_of("recipient")
            self._prepared.rejects.append(Reject(line, header, text, reason, ()))
            return None
        if self._prepared.options.mode == "update":
            reason = say('nobody has "{text}"', text=text)
            self._prepared.rejects.append(Reject(line, "", text, reason, ()))
            return None
        self._made += 1
        kind = "email" if "@" in text else "phone"
        return CONTACT, create(self._db, CONTACT, {"name": text, kind: text}, self._keys)

    def outcome(self) -> Outcome:
        """Return what became of the rows."""
        one = say("1 contact was") if self._made == 1 else say("{made:,} contacts were", made=self._made)
        notes = (say("{one} made of phones and addresses that nobody had", one=one),) if self._made else ()
        return Outcome(self._counts, notes)
