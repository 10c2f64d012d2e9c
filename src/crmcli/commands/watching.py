"""What a dashboard watches: when the store has changed, and its panels, asked for beside the screen.

Whether anything changed is told by the file's own counter, without opening the store; of a server by the
number of the last change. Panels are asked in a thread of their own, so that keys work while a store is
locked; one that takes long is asked the less often, so that it can't stand in a writer's way.
"""

from __future__ import annotations

import time
from threading import Thread
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.errors import CrmError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from crmcli.app import App
    from crmcli.domain.dashboard import Panel
    from crmcli.domain.dashboard.asked import Glance
    from crmcli.domain.results import Listing

REPORTS = ("churn", "receivables", "targets")
"""The reports behind the panel of alerts."""
REST = 20
"""How many times as long as it took a panel rests before it is asked again."""
_QUICK = 0.05  # seconds that need no rest
_PATIENCE = 0.7  # seconds after which a look that isn't done is told of
_COUNTER = slice(24, 28)  # where an SQLite file counts its changes


class Shown(NamedTuple):
    """A panel as it is to be seen: its listing, None before the first look."""

    name: str
    title: str
    listing: Listing[Any] | None
    wide: bool


class Frame(NamedTuple):
    """All panels at a moment; ``trouble`` says why they are older than they should be."""

    store: str
    at: Any
    panels: tuple[Shown, ...]
    trouble: str | None = None


class _Kept:
    """What is known of a panel: its listing, at which state of the store, and how long that took."""

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        self.listing: Listing[Any] | None = None
        self.pulse: object = None
        self.took = 0.0
        self.asked_at = float("-inf")

    def due(self, pulse: object, now: float) -> bool:
        """Tell whether to ask: something changed, and it has rested."""
        rest = 0 if self.took <= _QUICK else self.took * REST
        return self.pulse != pulse and now - self.asked_at >= rest


class Watch:
    """A dashboard to be shown: ``once``, or as long as a person likes to look."""

    def __init__(self, run: App, names: Sequence[str], *, every: float, once: bool) -> None:
        """Choose the panels; nothing is opened yet.

        Raises:
            UsageError: there is no such panel.
        """
        from crmcli.domain.dashboard import chosen

        self.every = every
        self.once = once
        self._run = run
        self._kept = [_Kept(panel) for panel in chosen(names)]
        self._worker: Thread | None = None
        self._looked_at = float("-inf")
        self._trouble: str | None = None
        self._failure: CrmError | None = None
        self._fresh = True
        self._told = False
        self._file: object = None

    def whole(self) -> Frame:
        """Return one frame, whatever it takes.

        Raises:
            CrmError: the store can't be read.
        """
        self._look(patient=True)
        if self._failure is not None:
            raise self._failure
        return self._frame()

    def poll(self, *, now: bool = False) -> Frame | None:
        """Return a frame when there is something new to be seen; never waits."""
        moment = time.monotonic()
        if self._worker is not None and self._worker.is_alive():
            return self._waiting(moment)
        if self._worker is None and (now or moment - self._looked_at >= self.every):
            self._looked_at, self._told = moment, False
            self._worker = Thread(target=self._look, daemon=True)
            self._worker.start()
            return None
        self._worker = None
        if not self._fresh:
            return None
        self._fresh = False
        return self._frame()

    def _waiting(self, moment: float) -> Frame | None:
        """Return the frame that says that the store makes us wait, once."""
        if self._told or moment - self._looked_at < _PATIENCE:
            return None
        self._told = self._fresh = True
        return self._frame()._replace(trouble=say("waiting for the store"))

    def _frame(self) -> Frame:
        """Return what is known."""
        panels = tuple(
            Shown(kept.panel.name, kept.panel.title, kept.listing, kept.panel.wide) for kept in self._kept
        )
        return Frame(self._run.store.name, self._run.now(), panels, self._trouble)

    def _look(self, *, patient: bool = False) -> None:
        """Ask every panel that is due, each by itself; what stands in the way is kept as a sentence."""
        before, self._failure = self._trouble, None
        try:
            pulse = self._pulse()
            self._trouble = self._missing(pulse)
            self._forget_another(pulse)
            for kept in self._kept:
                begun = time.monotonic()
                if kept.due(pulse, begun) and not (self._trouble and kept.listing):
                    kept.listing = self._run.read(kept.panel.ask, self._glance())
                    kept.pulse, kept.asked_at = pulse, begun
                    kept.took = time.monotonic() - begun
                    self._fresh = True
        except CrmError as error:
            self._failure, self._trouble = error, error.message
        except Exception as error:  # a dashboard goes on, whatever a store does
            if patient:
                raise
            self._trouble = say("it can't be read now: {name}", name=type(error).__name__)
        self._fresh = self._fresh or before != self._trouble

    def _pulse(self) -> tuple[Any, ...]:
        """Return what differs when anything changed: of a file without opening the store."""
        path: Path | None = getattr(self._run.store, "path", None)
        day = self._run.today()
        if path is None:  # a server's
            from crmcli.domain.dashboard import last_change

            return day, self._run.read(last_change, None)
        try:
            found = path.stat()
            with path.open("rb") as file:
                counter = file.read(_COUNTER.stop)[_COUNTER]
        except FileNotFoundError:
            return day, None
        except OSError as error:
            return day, error.errno
        log = path.with_name(f"{path.name}-wal")
        written = log.stat().st_mtime_ns if log.exists() else 0
        return day, found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size, counter, written

    def _missing(self, pulse: tuple[Any, ...]) -> str | None:
        """Return what to say where there is no file; what was seen last stays on the screen."""
        if pulse[1:] == (None,):
            return say("there is no store at {name}", name=self._run.store.name)
        return None

    def _forget_another(self, pulse: Any) -> None:
        """Forget what was seen in another file that stood in this place."""
        file = pulse[1:3] if len(pulse) > 3 else self._file
        if self._file not in (None, file):
            self._kept = [_Kept(kept.panel) for kept in self._kept]
        self._file = file

    def _glance(self) -> Glance:
        """Return what every panel is asked."""
        from crmcli.commands.today import _ask
        from crmcli.domain.dashboard.asked import ROWS, Glance

        run = self._run
        currency = run.config.get("currency")
        ask = _ask(run, None, None)._replace(limit=ROWS)
        return Glance(ask, f"{run.now():%Y-%m-%dT%H:%M:%SZ}", currency, self._reports())

    def _reports(self) -> dict[str, Any]:
        """Return the questions behind the alerts."""
        from crmcli.commands.report import question
        from crmcli.domain.reports import entry_of

        found = {name: entry for name in REPORTS if (entry := entry_of(name)) is not None}
        return {name: question(self._run, entry, {"limit": 0}) for name, entry in found.items()}
