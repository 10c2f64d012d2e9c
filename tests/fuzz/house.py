"""A small store that every attempt finds as it was, and the rules that an attempt must keep."""

import contextlib
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from unittest.mock import patch

from crmcli.app import App
from crmcli.errors import CrmError
from tests.support.program import Program

SECONDS = 5
"""What an attempt may take of a processor: others may be at work on the same machine."""
MEGABYTES = 512
"""What the process may grow by."""
TODAY = date(2026, 11, 21)
_RECORDS = (
    ("customer", "add", "Işık Mobilya A.Ş.", "--phone", "0532 123 45 67", "--tag", "vip", "--city", "İzmir"),
    ("customer", "add", "Acme", "--email", "info@acme.example", "--tax-number", "1234567890"),
    ("contact", "add", "Ayşe Öz", "--customer", "C-2", "--email", "ayse@acme.example"),
    ("lead", "add", "Demir Ltd.", "--phone", "+90 212 555 00 11"),
    ("product", "add", "Masa", "--price", "1250 TRY"),
    ("opportunity", "add", "Ofis", "--customer", "C-1", "--amount", "5000 TRY"),
    ("order", "add", "C-1", "--line", "Masa:2:1250"),
    ("field", "add", "customer", "Sektör", "--type", "text"),
    ("segment", "add", "Yakın", "--where", "city=İzmir"),
    ("log", "call", "C-1", "ilk arama"),
)


class Finding(Exception):
    """An input that broke a rule."""


class _TooLong(BaseException):
    """The time is over; no handler of the program takes it for its own."""


class House:
    """A folder with a store in it that every attempt finds as it was made."""

    def __init__(self) -> None:
        """Make the store; in memory, where there is a place for that."""
        room = "/dev/shm"  # noqa: S108 - a folder of our own is made in it
        self._room = tempfile.TemporaryDirectory(dir=room if Path(room).is_dir() else None)
        self.folder = Path(self._room.name)
        self.store = self.folder / "crm.db"
        self.env = {
            "CRMCLI_DB": str(self.store),
            "CRMCLI_CONFIG": str(self.folder / "config.toml"),
            "CRMCLI_TODAY": TODAY.isoformat(),
            "HOME": str(self.folder),
            "TZ": "UTC",
        }
        program = Program(str(self.store))
        with patch.dict(os.environ, self.env):
            for line in _RECORDS:
                program.inprocess(*line).checked()
        self._kept = self.folder / "kept.db"
        shutil.copyfile(self.store, self._kept)
        self._bytes = self._kept.read_bytes()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._room.cleanup()

    def app(self, *words: str) -> App:
        """Return the program on this store, as a command line begins it."""
        app = App(words, dict(self.env))
        app.path = " ".join(words[:2])
        app.quiet = True
        return app

    def file(self, data: bytes, name: str) -> Path:
        """Write an input where the program finds it."""
        path = self.folder / name
        path.write_bytes(data)
        return path

    def tried(self, act: Callable[[], Any]) -> str:
        """Carry something out that may write; return what came of it, in a word.

        Raises:
            Finding: it failed and something was written, or it did not fail and broke the store.
        """
        try:
            found = act()
        except CrmError as error:
            self._unchanged(error)
            return f"{type(error).__name__} {told(error.message)}"
        finally:
            for side in ("-journal", "-wal"):
                if self.store.with_name(f"crm.db{side}").exists():
                    raise Finding(f"{side} was left behind")
        self._renewed()
        return f"done {told(str(getattr(found, 'summary', '')))}"

    def repair(self) -> None:
        """Make the store what it was after a finding."""
        for left in self.folder.glob("crm.db-*"):
            left.unlink()
        self.store.write_bytes(self._bytes)

    def _unchanged(self, error: CrmError) -> None:
        """Hold a failure to what failing means."""
        if self.store.read_bytes() != self._bytes:
            raise Finding(f"it failed, and the store is another: {error.message}")

    def _renewed(self) -> None:
        """Make the store what it was, after a look at it."""
        import sqlite3

        if self.store.read_bytes() == self._bytes:
            return
        with contextlib.closing(sqlite3.connect(self.store)) as db:
            if db.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise Finding("a reference in the store does not hold")
            if db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise Finding("the store is damaged")
        self.store.write_bytes(self._bytes)


def told(message: str) -> str:
    """Return a message without what differs from input to input: digits, names, quoted values."""
    words = [word for word in message.split() if word.isascii() and word.replace("'", "").isalpha()]
    return " ".join(words[:14])


@contextlib.contextmanager
def limits(seconds: float = SECONDS, megabytes: int = MEGABYTES) -> Iterator[None]:
    """Hold what is done inside to time and memory.

    Raises:
        Finding: it took more of either, or raised what is no answer to a person.
    """

    def over(_number: int, _frame: object) -> None:
        raise _TooLong

    before = _grown()
    kept = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    begun = time.process_time()
    try:
        yield
    except _TooLong:
        raise Finding(f"it takes more than {seconds} s") from None
    except RecursionError as error:
        raise Finding(f"RecursionError {_place(error)}") from error
    except Exception as error:
        if isinstance(error, CrmError | Finding):
            raise
        raise Finding(f"{type(error).__name__}: {error} {_place(error)}") from error
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, kept)
    if time.process_time() - begun > seconds:
        raise Finding(f"it took {time.process_time() - begun:.1f} s")
    if _grown() - before > megabytes:
        raise Finding(f"it took {_grown() - before:,.0f} MB")


def _grown() -> float:
    """Return how large the process ever was, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _place(error: BaseException) -> str:
    """Return where an error came from."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if "crmcli" in name or not place:
            place = f"{Path(name).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"in {place}"
