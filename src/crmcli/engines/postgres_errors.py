"""What the server says no to, in words with a way out: rights, standbys, limits, its own end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.errors import Busy, CrmError, Refused
from crmcli.said import say

if TYPE_CHECKING:
    import psycopg

_FULL = ("too many clients", "remaining connection slots", "too many connections")
_STARTING = ("the database system is starting up", "the database system is shutting down", "recovery")


def meant(name: str, error: psycopg.Error) -> CrmError | None:
    """Return what an error of the server means for who typed the command; None for all others."""
    state, said = error.sqlstate or "", str(error)
    if state == "42501":
        return _denied(name, error.diag.message_primary or "")
    if state == "25006":
        return Refused(
            say("{name} is read only: a standby, or a session that is told to read", name=name),
            say("name the server that is written to: --db 'postgresql://HOST/NAME'"),
        )
    if state == "57014":
        return Refused(
            say("{name} ended this after its statement_timeout; nothing was saved", name=name),
            say("ask for less, or let the server's owner raise the limit of this login"),
        )
    return _away(name, state, said)


def _away(name: str, state: str, said: str) -> CrmError | None:
    """Return what keeps a server from answering at all; who can't get in is told so without a state."""
    again = say("run the command again")
    if state == "53300" or any(part in said for part in _FULL):
        way = say("run the command again; max_connections of the server is the limit")
        return Busy(say("{name} has no connection left", name=name), way)
    if state == "57P03" or any(part in said for part in _STARTING):
        return Busy(say("{name} is starting or stopping", name=name), again)
    if state in ("57P01", "57P02", "25P03"):
        return Refused(say("{name} ended the connection; nothing was saved", name=name), again)
    return None


def _denied(name: str, said: str) -> Refused:
    """Return what a login lacks, told by what it touched: any rights, that of writing, that of an owner."""
    if said.endswith("table meta"):
        message = say("this login has no rights in {name}: {said}", name=name, said=said)
        return Refused(message, say("ask its owner for them: GRANT crm_reader TO NAME, or crm_writer"))
    if "owner" in said or "schema" in said or "create" in said or "revision" in said:
        message = say("only an owner of {name} may do this: {said}", name=name, said=said)
        return Refused(message, say("ask a member of crm_owner to run it"))
    message = say("this login may only read {name}: {said}", name=name, said=said)
    return Refused(message, say("ask its owner for the right to write: GRANT crm_writer TO NAME"))
