"""Exports: the records of a noun as rows, or as cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.export.columns import EXPORTED, OWNERS
from crmcli.domain.export.which import Which, chosen
from crmcli.domain.frozen import frozen
from crmcli.domain.results import Listing
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.export.pieces import Pieces
    from crmcli.domain.nouns import Noun
    from crmcli.sql import Reader

BY_PLURAL = {noun.plural: noun for noun in EXPORTED}


@frozen
class Export:
    """The records of a noun, named by its plural."""

    noun: str
    which: Which = Which()


def export_rows(db: Reader, request: Export) -> Listing[Any]:
    """Return the records with every field an import knows, however many they are.

    Raises:
        NotFound, Conflict, UsageError: see ``which.chosen``.
    """
    from crmcli.domain.export.rows import Reading

    noun = BY_PLURAL[request.noun]
    numbers, left_out = chosen(db, noun, request.which)
    row, rows = Reading(db, noun).read(numbers)
    return Listing(
        row,
        rows,
        title=noun.plural,
        empty=say("no {words} to export", words=_words(noun)),
        notes=_notes(noun, request, left_out),
    )


def export_cards(db: Reader, request: Export) -> Pieces:
    """Return customers, contacts or leads as cards, one after the other.

    Raises:
        UsageError: the noun is none of these; see also ``which.chosen``.
    """
    from crmcli.domain.exchange.vcard_writer import vcard_text
    from crmcli.domain.export.cards import cards
    from crmcli.domain.export.pieces import Kept, Pieces
    from crmcli.domain.export.rows import Reading

    noun = BY_PLURAL[request.noun]
    if noun not in OWNERS:
        names = ", ".join(owner.plural for owner in OWNERS)
        raise UsageError(
            say("{words} are no cards", words=_words(noun)), say("--format vcard is for {names}", names=names)
        )
    numbers, left_out = chosen(db, noun, request.which)
    kept = Kept()
    for page in Reading(db, noun).pages(numbers):
        kept.add("".join(map(vcard_text, cards(db, noun, page))))
    return Pieces("", kept, _notes(noun, request, left_out))


def _words(noun: Noun) -> str:
    return noun.plural.replace("-", " ")


def _notes(noun: Noun, request: Export, left_out: int) -> tuple[str, ...]:
    """Say how many are left out for want of consent."""
    channel = request.which.marketing
    if channel is None:
        return ()
    way = "" if channel == "any" else say(" by {channel}", channel=channel)
    who = noun.name if left_out == 1 else _words(noun)
    return (
        say(
            "{left_out:,} {who} left out: no consent to marketing{way} is in force",
            left_out=left_out,
            who=who,
            way=way,
        ),
    )
