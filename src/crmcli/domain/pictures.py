"""Pictures of a report: what is to be seen, in numbers; how it is drawn is the renderer's.

Every number in a picture has its text beside it. Values of one picture share a unit.
"""

from __future__ import annotations

from typing import NamedTuple

from crmcli.domain.frozen import frozen


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
