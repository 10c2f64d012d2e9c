"""Finding anyone and anything by what is known of it: a number, a phone in any form, a part of a name.

İ, I, ı and i, ş and s, ç and c are the same letter here. What answers exactly comes first. ``places`` says
where each noun is looked for; ``hits`` asks for numbers, keys and names, ``texts`` for tags and texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.find.hits import KEY, NUMBER, WORD, Hit, by_key, by_name, by_number
from crmcli.domain.find.places import PLACES, Place, place_of
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, AnyRef, Text
from crmcli.domain.results import Listing
from crmcli.errors import UsageError
from crmcli.said import listed, named, say
from crmcli.sql import marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.nouns import Noun
    from crmcli.sql import Reader

__all__ = ["Find", "FoundRow", "find"]


@frozen
class Find:
    """What is looked for, among which nouns (one or many; all when empty); ``limit`` 0 is no limit.

    ``commands`` are the program's, with a line about each: what may be asked for besides records.
    """

    text: str
    among: tuple[str, ...] = ()
    limit: int = 0
    region: str = "TR"
    commands: Mapping[str, str] | None = None


class Matched(Text):
    """What answered; people see the piece of the text that did."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return ``body: … prices for tables``; the value alone where the name says the piece already."""
        del locale
        if not row.excerpt or row.excerpt.strip("… ") in (row.name or ""):
            return value  # type: ignore[no-any-return]
        return say("{what}: {piece}", what=value, piece=row.excerpt)


@frozen
class FoundRow:
    """A record that answers; ``matched`` is what did, ``about`` its city, company, customer or team.

    ``excerpt`` is the piece of a text that answered, None where something else did.
    """

    id: Annotated[str, AnyRef("no.")]
    kind: Annotated[str, Text(wrap=False)]
    name: Annotated[str | None, Text()]
    about: Annotated[str | None, Text()]
    matched: Annotated[str, Matched()]
    excerpt: Annotated[str | None, Text(show=DETAIL)]


def find(db: Reader, request: Find) -> Listing[FoundRow]:
    """Find records, the best answer first, by kind: that with the best answer first.

    Order: the record's own number; a phone, e-mail, tax number or external id; the whole name; its
    beginning; the beginning of a word; a part of a phone or an e-mail; any part; all words in any
    order; a tag; a field of one's own; a text. Tags, fields and texts are looked through where no number
    and no key answers and there is room for more.

    Raises:
        UsageError: there is no such kind of record, or nothing is asked for.
    """
    from crmcli.domain.text import check_text, fold

    places = _places(request.among)
    if not request.text.strip():
        raise UsageError("nothing to look for", 'crm find "Işık Mobilya"')
    text, folded = check_text(request.text, "text").strip(), fold(request.text)
    there = _filled(places, db)
    hits = [*by_number(db, text, there), *by_key(db, text, request.region, there)]
    if folded:
        hits += by_name(db, folded, there)
    exact = {hit.rank for hit in hits} & {NUMBER, KEY}
    if NUMBER in exact:  # C-12 means that one, and not whose name has a c and a 12
        hits = [hit for hit in hits if hit.rank <= WORD]
    known = {(hit.noun, hit.number) for hit in hits}
    full = bool(request.limit) and len(known) >= request.limit
    if folded and not full and not exact:
        from crmcli.domain.find.texts import by_tag, by_text

        hits += (*by_tag(db, folded, there), *by_text(db, folded, there))
    best: dict[tuple[Noun, int], Hit] = {}
    for hit in sorted(hits, key=lambda hit: hit.rank):
        best.setdefault((hit.noun, hit.number), hit)
    chosen = list(best.values())
    kept = _grouped(chosen[: request.limit or None])
    return Listing(
        FoundRow,
        _rows(db, kept, folded.split()),
        total=None if len(kept) == len(chosen) else len(chosen),
        group="kind" if len(there) > 1 and len({hit.noun for hit in kept}) > 1 else None,
        empty=say('nothing answers to "{text}"', text=text),
        notes=_notes(request, folded, nothing=not kept, full=full and not exact),
    )


def _places(among: Sequence[str]) -> list[Place]:
    """Return where to look.

    Raises:
        UsageError: there is no such kind of record.
    """
    found = [place_of(name) for name in among]
    unknown = [name for name, place in zip(among, found, strict=True) if place is None]
    if unknown:
        message = say('"{name}" is no kind of record', name=unknown[0])
        from crmcli.domain.near import one_of

        raise UsageError(message, one_of(unknown[0], PLACES, "--noun"))
    return [place for place in found if place] or list(PLACES.values())


def _filled(places: Sequence[Place], db: Reader) -> list[Place]:
    """Return the places that have anything to be found."""
    from crmcli.domain.filled import filled

    there = filled(db, [place.noun.table for place in places])
    return [place for place in places if place.noun.table in there]


def _grouped(hits: Sequence[Hit]) -> list[Hit]:
    """Return hits by noun: that of the best answer first; within a noun the order stays."""
    first = {noun: place for place, noun in reversed([*enumerate(hit.noun for hit in hits)])}
    return sorted(hits, key=lambda hit: first[hit.noun])


def _notes(request: Find, folded: str, *, nothing: bool, full: bool) -> tuple[str, ...]:
    """Return what else may be meant, and what was not looked through."""
    notes = []
    if full:
        notes.append(say("tags, fields and texts were not looked through: --limit 0 does"))
    if request.commands is not None and not request.among:
        from crmcli.domain.find.ways import ways

        lines = ways(folded, request.commands, widely=nothing)
        if lines:
            notes.append(say("did you want: {lines}", lines=listed(lines)))
    return tuple(notes)


def _rows(db: Reader, hits: Sequence[Hit], words: Sequence[str]) -> list[FoundRow]:
    """Return what is told of each hit, in their order."""
    told: dict[tuple[Noun, int], tuple[str | None, str | None]] = {}
    for place in PLACES.values():
        ids = [hit.number for hit in hits if hit.noun is place.noun]
        # SQLite takes at most 32,766 values in one statement.
        for start in range(0, len(ids), 10_000):
            names, values = marks("i", ids[start : start + 10_000])
            selected = f"SELECT r.id, {place.noun.label}, {place.about} FROM {place.noun.table} r"
            told |= {
                (place.noun, row[0]): row[1:]
                for row in db.tuples(f"{selected} WHERE r.id IN ({names})", values)
            }
    return [
        FoundRow(
            hit.noun.ref(hit.number), named(hit.noun.name), *told[hit.noun, hit.number], *_matched(hit, words)
        )
        for hit in hits
    ]


def _matched(hit: Hit, words: Sequence[str]) -> tuple[str, str | None]:
    """Return what answered, and the piece of a text where one did."""
    if hit.texts is None:
        return hit.matched, None
    from crmcli.domain.find.texts import piece_of

    return piece_of(hit.texts, words)
