"""Whether records that a load made look like others: said once, with the command that shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from crmcli.domain.duplicates.scan import PairRow
    from crmcli.domain.nouns import Noun
    from crmcli.sql import Writer

MOST_NEW, MOST_STORED = 2_000, 10_000
"""Records beyond which a load does not look: it would take longer than the load."""


def looks_like_others(db: Writer, made: Mapping[Noun, int]) -> list[str]:
    """Return a note for each noun of which new records look like others; ``made`` counts the new ones."""
    told = []
    for noun, count in made.items():
        stored = db.value(f"SELECT count(*) FROM {noun.table}") if count else 0
        scan = f"crm dedupe scan --noun {noun.plural} --since-change {db.change}"
        if count > MOST_NEW or stored > MOST_STORED:
            if 0 < count < stored:  # a first import has nobody to be like
                told.append(
                    say("whether new {plural} look like others: {scan}", plural=named(noun.plural), scan=scan)
                )
            continue
        if not count:
            continue
        from crmcli.domain.duplicates.scan import Scan, scan_pairs

        query = f"SELECT id FROM {noun.table} WHERE created_change = :change"
        new = {row[0] for row in db.tuples(query, {"change": db.change})}
        pairs = scan_pairs(db, Scan(noun, since_change=db.change)).rows
        told += [listed((found, scan), ": ") for found in _found(noun, pairs, set(map(noun.ref, new)))]
    return told


def _found(noun: Noun, pairs: Sequence[PairRow], new: AbstractSet[str]) -> Iterator[str]:
    """Yield what the pairs of new records say: that they may be known already, or be one another."""
    alike = {ref for pair in pairs for ref in (pair.a, pair.b)} & new
    known = {ref for pair in pairs for ref in (pair.a, pair.b) if {pair.a, pair.b} - new} & new
    for refs, known_already in ((known, True), (alike - known, False)):
        if not refs:
            continue
        count, nouns = len(refs), named(noun.name, "counted", noun.name if len(refs) == 1 else noun.plural)
        if known_already and count == 1:
            yield say("1 new {noun} may be one you already have", noun=nouns)
        elif known_already:
            yield say("{count:,} new {nouns} may be ones you already have", count=count, nouns=nouns)
        else:
            yield say("{count:,} new {nouns} may be the same as each other", count=count, nouns=nouns)
