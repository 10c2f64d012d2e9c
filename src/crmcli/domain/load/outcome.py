"""What an import answers: counts that add up, the rejects, and what a person should know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Number, Text
from crmcli.domain.results import Change, Listing
from crmcli.errors import Refused
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.load.plan import Prepared

SHOWN = 20  # rejects listed under the result
DETAILED = 1000  # rejects in the details of a refusal
EACH = 10  # files that have a line each
_NAMED = 5  # files, nouns or lines named in one sentence
_COUNTS = ("new", "changed", "unchanged", "repeated", "skipped", "rejected")
_ODD = {
    "email": say("an e-mail address that is none, kept as text"),
    "phone": say("a phone number that is none, kept as text"),
    "more email": say("a further e-mail address that is none, left out"),
    "more phone": say("a further phone number that is none, left out"),
    "tax_number": say("a VKN or TCKN whose check digits are wrong, kept as it is"),
}
_LACKING = re.compile(r"--create (\S+) would make it")
IN_PART = say(" (the rest of the row was taken)")
"""Ends the reason of a reject whose row is stored all the same, without one reference."""


@frozen
class LoadLine:
    """What became of the rows of a file: read = new + changed + unchanged + repeated + skipped + rejected.

    ``repeated`` rows had a key of an earlier row of the file and were joined to it.
    """

    what: Annotated[str, Text(wrap=False)]
    file: Annotated[str, Text()]
    read: Annotated[int, Number()]
    new: Annotated[int, Number()]
    changed: Annotated[int, Number()]
    unchanged: Annotated[int, Number(show=ROOMY)]
    repeated: Annotated[int, Number(show=ROOMY)]
    skipped: Annotated[int, Number(show=ROOMY)]
    rejected: Annotated[int, Number()]


@frozen
class RejectLine:
    """A row that was not taken, and why."""

    line: Annotated[int, Number()]
    column: str
    value: Annotated[str, Text(show=DETAIL)]
    reason: str
    file: Annotated[str, Text(show=DETAIL)]


class Unfit(Refused):
    """Rows don't fit, and nothing was imported."""


class Lacking(Unfit):
    """Every row that doesn't fit refers to a record that isn't there; ``plurals`` are the kinds of them."""

    def __init__(self, message: str, hint: str, details: object, plurals: frozenset[str]) -> None:
        """Keep what ``--create`` would have to name."""
        super().__init__(message, hint, details)
        self.plurals = plurals


class Outcome(NamedTuple):
    """What became of one noun's rows: the counts of a LoadLine but what was read and rejected, and notes."""

    counts: Mapping[str, int]
    notes: tuple[str, ...]


def refuse(parts: Sequence[Prepared], *, asked: bool = True) -> None:
    """Raise when any row doesn't fit; not ``asked`` of the store yet, more of them may not."""
    rejects = [(part, reject) for part in parts for reject in part.rejects]
    if not rejects:
        return
    first = listed([reject.sentence(part.name, part.unit) for part, reject in rejects[:3]], "; ")
    more = say("; and {count:,} more", count=len(rejects) - 3) if len(rejects) > 3 else ""
    good = sum(part.rows - (len(part.rejects) - part.refused) for part in parts)
    rest = say("import the other {good:,}", good=good) if good > 0 else say("keep them apart")
    if good > 0 and not asked:
        rest = say("import the rows that fit")
    message = say("nothing was imported: {first}{more}", first=first, more=more)
    hint = say("mend the file, or add --rejects rejects.csv to {rest}", rest=rest)
    details = [
        {"line": r.line, "column": r.column, "value": r.value, "reason": r.reason}
        for _, r in rejects[:DETAILED]
    ]
    lacking = [_LACKING.search(reject.reason) for _, reject in rejects]
    if all(lacking):
        raise Lacking(message, hint, details, frozenset(found[1] for found in lacking if found))
    raise Unfit(message, hint, details)


def untaken(parts: Sequence[Prepared]) -> list[str]:
    """Return a sentence for each row that doesn't fit."""
    return [reject.sentence(part.name, part.unit) for part in parts for reject in part.rejects]


def answer(
    parts: Sequence[Prepared], outcomes: Sequence[Outcome], notes: Sequence[str] = ()
) -> Change[LoadLine]:
    """Return the result of a load; ``notes`` are of all of it."""
    counted = [_line(part, outcome) for part, outcome in zip(parts, outcomes, strict=True)]
    # What other rows name and no row of this file does is not worth a line of zeros.
    lines = _summed([line for line in counted if line.read or len(counted) == 1] or counted[-1:])
    rejects = [(part.name, reject) for part in parts for reject in part.rejects]
    in_part = sum(reject.reason.endswith(IN_PART) for _, reject in rejects)
    told = [note for part in parts for note in part.about]
    for part, outcome in zip(parts, outcomes, strict=True):
        said = (*part.told, *odd_values(part), *outcome.notes)
        told += said if len(parts) == 1 else [part.of_kind(note) for note in said]
    told += list(notes)
    if in_part:
        told.append(
            say("{in_part:,} rows were taken without a reference: the rejects say which", in_part=in_part)
        )
    refused = [RejectLine(r.line, r.column, r.value, r.reason, name) for name, r in rejects[:SHOWN]]
    sections = (Listing(RejectLine, refused, title="Rejected", total=len(rejects)),) if rejects else ()
    return Change(
        _action(lines),
        LoadLine,
        lines,
        summary=_summary(lines),
        notes=tuple(dict.fromkeys(told)),
        sections=sections,
        exit_code=5 if rejects else 0,
    )


def _line(part: Prepared, outcome: Outcome) -> LoadLine:
    """Return the counts of one noun's rows in one file."""
    in_part = sum(reject.reason.endswith(IN_PART) for reject in part.rejects)
    return LoadLine(
        what=named(part.noun.plural),
        file=part.name,
        read=part.rows + part.refused,
        rejected=len(part.rejects) - in_part,
        **outcome.counts,
    )


def _summed(lines: list[LoadLine]) -> list[LoadLine]:
    """Return the counts of many files together, a line each noun; those of a few as they are."""
    names = dict.fromkeys(line.file for line in lines)
    if len(names) <= EACH:
        return lines
    counts: dict[str, dict[str, int]] = {}
    for line in lines:
        sums = counts.setdefault(line.what, dict.fromkeys(("read", *_COUNTS), 0))
        for name in sums:
            sums[name] += getattr(line, name)
    return [
        LoadLine(what=what, file=say("{count:,} files", count=len(names)), **sums)
        for what, sums in counts.items()
    ]


def _action(lines: Sequence[LoadLine]) -> str:
    """Return what the journal keeps: counts, nouns and the files' names."""
    made = ", ".join(
        say("{new} new, {changed} changed {what}", new=line.new, changed=line.changed, what=named(line.what))
        for line in lines[:_NAMED]
    )
    return say("imported {made} from {files}", made=made, files=_files(lines))


def _summary(lines: Sequence[LoadLine]) -> str:
    """Return what became of the rows in one line."""
    if len(lines) == 1:
        (line,) = lines
        some = [_some(getattr(line, name), name) for name in ("repeated", "skipped") if getattr(line, name)]
        parts = (
            say("{read:,} rows, {new:,} new", read=line.read, new=line.new),
            say(
                "{changed:,} changed, {unchanged:,} unchanged", changed=line.changed, unchanged=line.unchanged
            ),
            *some,
            say("{rejected:,} rejected", rejected=line.rejected),
        )
        return say("{files}: {told}", files=line.file, told=listed(parts))
    totals: dict[str, dict[str, int]] = {}
    for line in lines:
        counts = totals.setdefault(line.what, dict.fromkeys(_COUNTS, 0))
        for name in _COUNTS:
            counts[name] += getattr(line, name)
    told = []
    for what, counts in totals.items():
        some = [_some(count, name) for name, count in counts.items() if count and name != "repeated"]
        told.append(say("{what} {some}", what=named(what), some=listed(some) if some else say("none")))
    return say("{files}: {told}", files=_files(lines), told=listed(told, "; "))


def _some(count: int, name: str) -> str:
    """Return ``3 repeated``."""
    return say("{count:,} {name}", count=count, name=named(name, "column"))


def _files(lines: Sequence[LoadLine]) -> str:
    """Return the names of the files, of many their number."""
    names = list(dict.fromkeys(line.file for line in lines))
    return ", ".join(names) if len(names) <= _NAMED else say("{count:,} files", count=len(names))


def odd_values(part: Prepared) -> list[str]:
    """Say which rows have a phone, an e-mail address or a tax number that is none."""
    told = []
    for name, rows in part.odd.items():
        what = _ODD[name]
        lines = list(dict.fromkeys(rows))
        unit = named(part.unit, shown=part.unit if len(lines) == 1 else f"{part.unit}s")
        some = f" {', '.join(map(str, lines[:_NAMED]))}"
        more = " ..." if len(lines) > _NAMED else ""
        have = say("1 row has") if len(lines) == 1 else say("{count:,} rows have", count=len(lines))
        told.append(have + " " + what + ": " + unit + some + more)
    return told
