"""Putting customers under a customer, and taking them out again; nobody comes to stand above himself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.frozen import frozen
from crmcli.domain.nouns import CUSTOMER
from crmcli.domain.records import Keys, modify
from crmcli.domain.targets import Steps, Targets, Touched, on_each, steps_of
from crmcli.errors import Refused
from crmcli.said import listed, say

if TYPE_CHECKING:
    from crmcli.domain.results import Change
    from crmcli.sql import Reader, Writer


@frozen
class SetParent:
    """Customers, and the one that they are to stand under; None takes them out."""

    targets: Targets
    parent: str | None


_TOLD = 6
"""How many of a long way are named."""
_ABOVE = """
WITH RECURSIVE up(id, step) AS (
  SELECT id, 0 FROM customer WHERE id = :id
  UNION ALL SELECT c.parent_id, up.step + 1 FROM up JOIN customer c ON c.id = up.id
  WHERE c.parent_id IS NOT NULL
)
SELECT id FROM up ORDER BY step
"""


def set_parent(db: Writer, request: SetParent) -> Change[Touched]:
    """Put customers under another one, or under none.

    Raises:
        Refused: a customer would come to stand above itself.
        NotFound, Conflict: nobody, or several, answer to a reference.
    """
    from crmcli.domain.refs import resolve

    region = request.targets.region
    parent = None if request.parent is None else resolve(db, CUSTOMER, request.parent, region=region)

    def apply(number: int) -> Steps:
        if parent is not None:
            refuse_cycle(db, number, parent)
        return steps_of(db, CUSTOMER, number, modify(db, CUSTOMER, number, {"parent": parent}, Keys()))

    return on_each(db, CUSTOMER, request.targets, apply, "moved")


def refuse_cycle(db: Reader, number: int, parent: int) -> None:
    """Refuse a parent that stands under the customer, or is it.

    Raises:
        Refused: the way from the one to the other is named.
    """
    above = [row[0] for row in db.tuples(_ABOVE, {"id": parent})]
    if number not in above:
        return
    refs = [CUSTOMER.ref(each) for each in above[: above.index(number) + 1]]
    if len(refs) == 1:
        raise Refused(say("{refs} can't stand under itself", refs=refs[0]), "crm customer tree")
    told = refs if len(refs) <= _TOLD else [*refs[: _TOLD - 2], "…", refs[-1]]
    way = listed(told, say(" under "))
    raise Refused(
        say(
            "{ref} can't stand under {parent}, which stands under it: {way}",
            ref=refs[-1],
            parent=refs[0],
            way=way,
        ),
        say("crm customer set-parent {ref} --none takes {ref} out first", ref=refs[-2]),
    )
