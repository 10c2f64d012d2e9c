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
from crmcli.domain.nouns import PARTIES
from crmcli.domain.privacy.past import scrub_journal
from crmcli.domain.privacy.person import Person, person
from crmcli.domain.privacy.scrub import Called, around, erase_mentions, erase_rows
from crmcli.domain.privacy.terms import terms
from crmcli.domain.results import Change
from crmcli.errors import Conflict
from crmcli.said import named, say
from crmcli.sql import like, marks

if TYPE_CHECKING:
    from crmcli.domain.privacy.scrub import Records
    from crmcli.sql import Reader, Writer

ERASURE = "erasure"
"""What ``change.detail`` says of an erasure: such a change can't be taken back."""
_SHOWN = 5  # records named in a note


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
    _refuse_erased(db, found)
    called, notes = _called(found)
    notes += _in_names(db, found)
    every = found.every()
    beside = around(db, found.records)
    notes += _files(db, {**found.records, **beside})
    counts = erase_rows(db, found.records, beside)
    theirs = {**every, **beside}
    mentions = erase_mentions(db, theirs, called)
    for noun, numbers in every.items():
        for number in numbers:
            values = {"noun": noun.name, "number": number, "digest": digest(found, request.salt)}
            db.insert("erasure", values)
    rewritten = scrub_journal(db, theirs, called)
    db.execute(
        "UPDATE change SET redoable = 0, detail = :detail WHERE id = :id",
        {"detail": ERASURE, "id": db.change},
    )
    lines = [ErasedLine(_thing(table), count) for table, count in sorted(counts.items())]
    lines += [
        ErasedLine(say("mentions in text"), mentions),
        ErasedLine(say("old values in the journal"), rewritten),
    ]
    refs = ", ".join(found.refs())
    return Change(
        say("erased {refs}", refs=refs),
        ErasedLine,
        [line for line in lines if line.rows],
        summary=say("Erased {refs}; it can't be taken back", refs=refs),
        notes=tuple(notes),
    )


def _thing(table: str) -> str:
    """Return what the rows of a table are called: a noun by its name, else as the journal tells it."""
    from crmcli.domain.nouns import BY_TABLE

    noun = BY_TABLE.get(table)
    return named(noun.name if noun else table, shown=table.replace("_", " "))


def _refuse_erased(db: Reader, found: Person) -> None:
    """Stop where there is nothing left; somebody who was written down again can be erased again.

    Raises:
        Conflict: it was erased already.
    """
    if found.names or found.emails or found.phones or found.numbers:
        return
    for noun, numbers in found.every().items():
        query = "SELECT id FROM erasure WHERE noun = :noun AND number = :number"
        if db.value(query, {"noun": noun.name, "number": numbers[0]}) is not None:
            raise Conflict(
                say("{ref} was erased already", ref=noun.ref(numbers[0])), f"crm {noun.name} show {found.ref}"
            )


def _called(found: Person) -> tuple[Called, list[str]]:
    """Return what to look for in running text, and what a person should know of it."""
    notes = []
    if found.homonyms:
        listed = _listed(found.homonyms)
        notes.append(
            say("{listed} has the same name: mentions of it in texts about others stay", listed=listed)
        )
    if found.alike:
        listed = _listed(found.alike)
        notes.append(
            say("{listed} shares a phone or e-mail, which stays with it: the same person?", listed=listed)
        )
    own = terms(found.names, found.emails, found.phones, found.numbers)
    others = terms(*_unshared(found))
    notes += [
        say('"{name}" is one word, which may mean anything: it stays in texts about others', name=name)
        for name in own.skipped
    ]
    return Called(own, others), notes


def _files(db: Reader, records: Records) -> list[str]:
    """Return what to do with the files that belong to the person: the program deletes none."""
    paths, copies = dict[str, None](), 0
    for noun, numbers in records.items():
        listed, bound = marks("n", list(numbers))
        query = f"SELECT path, copied FROM attachment WHERE {noun.owner} IN ({listed}) ORDER BY id"
        for path, copied in db.tuples(query, bound):
            paths[path] = None
            copies += copied
    notes = (
        [say("{listed} was attached to them: delete the file itself", listed=_listed(tuple(paths)))]
        if paths
        else []
    )
    return [*notes, say("copies of files are left: crm attachment clean deletes them")] if copies else notes


def _in_names(db: Reader, found: Person) -> list[str]:
    """Return what to know of others who have the whole name within their own, such as a firm."""
    from crmcli.domain.text import fold

    every, refs = found.every(), dict[str, None]()
    names = {fold(name) for name in found.names if name not in found.shared} - {""}
    for noun in PARTIES:
        for name in sorted(names):
            query = (
                f"SELECT id, name_fold FROM {noun.table} WHERE name_fold LIKE :name ESCAPE '\\' ORDER BY id"
            )
            for number, whole in db.tuples(query, {"name": f"%{like(name)}%"}):
                if number not in every.get(noun, ()) and f" {name} " in f" {whole} ":
                    refs[noun.ref(number)] = None
    return (
        [say("{listed} has the name within its own, which stays", listed=_listed(tuple(refs)))]
        if refs
        else []
    )


def _listed(refs: tuple[str, ...]) -> str:
    more = len(refs) - _SHOWN
    return ", ".join(refs[:_SHOWN]) + (say(" and {more} more", more=more) if more > 0 else "")


def _unshared(found: Person) -> tuple[tuple[str, ...], ...]:
    """Return names, e-mails, phones and tax numbers that nobody else has."""
    kinds = (found.names, found.emails, found.phones, found.numbers)
    return tuple(tuple(text for text in texts if text not in found.shared) for texts in kinds)


def needles(db: Reader, request: Erase) -> list[str]:
    """Return the texts that must be nowhere in the store's file afterwards; very short ones are anywhere."""
    found = person(db, request.ref, request.region)
    return [text for texts in _unshared(found) for text in texts if len(text) > 5]


def digest(found: Person, salt: str) -> str:
    """Return salt and digest of a person's e-mails and phones, the names where there are none."""
    told = sorted({text.casefold() for text in (found.emails + found.phones) or found.names})
    return f"{salt}:{sha256((salt + chr(10).join(told)).encode()).hexdigest()}"
