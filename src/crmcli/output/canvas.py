"""The one Rich console: where a result for a terminal is drawn before it is written.

No markup, no emoji codes, no highlighter: text is data. Everything drawn comes from ``text``,
which makes it safe and lets the terminal's encoding carry it.
"""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any

from crmcli.output.safe import safe_text

if TYPE_CHECKING:
    from rich.text import Text

    from crmcli.output import Settings
    from crmcli.output.terminal import Terminal

_TALL = 10_000


class Canvas:
    """A terminal's width, colours and signs, and the text drawn so far."""

    def __init__(self, settings: Settings, terminal: Terminal) -> None:
        """Prepare an empty canvas."""
        from rich.console import Console

        self.settings = settings
        self.terminal = terminal
        self.width = terminal.width
        self.dash = "—" if terminal.unicode else "-"
        self.ellipsis = "…" if terminal.unicode else "..."
        self.left_out: list[str] = []
        self._drawn = StringIO()
        self.console = Console(
            file=self._drawn,
            width=terminal.width,
            height=_TALL,
            color_system=terminal.colour,  # type: ignore[arg-type]
            force_terminal=terminal.colour is not None,
            force_jupyter=False,
            force_interactive=False,
            legacy_windows=False,
            no_color=False,
            markup=False,
            emoji=False,
            highlight=False,
            highlighter=None,
            safe_box=False,
            _environ={},
        )

    def safe(self, text: str, *, multiline: bool = False) -> str:
        """Return text that neither harms the terminal nor exceeds its encoding."""
        return self.terminal.fit(safe_text(text, multiline=multiline))

    def text(self, text: str, style: str = "", *, multiline: bool = False) -> Text:
        """Return safe text in a style."""
        from rich.text import Text

        return Text(self.safe(text, multiline=multiline), style=style, overflow="fold")

    def draw(self, thing: Any) -> None:
        """Draw a Rich renderable."""
        self.console.print(thing)

    def line(self, text: str = "", style: str = "") -> None:
        """Draw a line of text, wrapped where it is too long."""
        self.console.print(self.text(text, style))

    def finish(self) -> str:
        """Return all that was drawn, without blanks at the ends of lines."""
        return "".join(f"{line.rstrip()}\n" for line in self._drawn.getvalue().split("\n")[:-1])


def clipped(text: str, cells: int, ellipsis: str) -> str:
    """Return text cut to a width in cells, with a mark where it was cut."""
    from rich.cells import cell_len, set_cell_size

    if len(text) <= cells and cell_len(text) <= cells:
        return text
    # No character is worth measuring beyond this: at most eight marks stand on a letter.
    text = text[: 10 * cells + 10]
    if cell_len(text) <= cells:
        return text
    if cells <= len(ellipsis):
        return set_cell_size(text, cells).rstrip()
    return set_cell_size(text, cells - len(ellipsis)).rstrip() + ellipsis
