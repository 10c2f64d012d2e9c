"""Which column of a file a person means."""

from collections.abc import Sequence

from crmcli.errors import UsageError
from crmcli.said import listed, say

_LISTED = 30  # columns named in an error


def listed_columns(header: Sequence[str]) -> str:
    """Return the columns of a file in one line; of very many, the first ones."""
    named = [name for name in header if name]
    more = say(" and {count} more", count=len(named) - _LISTED) if len(named) > _LISTED else ""
    return ", ".join(named[:_LISTED]) + more


def position(header: Sequence[str], name: str) -> int | None:
    """Return the column a person means: by its header, else by its folded header, else by ``#4``."""
    if name in header:
        if header.count(name) > 1:
            places = [f"#{at + 1}" for at, other in enumerate(header) if other == name]
            raise UsageError(
                say('the file has {count} columns "{name}"', count=len(places), name=name),
                say("name one by its place: {places}", places=listed(places, say(" or "))),
            )
        return header.index(name)
    if name.startswith("#") and name[1:].isdigit() and 0 < int(name[1:]) <= len(header):
        return int(name[1:]) - 1
    from crmcli.domain.exchange.headers import squeeze

    form = squeeze(name)
    same = [at for at, other in enumerate(header) if form and squeeze(other) == form]
    return same[0] if len(same) == 1 else None
