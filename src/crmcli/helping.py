"""Help in the language people are spoken to in: headings, lines, and the words for values.

What Typer and Click write by themselves goes through here, too. Names of commands and options are the
same in every language.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

from typer._click.formatting import HelpFormatter
from typer._click.utils import echo

from crmcli.app import App
from crmcli.language import is_plain, told

if TYPE_CHECKING:
    from collections.abc import Sequence

_EXTRAS = re.compile(r"(?s)(.*?)(?:  )?\[((?:default: |required|env var: )[^\[\]]*)\]")
_VALUE = re.compile(r"(?<![\w-])[A-Z][A-Z0-9_]+(?![\w-])")


class SpokenHelp(HelpFormatter):
    """Click's formatter, in the language of this run."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how the command is called."""
        super().write_usage(prog, _values(args), prefix or f"{told('Usage:')} ")

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        super().write_heading(told(heading))

    def write_text(self, text: str) -> None:
        """Write a paragraph; one of the program's own that nobody has told yet, such as the last."""
        super().write_text(told(text))

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write names and what they mean."""
        super().write_dl([(_values(name), _line(text)) for name, text in rows], col_max, col_spacing)


def speak_help(ctx: Any) -> None:
    """Let a context write its help in the language of this run; plain English is Click's own."""
    if not is_plain():
        ctx.formatter_class = SpokenHelp


def show_help(ctx: Any) -> None:
    """Write the help of a command, on a terminal through the pager where it is long."""
    text = f"{ctx.get_help()}\n"
    page = None
    if sys.stdout is not None and sys.stdout.isatty() and isinstance(ctx.obj, App):
        from crmcli.programs import paged

        page = paged(ctx.obj)
    if page is None:
        echo(text, nl=False, color=ctx.color)
        return
    page.write(text.encode(page.encoding, "backslashreplace"))
    page.flush()


def _line(text: str) -> str:
    """Return a line of help, with what Click adds to it."""
    found = _EXTRAS.fullmatch(text)
    if found is None:
        return told(text)
    extras = []
    for extra in found[2].split("; "):
        name, _, value = extra.partition(": ")
        extras.append(f"{told(name)}: {value}" if value else told(name))
    said = told(found[1]) if found[1] else ""
    return f"{said}  [{'; '.join(extras)}]" if said else f"[{'; '.join(extras)}]"


def _values(text: str) -> str:
    """Return a name with the words for its values: ``--db FILE``."""
    return _VALUE.sub(lambda found: told(found[0], "metavar"), text)
