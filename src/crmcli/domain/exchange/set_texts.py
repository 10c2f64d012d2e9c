"""Texts set for all rows, with places for a row's number and its cells."""

from collections.abc import Sequence

from crmcli.domain.exchange.cells import Values
from crmcli.errors import UsageError
from crmcli.said import say

ROW_NUMBER = "row"
"""``{row}`` in a set text is the number of the row in the file, from 1; ``{Column}`` the cell of a column."""


class Template:
    """A text set for all rows, with places for the row's number and its cells."""

    def __init__(self, text: str, header: Sequence[str]) -> None:
        """Find the places in a text.

        Raises:
            UsageError: one is neither the row nor a column.
        """
        import re

        self._parts: list[str | int] = []  # text, or the position of a column; -1 for the row's number
        for number, part in enumerate(re.split(r"\{([^{}]+)\}", text)):
            if number % 2 == 0 or part == ROW_NUMBER:
                self._parts.append(-1 if number % 2 else part)
            elif part in header:
                self._parts.append(header.index(part))
            else:
                has = ", ".join(filter(None, header))
                raise UsageError(
                    say('"{{{part}}}" is no column of the file', part=part),
                    say("say {{row}} or one of its columns: {has}", has=has),
                )

    def texts(self, cells: list[tuple[str, ...]], numbers: Sequence[int]) -> Values:
        """Return the text of every row; None where all it would name is blank."""
        if len(self._parts) == 1:
            return [self._parts[0] or None] * len(numbers)
        made: Values = []
        for index, number in enumerate(numbers):
            parts = [
                part if isinstance(part, str) else str(number) if part < 0 else cells[part][index].strip()
                for part in self._parts
            ]
            made.append("".join(parts).strip() if any(parts[1::2]) else None)
        return made
