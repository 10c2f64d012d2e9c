"""A command line that a person gives as a setting: its words, as a shell would part them."""

from __future__ import annotations

from shlex import split

from crmcli.errors import UsageError
from crmcli.said import say


def command_words(name: str, value: str) -> list[str]:
    """Return the words of the setting ``name``; nothing in them is run or filled in.

    Raises:
        UsageError: a quote is open.
    """
    try:
        return split(value)
    except ValueError as error:
        message = say("{name} is no command line: {value}", name=name, value=value)
        raise UsageError(message, say("crm config set {name} 'less -S'", name=name)) from error
