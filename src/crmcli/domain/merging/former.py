"""The numbers a record had before others were merged into it: what stands under it when it is shown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import AnyRef, Day, Number
from crmcli.domain.views import Part

if TYPE_CHECKING:
    from crmcli.domain.nouns import Noun


@frozen
class FormerLine:
    """A record that was merged into this one; its number means this one since."""

    id: Annotated[str, AnyRef("no.")]
    merged_on: Annotated[date, Day("merged")]
    by: str
    change: Annotated[int, Number()]


def formerly(noun: Noun) -> Part:
    """Return the section of the numbers that mean the record besides its own."""
    return Part(
        "Formerly",
        FormerLine,
        f"SELECT '{noun.prefix}-' || a.number AS id, substr(c.at, 1, 10) AS merged_on, c.actor AS by, "
        f"a.created_change AS change FROM alias a JOIN change c ON c.id = a.created_change "
        f"WHERE a.{noun.owner} = :id ORDER BY a.number",
    )
