"""What an import answers: counts that add up, the rejects, and what a person should know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, Number, Text
from crmcli.domain.results import Change, Listing
from crmcli.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmcli.domain.load.plan import Prepared

SHOWN = 20  # rejects listed under the result
_DETAILED = 1000  # rejects in the details of a refusal
IN_PART = " (the rest of the row was taken)"
"""Ends the reason of a reject whose row is stored all the same, without one reference."""


@frozen
class LoadLine:
    """What became of the rows of a file: read = new + changed + unchanged + repeated + skipped + rejected.

    ``repeated`` rows had a key of an earlier row of the file and were joined to it.
    """

    what: Annotated[str, Text()]
    file: Annotated[str, Text(wrap=False)]
    read: Annotated[int, Number()]
    new: Annotated[int, Number()]
    changed: Annotated[int, Number()]
    unchanged: Annotated[int, Number()]
    repeated: Annotated[int, Number()]
    skipped: Annotated[int, Number()]
    rejected: Annotated[int, Number()]


@frozen
class RejectLine:
    """A row that was not taken, and why."""

    line: Annotated[int, Number()]
    column: str
    value: Annotated[str, Text(show=DETAIL)]
    reason: str


def refuse(prepared: Prepared) -> None:
    """Raise when any row doesn't fit."""
    rejects = prepared.rejects
    if not rejects:
        return
    first = "; ".join(reject.sentence(prepared.name) for reject in rejects[:3])
    more = f"; and {len(rejects) - 3:,} more" if len(rejects) > 3 else ""
    good = prepared.rows - sum(1 for reject in rejects if not reject.cells)
    rest = f"import the other {good:,}" if good > 0 else "keep them apart"
    raise Refused(
        f"nothing was imported: {first}{more}",
        f"mend the file, or add --rejects rejects.csv to {rest}",
        [
            {"line": r.line, "column": r.column, "value": r.value, "reason": r.reason}
            for r in rejects[:_DETAILED]
        ],
    )


def answer(prepared: Prepared, counts: Mapping[str, int], notes: Sequence[str]) -> Change[LoadLine]:
    """Return the result of a load; ``counts`` are those of a LoadLine but what was read and rejected."""
    rejects = prepared.rejects
    in_part = sum(reject.reason.endswith(IN_PART) for reject in rejects)
    early = sum(1 for reject in rejects if reject.cells)
    line = LoadLine(
        what=prepared.noun.plural,
        file=prepared.name,
        read=prepared.rows + early,
        rejected=len(rejects) - in_part,
        **counts,
    )
    summary = (
        f"{prepared.name}: {line.read:,} rows, {line.new:,} new, {line.changed:,} changed, "
        f"{line.unchanged:,} unchanged, {line.rejected:,} rejected"
    )
    partly = f"{in_part:,} rows were taken without a reference: the rejects say which"
    listed = [RejectLine(r.line, r.column, r.value, r.reason) for r in rejects[:SHOWN]]
    return Change(
        f"imported {line.new} new, {line.changed} changed {prepared.noun.plural} from {prepared.name}",
        LoadLine,
        [line],
        summary=summary,
        notes=(*prepared.told, *notes, *((partly,) if in_part else ())),
        sections=(Listing(RejectLine, listed, title="Rejected", total=len(rejects)),) if rejects else (),
        exit_code=5 if rejects else 0,
    )
