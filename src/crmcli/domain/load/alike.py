"""Whether records that a load made look like others: said once, with the command that shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        alike = {ref for pair in pairs for ref in (pair.a, pair.b)} & set(map(noun.ref, new))
        if alike:
            one = say("1 of the new {plural} looks like another", plural=named(noun.plural))
            some = say(
                "{count:,} of the new {plural} look like others", count=len(alike), plural=named(noun.plural)
            )
            told.append(listed((one if len(alike) == 1 else some, scan), ": "))
    return told
