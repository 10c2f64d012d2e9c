"""The line to a server: how long it may be silent, and what became of a commit whose answer was lost."""

from __future__ import annotations

from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from crmcli.errors import CrmError, Refused
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.engines.postgres import PostgresStore

# Seconds, and milliseconds for the last: a peer that is gone is noticed in a minute, not in two hours.
_PATIENCE = {
    "connect_timeout": 15,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
DOUBT_SECONDS = 10.0
"""How long a server that went away may take to come back and say what it kept."""
_TURN_SECONDS = 0.5


def patience(url: str) -> dict[str, Any]:
    """Return the limits of a connection that its address doesn't set itself."""
    return {name: value for name, value in _PATIENCE.items() if f"{name}=" not in url}


def was_kept(store: PostgresStore, change: int) -> bool:
    """Return whether the server kept a change, though its answer to the commit was lost.

    Raises:
        Refused: it does not come back to tell.
    """
    import psycopg

    limit = monotonic() + DOUBT_SECONDS
    while True:
        try:
            # Under the writers' lock: by then the lost transaction has ended, one way or the other.
            with store.locked() as connection:
                found = connection.execute("SELECT id FROM change WHERE id = %s", (change,)).fetchone()
                return found is not None
        except (psycopg.Error, CrmError) as error:
            if monotonic() >= limit:
                fact = say(
                    "{name} went away while change {change} was saved; whether it was is not known",
                    name=store.name,
                    change=change,
                )
                raise Refused(fact, "crm history shows it once the server is back") from error
            sleep(_TURN_SECONDS)
