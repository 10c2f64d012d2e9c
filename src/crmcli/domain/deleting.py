"""Deleting records: refused while others refer to them, with their names and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.frozen import frozen
from crmcli.domain.nouns import BY_NAME, BY_TABLE, PRODUCT, USER, Noun
from crmcli.domain.removing import LOOSE, OWN_PARTS, delete
from crmcli.domain.targets import Targets, Touched, label, on_each
from crmcli.errors import Conflict
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from crmcli.domain.results import Change
    from crmcli.sql import Reader, Writer

SHOWN = 5  # records named of each kind that refers

# What belongs to a record and goes with it; see ``removing.delete``.
_OWN = frozenset(("identity", "tagging", "address", "consent", "alias", "customer_contact"))
_PARTS = {
    "conversion": (say("conversion of a lead"), "conversions of leads", "lead_id", "L"),
    "incident_customer": (say("incident"), "incidents", "incident_id", "IN"),
    "step_done": (say("step taken"), "steps taken", "opportunity_id", "O"),
}


@frozen
class DeleteRecords:
    """Records to delete."""

    noun: str
    targets: Targets


def delete_records(db: Writer, request: DeleteRecords) -> Change[Touched]:
    """Delete records with what belongs to them: keys, tags, links, lines, steps.

    Raises:
        Conflict: other records refer to the one that is named.
    """
    noun = BY_NAME[request.noun]

    def apply(number: int) -> None:
        refuse_referred(db, noun, number)
        delete(db, noun, number)

    return on_each(db, noun, request.targets, apply, "deleted")


def refuse_referred(db: Reader, noun: Noun, number: int) -> None:
    """Stop when another record refers to this one.

    Raises:
        Conflict: they are named, with the command that lists them.
    """
    told, first = [], ""
    for table, info in db.tables.items():
        for column, parent in info.references.items():
            if parent != noun.table or _goes_with(noun, table, column):
                continue
            found = db.tuples(f"SELECT id FROM {table} WHERE {column} = :id ORDER BY id", {"id": number})
            if found:
                told.append(_told(db, table, [row[0] for row in found]))
                field = column.removesuffix("_id")
                other = BY_TABLE.get(table)
                first = first or (
                    say(
                        "{command} list --where {field}={ref}",
                        command=other.command,
                        field=field,
                        ref=noun.ref(number),
                    )
                    if other
                    else ""
                )
    if told:
        name = f"{noun.ref(number)} {label(db, noun, number) or ''}".rstrip()
        hint = first or say("crm undo takes a conversion back")
        if noun in (USER, PRODUCT):
            what = f"{noun.command} edit {noun.ref(number)} --inactive"
            hint = say("{command} keeps the history", command=what)
        raise Conflict(
            say("{name} can't be deleted: it is named by {told}", name=name, told=listed(told, "; ")), hint
        )


def _goes_with(noun: Noun, table: str, column: str) -> bool:
    """Tell whether rows of a table go with the record they refer to by this column."""
    if (table, column) in (*OWN_PARTS.get(noun.name, ()), *LOOSE):
        return True
    return table in _OWN and column == noun.owner


def _told(db: Reader, table: str, ids: list[int]) -> str:
    """Return ``2 orders (S-1, S-4)``."""
    noun = BY_TABLE.get(table)
    if noun is not None:
        words = (noun.name, noun.plural)
        refs = [noun.ref(number) for number in ids[:SHOWN]]
    elif table in _PARTS:
        one, many, column, letter = _PARTS[table]
        words = (one, many)
        refs = [
            f"{letter}-{db.value(f'SELECT {column} FROM {table} WHERE id = :id', {'id': i})}"
            for i in ids[:SHOWN]
        ]
    else:
        return say("{count} rows of {table}", count=len(ids), table=table)
    more = ", …" if len(ids) > SHOWN else ""
    shown = words[len(ids) > 1].replace("_", " ").replace("-", " ")
    what = named(words[0], "counted", shown)
    return say("{count} {noun} ({refs}{more})", count=len(ids), noun=what, refs=", ".join(refs), more=more)
