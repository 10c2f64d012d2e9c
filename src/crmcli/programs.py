"""Other programs that a person may want: the pager, and what shows a page.

Which one is taken from the environment and from the person's own settings, never from the store nor from
the settings file of the working folder (settings of kind ``command``): whoever can write there must not be
able to run anything here.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crmcli.app import App
    from crmcli.output.pager import Paged

WHEN = ("auto", "never", "always")


def paged(app: App) -> Paged | None:
    """Return the terminal behind a pager; None where nobody looks, and where none is wanted."""
    if app.flags.get("pager") == "never":
        return None
    from crmcli.output.terminal import is_terminal

    if not is_terminal(sys.stdout) or sys.platform == "win32":
        return None
    from crmcli.output.pager import Paged, command

    wanted = app.config.get("pager")
    when = wanted if wanted in WHEN else "auto"
    if when == "never" or app.env.get("TERM") == "dumb":
        return None
    words = _usual(app) if wanted in WHEN else words_of("pager", wanted)
    if not words or words == ["cat"]:
        return None
    always = when == "always"
    return Paged(sys.stdout, command(words, app.env, always=always), app.env, always=always)


def words_of(name: str, value: str) -> list[str]:
    """Return the words of a command line that is a setting."""
    from crmcli.domain.command_words import command_words

    return command_words(name, value)


def _usual(app: App) -> list[str]:
    """Return the words of PAGER, else of the usual one; none where PAGER is empty."""
    from shlex import split

    asked = app.env.get("PAGER")
    if asked is None:
        return ["less"]
    try:
        return split(asked)
    except ValueError:
        return ["less"]
