"""Passwords in the addresses of servers: found, left out of what is shown, kept from where others read.

A password belongs into ``~/.pgpass``, ``PGPASSWORD`` or a service file. In a settings file it is taken
when nobody else can read that; on a command line never: every user of the machine sees those.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from crmcli.errors import Refused, UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from pathlib import Path

    import psycopg

_OTHERS, _WRITABLE = 0o077, 0o002
_LEFT_OUT = "…"
# A password may hold @ and / as a person types it: so all up to the last @ of the word is taken for one.
_USER_INFO = re.compile(r"(://[^\s/:@?#]*):\S*@")
_PARAMETER = re.compile(r"(?<![^?&\s])([^=&?\s]{1,60})=([^&\s]*)")
_MARKS = set("@/?#[]")


def masked(text: str) -> str:
    """Return text with the passwords of the addresses in it left out."""
    if "://" not in text and "=" not in text:
        return text
    text = _USER_INFO.sub(r"\1@", text)
    return _PARAMETER.sub(lambda found: f"{found[1]}={_LEFT_OUT}" if _is_secret(found[1]) else found[0], text)


def passwords(address: str) -> list[str]:
    """Return the passwords that an address of a server holds, as they are typed."""
    if "://" not in address:
        return []
    info = _USER_INFO.search(address)
    found = [] if info is None else [info[0][len(info[1]) + 1 : -1]]
    found += [value for name, value in _PARAMETER.findall(address) if _is_secret(name)]
    return [password for password in found if password]


def without(text: str, address: str) -> str:
    """Return a library's words without the passwords of an address."""
    from urllib.parse import unquote

    text = masked(text)
    for password in passwords(address):
        for form in (password, unquote(password)):
            text = text.replace(form, _LEFT_OUT)
    return text


def refuse_unreadable(address: str) -> None:
    """Refuse a password with a mark of addresses in it: the library would take a part of it for the host.

    Raises:
        Refused: there is one; nothing of it is told.
    """
    info = _USER_INFO.search(address)
    if info is not None and set(info[0][len(info[1]) + 1 : -1]) & _MARKS:
        raise Refused(
            say("the password in {db} has one of @ / ? # [ ] as it is", db=masked(address)),
            "write %40 for @, %2F for /, %3F for ?, %23 for #; or keep it in ~/.pgpass",
        )


def connect(address: str, **settings: Any) -> psycopg.Connection[Any]:
    """Open a connection that commits each statement; what the library says of it tells no password.

    Raises:
        Refused: a password in the address can't be read.
        psycopg.Error: the server can't be reached, or refuses.
    """
    import psycopg

    refuse_unreadable(address)
    try:
        return psycopg.connect(address, autocommit=True, **settings)
    except psycopg.Error as error:
        # An address that can't be read is quoted whole.
        said = without(str(error), address)
        if said == str(error):
            raise
        raise type(error)(said) from None


def refuse_typed(address: str) -> None:
    """Refuse a password on the command line.

    Raises:
        UsageError: there is one.
    """
    if passwords(address):
        raise UsageError(
            say(
                "a password on the command line is read by every user of this machine: {db}",
                db=masked(address),
            ),
            "keep it in ~/.pgpass, or in PGPASSWORD, and leave it out of the address",
        )


def refuse_open(path: Path, address: str) -> None:
    """Refuse an address with a password from a settings file that others can read.

    Raises:
        Refused: it is one.
    """
    if os.name != "posix" or not passwords(address):
        return
    if path.stat().st_mode & _OTHERS:
        from shlex import quote

        raise Refused(
            say("{path} holds a password, and others can read it", path=path), f"chmod 600 {quote(str(path))}"
        )


def refuse_foreign(path: Path) -> None:
    """Refuse the settings file of the working folder, which nobody chose, where it may be another's.

    Raises:
        Refused: it belongs to another user, or any user can write it.
    """
    if os.name != "posix":
        return
    found = path.stat()
    if found.st_uid != os.geteuid() or found.st_mode & _WRITABLE:
        fact = say(
            "{path} is another user's, or any user can write it, and is not read", path=path.absolute()
        )
        raise Refused(fact, "work in another folder, or look into the file and make it your own")


def _is_secret(name: str) -> bool:
    """Tell the parameter of an address that is a password; the server's library reads %70 as p."""
    if "%" in name:
        from urllib.parse import unquote

        name = unquote(name)
    return name.casefold() in ("password", "sslpassword")
