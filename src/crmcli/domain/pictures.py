"""Pictures of a report: what is to be seen, in numbers; how it is drawn is the renderer's.

Every number in a picture has its text beside it. Values of one picture share a unit.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Kind, type_of_machine


class Cell(NamedTuple):
    """One square of a grid: what it says, and how heavy it is (0..1)."""

    text: str
    weight: float
    style: str | None = None


@frozen
class Grid:
    """A table whose cells have weight: cohorts, RFM, weekday x hour. An empty text is a blank square."""

    title: str
    down: str
    across: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]


class Bar(NamedTuple):
    """A bar from ``start`` to ``value`` (0 when a bar begins at the axis), with the text beside it.

    ``mark`` is a tick on the same scale: a target, last year.
    """

    label: str
    value: float
    text: str
    start: float = 0.0
    style: str | None = None
    mark: float | None = None


@frozen
class Bars:
    """Bars below each other, lengths on one scale; ``shape`` is bars, funnel (centred) or waterfall."""

    title: str
    bars: tuple[Bar, ...]
    shape: str = "bars"


class Line(NamedTuple):
    """A line of a chart: points in ascending x; ``steps`` draws it as stairs."""

    name: str
    points: tuple[tuple[float, float], ...]
    style: str | None = None
    steps: bool = False


@frozen
class Chart:
    """Lines over two axes; ticks are a value and its text. ``across`` and ``down`` name the axes."""

    title: str
    across: str
    down: str
    lines: tuple[Line, ...]
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]


class Node(NamedTuple):
    """A node of a tree: how deep it stands (0 is a root), its label, the text at its right."""

    depth: int
    label: str
    text: str = ""


@frozen
class Tree:
    """A tree, in the order in which it is drawn: every node after its parent."""

    title: str
    nodes: tuple[Node, ...]


Picture = Grid | Bars | Chart | Tree


class Spark(Kind):
    """How something went: a tuple of numbers, oldest first, drawn as a line of little bars.

    Bars stand on 0, or on the least number where one is negative; None leaves a gap.
    """

    wraps = False
    signs = "▁▂▃▄▅▆▇█"
    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return the bars."""
        del row, locale
        return self.drawn(value, self.signs)

    def drawn(self, value: Any, signs: str) -> str:
        """Return a sign for every number, from the lowest of ``signs`` to the highest."""
        known = [float(number) for number in value if number is not None]
        low, high = min([0.0, *known]), max([0.0, *known])
        steps = (len(signs) - 1) / ((high - low) or 1.0)
        return "".join(" " if one is None else signs[round((float(one) - low) * steps)] for one in value)

    def machine(self, value: Any, row: Any) -> type_of_machine:
        """Return the numbers as a list."""
        del row
        return list(value)

    def joined(self, numbers: list[Any]) -> str:
        """Return the numbers as text formats write them, nothing between two ``;`` for a gap."""
        return ";".join("" if one is None else str(one) for one in numbers)
