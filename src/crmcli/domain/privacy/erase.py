"""Erasing a person: gone from rows and journal, while sums, dates and counts stay.

The erasure itself is recorded without any of the data: which numbers, when, by whom, and a salted
digest by which a backup that is restored can be recognised to hold the person again. It can't be
taken back (KVKK art. 7 and the regulation of 28.10.2017; GDPR art. 17).
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Number, Text
from crmcli.domain.privacy.person import Person, person
from crmcli.domain.privacy.scrub import erase_mentions, erase_rows, scrub_journal
from crmcli.domain.privacy.terms import Terms, terms
from crmcli.domain.results import Change
from crmcli.errors import Conflict

if TYPE_CHECKING:
    from crmcli.sql import Reader, Writer

ERASURE = "erasure"
"""What ``change.detail`` says of an erasure: such a change can't be taken back."""


@frozen
class Erase:
    """Whom to erase; ``salt`` is random text that no other erasure had."""

    ref: str
    salt: str
    region: str = "TR"


@frozen
class ErasedLine:
    """Rows of one kind that were emptied, deleted or rewritten."""

    what: Annotated[str, Text()]
    rows: Annotated[int, Number()]


def erase(db: Writer, request: Erase) -> Change[ErasedLine]:
    """Erase a person from every row and from the journal.

    Raises:
        NotFound, Conflict: nobody, or several, answer to the reference, or it was erased already.
        Refused: it is an organisation.
    """
    found = person(db, request.ref, request.region)
    for noun, numbers in found.records.items():
        query = "SELECT id FROM erasure WHERE noun = :noun AND number = :number"
        if db.value(query, {"noun": noun.name, "number": numbers[0]}) is not None:
            raise Conflict(f"{noun.ref(numbers[0])} was erased already", f"crm {noun.name} show {found.ref}")
    called, notes = _called(found)
    counts = erase_rows(db, found.records)
    mentions = erase_mentions(db, called)
    for noun, numbers in found.records.items():
        for number in numbers:
            values = {"noun": noun.name, "number": number, "digest": digest(found, request.salt)}
            db.insert("erasure", values)
    rewritten = scrub_journal(db, found.records, called)
    db.execute(
        "UPDATE change SET redoable = 0, detail = :detail WHERE id = :id",
        {"detail": ERASURE, "id": db.change},
    )
    lines = [ErasedLine(table.replace("_", " "), count) for table, count in sorted(counts.items())]
    lines += [ErasedLine("mentions in text", mentions), ErasedLine("old values in the journal", rewritten)]
    refs = ", ".join(found.refs())
    return Change(
        f"erased {refs}",
        ErasedLine,
        [line for line in lines if line.rows],
        summary=f"Erased {refs}; it can't be taken back",
        notes=tuple(notes),
    )


def _called(found: Person) -> tuple[Terms, list[str]]:
    """Return what to look for in running text, and what a person should know of it."""
    notes = []
    names = found.names
    emails, phones = found.emails, found.phones
    if found.homonyms:
        listed = ", ".join(found.homonyms)
        notes.append(f"{listed} has the same name: mentions of it in texts about others stay")
        names = ()
    if found.alike:
        listed = ", ".join(found.alike)
        notes.append(f"{listed} shares a phone or e-mail, which stays with it: the same person?")
        emails, phones = (), ()
    called = terms(names, emails, phones, found.numbers)
    notes += [f'"{name}" is too short to be looked for in running text' for name in called.skipped]
    return called, notes


def needles(db: Reader, request: Erase) -> list[str]:
    """Return the texts that must be nowhere in the store's file afterwards; very short ones are anywhere."""
    found = person(db, request.ref, request.region)
    names = () if found.homonyms else found.names
    keys = () if found.alike else (*found.emails, *found.phones, *found.numbers)
    return [text for text in (*names, *keys) if len(text) > 5]


def digest(found: Person, salt: str) -> str:
    """Return salt and digest of a person's e-mails and phones, the names where there are none."""
    told = sorted({text.casefold() for text in (found.emails + found.phones) or found.names})
    return f"{salt}:{sha256((salt + chr(10).join(told)).encode()).hexdigest()}"
