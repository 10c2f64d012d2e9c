"""The record of erasures, which must be kept: numbers, when and by whom, and no data."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import AnyRef, Instant, Number, Text
from crmcli.domain.nouns import BY_NAME
from crmcli.domain.results import Listing
from crmcli.sql import EVERY_ROW

if TYPE_CHECKING:
    from crmcli.sql import Reader


@frozen
class ErasureRow:
    """One record that was erased."""

    record: Annotated[str, AnyRef()]
    at: Annotated[datetime, Instant("when")]
    who: Annotated[str, Text("by")]
    change: Annotated[int, Number()]


@frozen
class ListErasures:
    """The newest first; ``limit`` 0 is all."""

    limit: int = 0


def list_erasures(db: Reader, request: ListErasures) -> Listing[ErasureRow]:
    """List the erasures."""
    rows = db.tuples(
        "SELECT e.noun, e.number, c.at, c.actor, c.id FROM erasure e "
        "JOIN change c ON c.id = e.created_change ORDER BY e.id DESC LIMIT :limit",
        {"limit": request.limit or EVERY_ROW},
    )
    made = [
        ErasureRow(BY_NAME[noun].ref(number), datetime.fromisoformat(at), actor, change)
        for noun, number, at, actor, change in rows
    ]
    total = db.value("SELECT count(*) FROM erasure") if request.limit else None
    return Listing(
        ErasureRow, made, total=total if total != len(made) else None, empty="nobody was erased yet"
    )
