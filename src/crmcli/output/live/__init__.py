"""A screen that stays open: frames drawn as they come, keys heard meanwhile, the terminal given back.

What is watched is anything with ``poll`` (a frame when there is something new, else None), ``whole`` (one
frame, whatever it takes), ``every`` and ``once``.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

from crmcli.errors import ExitCode, UsageError
from crmcli.output.live.frame import FrameLike, frame_lines
from crmcli.output.terminal import can_animate, is_terminal, look_at

if TYPE_CHECKING:
    from crmcli.output import Settings

_TICK = 0.15
"""Seconds after which a key, a new size or a new frame is seen at the latest."""
_QUIT, _AGAIN = ("q", "Q", "\x1b", "\x04"), ("r", "R", "\x0c")


class Watched(Protocol):
    """What a screen follows."""

    every: float
    once: bool

    def whole(self) -> FrameLike:
        """Return one frame."""
        ...

    def poll(self, *, now: bool = False) -> FrameLike | None:
        """Return a frame when there is something new; never waits."""
        ...


def follow(watched: Watched, settings: Settings) -> int:
    """Show frames until a person has seen enough; one frame where one is asked for.

    Raises:
        UsageError: there is no terminal to keep a screen on.
        CrmError: the one frame can't be made.
    """
    if watched.once:
        _print(watched.whole(), settings)
        return int(ExitCode.DONE)
    if not (can_animate(sys.stdout) and is_terminal(sys.stdin)):
        raise UsageError("a dashboard stays open on a terminal only", "crm dashboard --once")
    from crmcli.output.live.screen import Screen

    with Screen() as screen, suppress(KeyboardInterrupt):
        _run(watched, settings, screen)
    return int(ExitCode.DONE)


def _run(watched: Watched, settings: Settings, screen: Any) -> None:
    """Draw what is new, and anew when the terminal changes its size, until a key ends it."""
    frame, size, now = None, None, True
    while True:
        found = watched.poll(now=now)
        now = False
        seen = screen.size()
        frame = found or frame
        if frame is not None and (found is not None or seen != size or screen.blank):
            size = seen
            terminal = look_at(sys.stdout, colour=settings.colour, width=seen[0])
            screen.show(frame_lines(frame, settings, terminal, seen[1]))
        key = screen.key(_TICK)
        if key is None or key in _QUIT:
            return
        now = key in _AGAIN


def _print(frame: FrameLike, settings: Settings) -> None:
    """Write one frame: as a terminal shows it, as plain text elsewhere."""
    from crmcli.output import target

    terminal = look_at(sys.stdout, colour=settings.colour, width=settings.width)
    lines = frame_lines(frame, settings, terminal, None)
    target.to_stream((f"{line.rstrip()}\n" for line in lines), sys.stdout, encoding=terminal.encoding)
