"""A tree: every node below its parent, its text in a column of its own where that fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.output.canvas import Piece, clipped
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.pictures import Node, Tree
    from crmcli.output.canvas import Canvas

GAP = 2
_LEAST_LABEL = 8
# A node with one after it, the last one, the line past a node with one after it.
_BOXES, _BOXES_ASCII = ("├─ ", "└─ ", "│  "), ("|- ", "`- ", "|  ")


def draw_tree(canvas: Canvas, tree: Tree) -> None:
    """Draw the nodes, or say how wide the terminal has to be."""
    from rich.cells import cell_len

    stems = list(stems_of(tree.nodes, _BOXES if canvas.terminal.unicode else _BOXES_ASCII))
    labels = [canvas.safe(node.label) for node in tree.nodes]
    texts = [canvas.safe(node.text) for node in tree.nodes]
    stem = max(map(len, stems), default=0)
    text = max(map(cell_len, texts), default=0)
    gap = GAP if text else 0
    if stem + _LEAST_LABEL + gap + text > canvas.width:
        needed = stem + _LEAST_LABEL + gap + text
        canvas.line(
            say("the picture of {title} needs {needed} columns", title=tree.title, needed=needed), "dim"
        )
        return
    canvas.line(tree.title, "dim")
    widest = max((len(s) + cell_len(name) for s, name in zip(stems, labels, strict=True)), default=0)
    width = min(widest, canvas.width - gap - text)
    for lead, name, aside in zip(stems, labels, texts, strict=True):
        shown = clipped(name, width - len(lead), canvas.ellipsis)
        blank = " " * (width - len(lead) - cell_len(shown) + gap + text - cell_len(aside))
        canvas.pieces((Piece(lead, "dim"), Piece(shown), Piece(blank + aside)))


def stems_of(nodes: Sequence[Node], boxes: tuple[str, str, str]) -> list[str]:
    """Return what leads to each node; roots have nothing."""
    follows, past, blank = boxes
    made: list[str] = []
    below: list[bool] = []
    for at in range(len(nodes) - 1, -1, -1):
        depth = nodes[at].depth
        below = (below + [False] * (depth + 1 - len(below)))[: depth + 1]
        lines = [blank if below[level] else "   " for level in range(1, depth)]
        made.append("".join(lines) + ((follows if below[depth] else past) if depth else ""))
        below[depth] = True
    return made[::-1]
