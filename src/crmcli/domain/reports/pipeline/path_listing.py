"""Who went a path: customers and leads, their steps, and how it ended."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import AnyRef, Day, Text
from crmcli.domain.reports.pipeline.opportunity_listing import day_of
from crmcli.domain.results import Listing
from crmcli.said import named
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.domain.reports.pipeline.path_facts import Walk
    from crmcli.sql import Reader


@frozen
class WalkBehind:
    """A customer or a lead on the path: when it began, when it first bought, and its steps."""

    id: Annotated[str, AnyRef("no.")]
    name: Annotated[str | None, Text()]
    began: Annotated[date | None, Day()]
    bought: Annotated[date | None, Day()]
    outcome: Annotated[str, Text(wrap=False)]
    path: Annotated[str, Text()]


_NAMES = {
    "C": "SELECT r.id, r.name FROM customer r WHERE {among}",
    "L": "SELECT r.id, coalesce(r.name, r.company) FROM lead r WHERE {among}",
}
_CHUNK = 20_000


def walks_listing(db: Reader, walks: Iterable[tuple[Walk, str]]) -> Listing[WalkBehind]:
    """Return the walks, customers before leads, by number."""
    listed = sorted(walks, key=lambda pair: pair[0].party)
    called: dict[tuple[str, int], str | None] = {}
    for letter in _NAMES:
        numbers = [walk.party[1] for walk, _ in listed if walk.party[0] == letter]
        called |= {(letter, number): name for number, name in _called(db, letter, numbers).items()}
    rows = []
    for walk, path in listed:
        letter, number = walk.party
        name = called.get(walk.party)
        began, bought = day_of(walk.began), day_of(walk.bought_on)
        rows.append(
            WalkBehind(f"{letter}-{number}", name, began, bought, named(walk.outcome, "outcome"), path)
        )
    return Listing(WalkBehind, rows, title="people")


def _called(db: Reader, letter: str, numbers: Sequence[int]) -> dict[int, str | None]:
    found: dict[int, str | None] = {}
    for start in range(0, len(numbers), _CHUNK):
        among, values = within(db.engine, "r.id", "ids", list(numbers[start : start + _CHUNK]))
        found |= dict(db.tuples(_NAMES[letter].format(among=among), values))
    return found
