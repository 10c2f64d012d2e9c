"""People who were erased at the other store: whom to erase here, and what is left of those who are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.nouns import BY_NAME, CUSTOMER, PARTIES
from crmcli.domain.privacy.past import scrub_journal
from crmcli.domain.privacy.scrub import Called
from crmcli.domain.privacy.terms import terms
from crmcli.domain.sync.ids import Ids
from crmcli.domain.sync.known import Known
from crmcli.domain.sync.net import net
from crmcli.domain.sync.peers import Peers
from crmcli.domain.sync.read import SyncFile
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.sync.net import Netted
    from crmcli.sql import Reader, Writer


@frozen
class FindErased:
    """A file whose erasures are to be found."""

    file: SyncFile


class Erased(NamedTuple):
    """Numbers here of people to erase, and what to know of those whom nobody but a person can tell."""

    refs: tuple[str, ...]
    notes: tuple[str, ...]


def find_erased(db: Reader, request: FindErased) -> Erased:
    """Return whom the other store erased and who is still known here.

    One that was merged into another record here is not erased by itself: that other may be somebody else.
    """
    file, peers = request.file, Peers(db)
    last = peers.last(file.peer)
    ids = Ids(db, peers.named())
    known = Known(db, ids)
    refs: dict[str, None] = {}
    notes: dict[str, None] = {}
    for (table, _), one in net(file, last.until if last else 0, peers.named()).rows.items():
        noun = BY_NAME.get(str(one.row.get("noun")))
        if table != "erasure" or not one.born or noun is None or noun not in PARTIES:
            continue
        number = ids.here(noun.table, one.row["number"])
        if number is None or known.erased(noun.table, number):
            continue
        into = None if known.there(noun.table, number) else known.into(noun.table, number)
        if into is not None:
            notes[
                say(
                    "{ref} was erased there and is a part of {into} here, which is for you to decide: "
                    "crm privacy erase {into}",
                    ref=noun.ref(number),
                    into=noun.ref(into),
                )
            ] = None
        elif known.there(noun.table, number) and not _is_firm(known, noun.table, number):
            refs[noun.ref(number)] = None
    return Erased(tuple(refs), tuple(notes))


def _is_firm(known: Known, table: str, number: int) -> bool:
    return table == CUSTOMER.table and known.row(table, number)["kind"] != "person"


def forget(db: Writer, ids: Ids, known: Known, rows: Netted) -> None:
    """Rewrite the old values of erased people whose records were removed here.

    Those that are there are erased before a file is applied, see ``find_erased``.
    """
    for (table, _), one in rows.rows.items():
        noun = BY_NAME.get(str(one.row.get("noun"))) if table == "erasure" and one.born else None
        number = ids.here(noun.table, one.row["number"]) if noun in PARTIES and noun is not None else None
        if noun is None or number is None or known.resolve(noun.table, one.row["number"]) is not None:
            continue
        removed = known.removed(noun.table, number)
        if removed is None:
            continue
        row = removed[1]
        own = terms(*(tuple(row[name] for name in (column,) if row.get(name)) for column in _CALLED))
        # Others may have the same phone or name: in their texts nothing is looked for.
        scrub_journal(db, {noun: (number,)}, Called(own, terms((), (), ())))


_CALLED = ("name", "email", "phone", "tax_number")
