"""Pictures of a page: each as an inline SVG with a title, a tree as a list.

Each is drawn twice, for a desk and for a phone, since letters shrunk with a drawing can't be read; the style
sheet shows the one that fits. What is wider still scrolls. Colours are classes: they follow the theme.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from crmcli.domain.pictures import Bars, Chart, Grid, Tree
from crmcli.output.page.words import text
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.pictures import Picture

WIDE, SLIM = 720.0, 350.0
"""Widths of a drawing on a desk and on a phone."""


def figure(picture: Picture, number: int) -> str:
    """Return a picture with its caption; ``number`` keeps the names of its parts apart."""
    below = ""
    match picture:
        case Grid():
            from crmcli.output.page.grid import grid

            aside = say("{down} down, {across} across", down=picture.down, across=picture.across)
            drawn = [grid(picture, WIDE), grid(picture, SLIM, small=True)]
        case Bars():
            from crmcli.output.page.bars import bars

            aside = ""
            drawn = [bars(picture, WIDE), bars(picture, SLIM, stacked=True)]
        case Chart():
            from crmcli.output.page.chart import chart, legend

            aside = say("{down} up, {across} across", down=picture.down, across=picture.across)
            drawn, below = [chart(picture, WIDE, 300.0), chart(picture, SLIM, 220.0)], legend(picture)
        case Tree():
            from crmcli.output.page.tree import tree

            return f"<figure>\n{_caption(picture.title)}{tree(picture)}</figure>\n"
    said = f"{picture.title}: {aside}" if aside else picture.title
    wide, slim = (
        _framed(said, f"p{number}{kind}", kind, *one) for kind, one in zip(("w", "s"), drawn, strict=True)
    )
    return f"<figure>\n{_caption(picture.title, aside)}{wide}{slim}{below}</figure>\n"


def _caption(title: str, aside: str = "") -> str:
    """Return what a picture is called, and what its sides are."""
    said = f" <span>{text(aside)}</span>" if aside else ""
    return f"<figcaption>{text(title)}{said}</figcaption>\n"


def _framed(said: str, name: str, kind: str, width: float, height: float, body: str) -> str:
    """Return an SVG drawing in its box, with a title for those who don't see it."""
    wide, high = math.ceil(width), math.ceil(height)
    return (
        f'<div class="box {kind}"><svg viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" '
        f'role="img" aria-labelledby="{name}">\n<title id="{name}">{text(said)}</title>\n{body}</svg></div>\n'
    )


def label(x: float, y: float, said: str, anchor: str) -> str:
    """Return a text of second rank at a place, which is its start, its middle or its end."""
    return (
        f'<text class="f soft" x="{places(x)}" y="{places(y)}" text-anchor="{anchor}">{text(said)}</text>\n'
    )


def rule(kind: str, start: tuple[float, float], end: tuple[float, float]) -> str:
    """Return a straight line of a kind: axis, grid or mark."""
    (x1, y1), (x2, y2) = start, end
    return f'<line class="{kind}" x1="{places(x1)}" y1="{places(y1)}" x2="{places(x2)}" y2="{places(y2)}"/>\n'


def places(value: float) -> str:
    """Return a length with a digit after the point at most, the same on every machine."""
    return f"{round(value, 1) + 0.0:g}"
