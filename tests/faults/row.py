"""A row of the table of faults, and where its tests lie."""

from typing import NamedTuple

F, C, S, E, D = "tests/faults/", "tests/campaigns/", "tests/store/", "tests/domain/exchange/", "tests/domain/"


class Row(NamedTuple):
    """A fault: its number, what goes wrong, what must happen, and its proof (file::function)."""

    id: str
    fault: str
    holds: str
    test: str


def rows(letter: str, *lines: tuple[str, str, str]) -> tuple[Row, ...]:
    """Number the rows of an area; new ones are added at its end."""
    return tuple(Row(f"{letter}{number}", *line) for number, line in enumerate(lines, 1))
