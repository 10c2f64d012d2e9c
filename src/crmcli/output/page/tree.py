"""A tree as lists within lists: a reader of the page hears how deep each name stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.output.page.words import text

if TYPE_CHECKING:
    from crmcli.domain.pictures import Tree


def tree(picture: Tree) -> str:
    """Return the nodes, each with its text behind it."""
    parts: list[str] = []
    deep = -1
    for node in picture.nodes:
        depth = min(node.depth, deep + 1)
        if depth > deep:
            parts.append("<ul>\n" if deep >= 0 else '<ul class="tree">\n')
        else:
            parts.append("</li>\n" + "</ul>\n</li>\n" * (deep - depth))
        said = f' <span class="dim">{text(node.text)}</span>' if node.text else ""
        parts.append(f"<li>{text(node.label)}{said}")
        deep = depth
    if deep >= 0:
        parts.append("</li>\n</ul>\n" * (deep + 1))
    return "".join(parts)
