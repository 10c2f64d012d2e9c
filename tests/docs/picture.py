"""``docs/images/terminal.svg``, the picture of the README: what the demo's screens look like, drawn.

`python -m tests.docs.picture` draws it anew. The colours follow the reader's: light or dark.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from xml.sax.saxutils import escape

from rich.cells import cell_len
from rich.color import Color
from rich.console import Console
from rich.text import Text

from tests.conftest import TODAY
from tests.docs.consoles import DOCS, Folder, Step

PICTURE = DOCS / "images" / "terminal.svg"
BEFORE = "crm demo --language en --keep crm.db"
SHOWN = ("crm find cotton", "crm report segments")
COLUMNS = 80
WIDTH, HEIGHT, MARGIN = 8.4, 18, 16
"""Of a cell, and of the space around all of them."""
_STYLE = """
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; white-space: pre }
.paper { fill: #fbfbfa; stroke: #d5d5d2 }
text { fill: #24292f }
rect { shape-rendering: crispEdges }
.dim { opacity: .62 }
.bold { font-weight: 700 }
.c1, .c9 { fill: #b3261e }
.c2, .c10 { fill: #1a7f37 }
.c3, .c11 { fill: #8a5a00 }
.c4, .c12 { fill: #0a58ca }
.c5, .c13 { fill: #8839a8 }
.c6, .c14 { fill: #0b7285 }
@media (prefers-color-scheme: dark) {
.paper { fill: #16181d; stroke: #33363d }
text { fill: #d9dce1 }
.c1, .c9 { fill: #ff7b72 }
.c2, .c10 { fill: #56d364 }
.c3, .c11 { fill: #e3b341 }
.c4, .c12 { fill: #6cb6ff }
.c5, .c13 { fill: #d2a8ff }
.c6, .c14 { fill: #56d4dd }
}
"""


class Run(NamedTuple):
    """Some letters of a line that look alike, from a column on."""

    column: int
    text: str
    classes: str
    ink: str
    paper: str


def picture(path: Path, env: Mapping[str, str | None]) -> str:
    """Run the demo below ``path`` and return the drawing of its screens."""
    folder = Folder.make(path, env)
    folder.written(Step(BEFORE, "", "", "", 0, 0))
    colourful = folder._replace(env={**folder.env, "NO_COLOR": None, "COLORTERM": None})
    lines = []
    for command in SHOWN:
        lines += [f"\x1b[2m$\x1b[0m \x1b[1m{command}\x1b[0m"]
        lines += [*colourful.written(Step(command, "", "", "", 0, 0)).splitlines(), ""]
    return drawn(lines[:-1], ", then ".join(SHOWN))


def drawn(lines: Sequence[str], title: str) -> str:
    """Return lines with the colours of a terminal as an SVG that is one file by itself."""
    parts = [part for row, line in enumerate(lines) for part in _line(row, Text.from_ansi(line))]
    rows = len(lines)
    wide, high = round(COLUMNS * WIDTH + 2 * MARGIN), rows * HEIGHT + 2 * MARGIN
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img">',
            f"<title>{escape(title)}</title>",
            f"<style>{_STYLE}</style>",
            f'<rect class="paper" x="0.5" y="0.5" width="{wide - 1}" height="{high - 1}" rx="8"/>',
            *parts,
            "</svg>\n",
        ]
    )


def _line(row: int, line: Text) -> Iterator[str]:
    """Yield what is drawn for a line: paper first, so that ink stays on top of it."""
    runs = list(_runs(line))
    top = MARGIN + row * HEIGHT
    for run in runs:
        if run.paper:
            yield f'<rect {_place(run)} y="{top}" width="{_wide(run)}" height="{HEIGHT}" fill="{run.paper}"/>'
    for run in runs:
        if run.text.strip():
            look = (f' class="{run.classes}"' if run.classes else "") + (
                f' style="fill:{run.ink}"' if run.ink else ""
            )
            length = f'textLength="{_wide(run)}" lengthAdjust="spacingAndGlyphs"'
            yield f'<text {_place(run)} y="{top + 13}" {length}{look}>{escape(run.text)}</text>'


def _place(run: Run) -> str:
    return f'x="{MARGIN + run.column * WIDTH:.1f}"'


def _wide(run: Run) -> str:
    return f"{cell_len(run.text) * WIDTH:.1f}"


def _runs(line: Text) -> Iterator[Run]:
    """Yield the letters of a line by their looks; long gaps part them, so that columns stay."""
    console, column = Console(), 0
    cuts = sorted({0, len(line), *(at for span in line.spans for at in (span.start, span.end))})
    for start, end in pairwise(cuts):
        style = line.get_style_at_offset(console, start)
        names = [name for name, on in (("bold", style.bold), ("dim", style.dim)) if on]
        ink = _colour(style.color)
        if ink.startswith("c"):
            names.append(ink)
        paper = _colour(style.bgcolor)
        for piece in re.findall(r" {2,}|(?:(?! {2}).)+", line.plain[start:end]):
            yield Run(column, piece, " ".join(names), "" if ink.startswith("c") else ink, paper)
            column += cell_len(piece)


def _colour(colour: Color | None) -> str:
    """Return the class of one of the sixteen colours, the value of any other, "" for the terminal's own."""
    if colour is None or colour.is_default:
        return ""
    if colour.number is not None and colour.number < 16:
        return f"c{colour.number}"
    return colour.get_truecolor().hex


if __name__ == "__main__":
    fixed = {"CRMCLI_TODAY": TODAY, "TZ": "UTC", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    with TemporaryDirectory() as top:
        made = picture(Path(top) / "docs", {**fixed, "HOME": top, "TERM": "xterm-256color"})
        PICTURE.write_text(made, encoding="utf-8")
