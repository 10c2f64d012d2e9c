"""Who of us is meant: a user by name, or ``me``, who is called like the one that writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.nouns import USER
from crmcli.errors import NotFound
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.sql import Reader

_ME = frozenset(("me", "ben", "bana"))


def user_called(db: Reader, name: str) -> int | None:
    """Return the only user of a name, None when there is none or several are called so."""
    from crmcli.domain.text import fold

    rows = db.tuples(
        "SELECT id FROM crm_user WHERE name_fold = :name ORDER BY id LIMIT 2", {"name": fold(name)}
    )
    return int(rows[0][0]) if len(rows) == 1 else None


def owner_of(db: Reader, text: str, me: str, region: str = "TR") -> int:
    """Return the number of the user that a text names; ``me`` is the user called like that.

    Raises:
        NotFound: nobody is called so.
        Conflict: several are.
    """
    from crmcli.domain.refs import resolve

    if text.strip().lower() not in _ME:
        return resolve(db, USER, text, region=region)
    found = user_called(db, me)
    if found is None:
        from shlex import quote

        raise NotFound(say('no user is called "{me}", who writes here', me=me), f"crm user add {quote(me)}")
    return found
