"""What a check found, and the small words all checks share."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, Choice, Flag, Text
from crmcli.domain.nouns import BY_TABLE
from crmcli.said import listed as woven
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.sql import Reader

OK, MENDED, WARN, FAIL = "ok", "mended", "warn", "fail"
STATE = Choice({OK: ("✓", "green"), MENDED: ("✓", "yellow"), WARN: ("!", "yellow"), FAIL: ("✗", "red")})
CHECK = Choice(
    dict.fromkeys(
        (
            *("store", "pages", "version", "mode", "references", "schema", "cells", "numbers", "permissions"),
            *("leftovers", "backups", "disk", "settings", "rights", "content", "forms", "keys", "days"),
            *("custom", "values", "aliases", "pairs", "journal"),
        ),
        ("", ""),
    )
)
_SHOWN = 3
_CHUNK = 20_000


@frozen
class Finding:
    """One check: ok; warn and fail say what to do; mended was either and is put right."""

    check: Annotated[str, CHECK]
    state: Annotated[str, STATE]
    found: Annotated[str, Text()]
    todo: Annotated[str | None, Text("what to do")] = None
    fixable: Annotated[bool, Flag(show=DETAIL)] = False


class Places(NamedTuple):
    """What surrounds a store: the instant (UTC), the program's own data folder, the settings file."""

    at: str
    own_folder: Path
    settings: Path


class Mend(NamedTuple):
    """What puts a row right: values to set, None to delete it; ``row_id`` None inserts one."""

    table: str
    row_id: int | None
    values: Mapping[str, Any] | None


class Wrong(NamedTuple):
    """A place that is not as it should be, in words (C-12 name_fold), and what mends it."""

    place: str
    mend: Mend | None = None


FIX = "crm doctor --fix"
RESTORE = say("crm restore a backup: crm backup list")


def judged(check: str, wrong: Sequence[Wrong], fine: str, *, state: str = FAIL, todo: str = FIX) -> Finding:
    """Return the finding of a check that looked for wrong places."""
    if not wrong:
        return Finding(check, OK, fine)
    fixable = all(one.mend is not None for one in wrong)
    return Finding(check, state, listed([one.place for one in wrong]), todo, fixable)


def listed(places: Sequence[str]) -> str:
    """Return how many and the first few: ``4: C-1, C-2, C-3 ...``."""
    more = " ..." if len(places) > _SHOWN else ""
    return say("{count:,}: {places}{more}", count=len(places), places=woven(places[:_SHOWN]), more=more)


def named(table: str, row_id: int) -> str:
    """Return what a row is called: its number where people know one."""
    noun = BY_TABLE.get(table)
    return noun.ref(row_id) if noun is not None else f"{table} {row_id}"


def in_parts(db: Reader, query: str, size: int = _CHUNK) -> Iterator[list[tuple[Any, ...]]]:
    """Yield a query's rows in parts; it asks for ``id > :after``, orders by id, and gives the id first."""
    after = 0
    while part := db.tuples(f"{query} LIMIT {size:d}", {"after": after}):
        yield part
        if part[-1][0] <= after:
            return  # a damaged order must not be walked for ever
        after = part[-1][0]
