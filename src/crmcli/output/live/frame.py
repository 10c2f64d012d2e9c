"""A frame as lines: which panels stand beside each other, how high each is, and what is in them.

Panels that need room stand alone where a terminal is narrow; two columns begin at ``TWO`` cells, three at
``THREE``. No line is wider than the terminal, and where there is a height no frame is higher.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from crmcli.domain.kinds import Instant
from crmcli.output.canvas import Canvas, Piece
from crmcli.output.live.panel import body_lines, wanted
from crmcli.output.terminal import Terminal
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.results import Listing
    from crmcli.output import Settings

TWO, THREE = 112, 190
GAP = 3
LEAST = 3
"""Lines of the smallest panel: its title, a row, a blank."""
ROWS_OF_A_PRINT = 10
USUAL = 8
"""Rows of a panel that count when columns are made equally long."""


class PanelLike(Protocol):
    """A panel of a frame: its listing is None before the first look."""

    @property
    def title(self) -> str:
        """What stands over it."""
        ...

    @property
    def listing(self) -> Listing[Any] | None:
        """Its rows."""
        ...

    @property
    def wide(self) -> bool:
        """Whether its rows need the whole width of a narrow terminal."""
        ...


class FrameLike(Protocol):
    """All panels at a moment."""

    @property
    def store(self) -> str:
        """What a person calls the store."""
        ...

    @property
    def at(self) -> Any:
        """The moment of the last look, in UTC."""
        ...

    @property
    def panels(self) -> Sequence[PanelLike]:
        """The panels in their order."""
        ...

    @property
    def trouble(self) -> str | None:
        """Why the panels are older than they should be."""
        ...


class Block(NamedTuple):
    """Panels side by side, each with a width and how high they are, title and blank line included."""

    panels: tuple[PanelLike, ...]
    widths: tuple[int, ...]
    height: int


def frame_lines(frame: FrameLike, settings: Settings, terminal: Terminal, height: int | None) -> list[str]:
    """Return the lines of a frame, exactly ``height`` of them; without one as many as it takes."""
    head = _head(frame, settings, terminal)
    foot = _foot(frame, settings, terminal, on_screen=height is not None)
    room = None if height is None else max(0, height - len(head) - len(foot))
    body = _columns(frame.panels, settings, terminal, room)
    if room is not None:
        body = [*body[:room], *[""] * (room - len(body))]
    lines = [*head, *body, *foot]
    return lines if height is None else lines[:height]


def _columns(
    panels: Sequence[PanelLike], settings: Settings, terminal: Terminal, room: int | None
) -> list[str]:
    """Return the panels in as many columns as the terminal has room for."""
    count = 3 if terminal.width >= THREE else 2 if terminal.width >= TWO else 1
    count = min(count, len(panels))
    if count == 1:
        return _stacked(_blocks(panels, terminal.width), settings, terminal, room)
    width = (terminal.width - GAP * (count - 1)) // count
    shares: list[list[PanelLike]] = [[] for _ in range(count)]
    loads = [0] * count
    for panel in panels:
        at = loads.index(min(loads))
        shares[at].append(panel)
        loads[at] += 2 + min(wanted(panel.listing), USUAL)
    made = [
        _stacked([Block((panel,), (width,), 0) for panel in share], settings, terminal, room)
        for share in shares
    ]
    return _beside(made, [width] * count)


def _blocks(panels: Sequence[PanelLike], width: int) -> list[Block]:
    """Return panels below each other; two that need little room stand side by side."""
    half = (width - GAP) // 2
    blocks: list[Block] = []
    waiting: PanelLike | None = None
    for panel in panels:
        if panel.wide or half < 30:
            blocks.append(Block((panel,), (width,), 0))
        elif waiting is None:
            waiting = panel
            blocks.append(Block((panel,), (width,), 0))
        else:
            at = next(i for i, block in enumerate(blocks) if block.panels == (waiting,))
            blocks[at] = Block((waiting, panel), (half, width - GAP - half), 0)
            waiting = None
    return blocks


def _stacked(blocks: list[Block], settings: Settings, terminal: Terminal, room: int | None) -> list[str]:
    """Return blocks below each other, as high as there is room."""
    needs = [2 + max(wanted(panel.listing) for panel in block.panels) for block in blocks]
    usual = [min(need, ROWS_OF_A_PRINT + 2) for need in needs]
    heights = usual if room is None else shared(needs, room)
    lines: list[str] = []
    for block, height in zip(blocks, heights, strict=True):
        made = [
            _panel(panel, settings, terminal, width, height)
            for panel, width in zip(block.panels, block.widths, strict=True)
        ]
        lines += _beside(made, block.widths)
    return lines


def shared(needs: Sequence[int], room: int) -> list[int]:
    """Share lines among blocks: each the least it can stand, then in turn until each has what it needs.

    Blocks for which nothing is left have none, the last ones first.
    """
    fit = min(len(needs), room // LEAST)
    heights = [LEAST if at < fit else 0 for at in range(len(needs))]
    left = room - sum(heights)
    while left > 0 and (hungry := [at for at in range(fit) if heights[at] < needs[at]]):
        for at in hungry[:left]:
            heights[at] += 1
        left -= len(hungry[:left])
    return heights


def _panel(panel: PanelLike, settings: Settings, terminal: Terminal, width: int, height: int) -> list[str]:
    """Return the lines of one panel: a title on a line, its rows, a blank below."""
    if height < LEAST:
        return []
    canvas = Canvas(settings, narrowed(terminal, width))
    total = panel.listing.total if panel.listing is not None else None
    title = canvas.safe(panel.title)
    count = f" {total:,}" if total else ""
    used = len(title) + len(count) + 1
    rule = canvas.rule * max(0, width - used)
    canvas.pieces(_fit(canvas, (Piece(title, "bold"), Piece(count, "cyan"), Piece(f" {rule}", "dim")), width))
    lines = canvas.finish().splitlines()[:1]
    lines += body_lines(panel.listing, settings, narrowed(terminal, width), height - 2)
    return [*lines, *[""] * (height - len(lines))]


def _fit(canvas: Canvas, pieces: Sequence[Piece], width: int) -> list[Piece]:
    """Return pieces cut to a width."""
    from crmcli.output.canvas import clipped

    kept: list[Piece] = []
    left = width
    for text, style in pieces:
        cut = clipped(text, left, canvas.ellipsis) if left > 0 else ""
        kept.append(Piece(cut, style))
        left -= cells(cut)
    return kept


def _head(frame: FrameLike, settings: Settings, terminal: Terminal) -> list[str]:
    """Return the first line: which store, and when it was looked at last."""
    canvas = Canvas(settings, terminal)
    moment = frame.at.astimezone(settings.zone) if settings.zone is not None else frame.at
    when = canvas.safe(Instant().human(moment, frame, settings.locale))
    name = canvas.safe(frame.store)
    room = max(1, terminal.width - cells(when) - 6)
    if cells(name) > room:
        name = f"{canvas.ellipsis}{name[-(room - len(canvas.ellipsis)) :]}"
    gap = " " * max(1, terminal.width - cells(name) - cells(when) - 5)
    pieces = (Piece("crm", "bold cyan"), Piece(f"  {name}", "dim"), Piece(gap), Piece(when))
    canvas.pieces(_fit(canvas, pieces, terminal.width))
    return [*canvas.finish().splitlines()[:1], ""]


def _foot(frame: FrameLike, settings: Settings, terminal: Terminal, *, on_screen: bool) -> list[str]:
    """Return the last line: what is wrong, else which keys there are."""
    if frame.trouble is None and not on_screen:
        return []
    canvas = Canvas(settings, terminal)
    keys = Piece(canvas.safe(say("q quits, r looks again")), "dim")
    pieces = [keys] if on_screen else []
    if frame.trouble is not None:
        gap = [Piece("  ")] if on_screen else []
        pieces = [Piece("! ", "bold yellow"), Piece(canvas.safe(frame.trouble), "yellow"), *gap, *pieces]
    canvas.pieces(_fit(canvas, pieces, terminal.width))
    return canvas.finish().splitlines()[:1]


def _beside(columns: Sequence[Sequence[str]], widths: Sequence[int]) -> list[str]:
    """Return columns of lines side by side, each filled to its width."""
    if len(columns) == 1:
        return list(columns[0])
    lines = []
    for number in range(max(map(len, columns), default=0)):
        parts = [column[number] if number < len(column) else "" for column in columns]
        filled = [part + " " * (width - cells(part)) for part, width in zip(parts, widths, strict=True)]
        lines.append((" " * GAP).join(filled).rstrip())
    return lines


def cells(text: str) -> int:
    """Return how many cells a line takes; sequences of colour take none."""
    from re import sub

    from rich.cells import cell_len

    return cell_len(sub(r"\x1b\[[0-9;]*m", "", text))


def narrowed(terminal: Terminal, width: int) -> Terminal:
    """Return a part of a terminal, so wide."""
    return Terminal(
        width=width,
        colour=terminal.colour,
        encoding=terminal.encoding,
        light=terminal.light,
        boxes=terminal.unicode,
    )
