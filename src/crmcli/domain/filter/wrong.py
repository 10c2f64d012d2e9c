"""What is wrong with a filter, and where."""

from __future__ import annotations

from crmcli.errors import UsageError
from crmcli.said import Said, named, say

_BEFORE, _SHOWN = 30, 70


class FilterError(UsageError):
    """A filter that can't be read, or asks for what there is not.

    ``at`` is the place in the text, from 0; messages count columns from 1. ``text`` is filled in where
    the whole filter is known.
    """

    def __init__(self, message: str, at: int, hint: str | None = None) -> None:
        """Say what is wrong at which place."""
        said = message if isinstance(message, Said) else named(message)
        super().__init__(say("{message} (column {at})", message=said, at=at + 1), hint)
        self.plain = message
        self.at = at
        self.text = ""

    def within(self, text: str) -> FilterError:
        """Keep the whole filter, for the pointer and for programs."""
        if not self.text:
            self.text = text
            self.details = {"where": text, "column": self.at + 1}
        return self

    @property
    def pointer(self) -> tuple[str, str]:
        """Return the filter around the place, on one line, and a line with a caret below it."""
        start = max(0, self.at - _BEFORE)
        lead = "…" if start else ""
        shown = lead + " ".join(self.text[start : start + _SHOWN].split("\n")).replace("\t", " ")
        if start + _SHOWN < len(self.text):
            shown += "…"
        return shown, " " * (len(lead) + self.at - start) + "^"
