"""The program of one run: settings, clock, store; ``read`` and ``write`` are one transaction each."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from crmcli.config import Config
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from pathlib import Path

    from crmcli.db import Migrated, Store
    from crmcli.domain.results import Change
    from crmcli.hooks import Hooks
    from crmcli.language import Choice
    from crmcli.sql import Asking, ChangeNote, Reader, Writer

Request = TypeVar("Request")
Answer = TypeVar("Answer")

_LOCALTIME = "/etc/localtime"
_FOLDER = "zoneinfo/"
_YEARS = range(1900, 9900)
_UTC = ("UTC", "Etc/UTC", "Universal", "Etc/Universal", "Zulu", "Etc/Zulu")

# Compiled by the first write only. Bare digits may be a phone, so they are kept for an undo alone.
_REF, _CHANGE, _OPTION = r"[A-Z]{1,2}-\d{1,18}", r"\d{1,9}", r"-[a-z]|--[a-z][a-z-]*"


Marked = TypeVar("Marked", bound=Callable[..., Any])


def writes(command: Marked) -> Marked:
    """Mark a command that changes the store: it gets ``--dry-run``."""
    command.writes = True  # type: ignore[attr-defined]
    return command


class App:
    """What a command may ask of the world around it."""

    def __init__(
        self,
        argv: Sequence[str],
        env: MutableMapping[str, str] | None = None,
        run_line: Callable[[Sequence[str]], int] | None = None,
    ) -> None:
        """Keep the command line (for the journal), the environment, and how another line is run."""
        self.argv = argv
        self.run_line = run_line
        self.env = os.environ if env is None else env
        self.flags: dict[str, str | None] = {}
        self.shown: dict[str, Any] = {}  # --format, --output and their kin
        self.path = ""  # the command's name, "customer add"
        self.allow: Callable[[str], None] | None = None  # refuses commands that a session has no place for
        self.dry_run = False
        self.quiet = False
        self.no_hooks = False

    @cached_property
    def config(self) -> Config:
        """The settings."""
        return Config(self.env, self.flags)

    @cached_property
    def store(self) -> Store:
        """The store, not yet opened."""
        from crmcli.db import open_store

        return open_store(self.config.get("db"))

    @cached_property
    def zone(self) -> tzinfo:
        """The time zone of days and times.

        Raises:
            UsageError: no such zone.
        """
        found = find_zone(self.config.get("zone"))
        if found is not None:
            return found
        if self.env.get("TZ") in ("UTC", "Etc/UTC"):
            return UTC
        # Without a name the zone is the offset of this moment, all year round.
        try:
            return system_zone(self.env) or datetime.now().astimezone().tzinfo or UTC
        except ValueError:  # TZ=X+25: an offset of more than a day
            return UTC

    @property
    def for_people(self) -> bool:
        """Whether the result is laid out for people rather than for programs."""
        if "format" in self.shown:
            return self.shown["format"] in ("table", "plain", "markdown")
        return "output" not in self.shown and sys.stdout is not None and sys.stdout.isatty()

    def language(self) -> Choice:
        """Return the language people are spoken to in, and the owner's own words."""
        from crmcli.language import Choice

        return Choice(self.config.get("lang"), self.config.labels())

    def now(self) -> datetime:
        """Return the moment in UTC; CRMCLI_TODAY moves the day, the time of day stays."""
        moment = datetime.now(UTC).replace(microsecond=0)
        fixed = self.env.get("CRMCLI_TODAY")
        if fixed:
            day = _iso_day(fixed)
            here = moment.astimezone(self.zone)
            moment = here.replace(year=day.year, month=day.month, day=day.day).astimezone(UTC)
        return moment

    def today(self) -> date:
        """Return CRMCLI_TODAY, else the clock's day in the configured zone."""
        fixed = self.env.get("CRMCLI_TODAY")
        return _iso_day(fixed) if fixed else datetime.now(UTC).astimezone(self.zone).date()

    def read(self, act: Callable[[Reader, Request], Answer], request: Request) -> Answer:
        """Answer a request from one snapshot; the store is closed before this returns."""
        with self.store.reading() as db:
            db.asking = self._asking
            return act(db, request)

    def _asking(self) -> Asking:
        """Return what filters count from."""
        from crmcli.sql import Asking

        return Asking(self.today(), self.zone, self.config.integer("lapsed_days"))

    def write(
        self,
        act: Callable[[Writer, Request], Change[Any]],
        request: Request,
        *,
        input_sha256: str | None = None,
    ) -> Change[Any]:
        """Carry out a request in one journaled transaction; a dry run is the same, rolled back."""
        self.may_write()
        hooks = self.hooks()
        with self.store.writing(self._note(input_sha256), dry_run=self.dry_run) as db:
            db.asking = self._asking
            if hooks is not None:
                hooks.begin(db)
            result = act(db, request)
            wrote = db.wrote
            if wrote:
                db.execute(
                    "UPDATE change SET summary = :summary WHERE id = :id",
                    {"summary": result.action, "id": db.change},
                )
            if hooks is not None:
                result = replace(result, notes=(*result.notes, *hooks.ask(db, result)))
        if hooks is not None:
            result = replace(result, notes=(*result.notes, *hooks.tell()))
        if getattr(self.store, "made", False):
            from crmcli.engines.mounts import said_once

            result = replace(result, notes=(*result.notes, *said_once(self.store)))
        number = db.change if wrote and not self.dry_run else None
        return replace(result, number=number, dry_run=self.dry_run)

    def hooks(self) -> Hooks | None:
        """Return the owner's hooks, None without any; a program that a hook started calls none itself."""
        if self.no_hooks or self.env.get("CRMCLI_HOOK") or not self.config.own("hooks"):
            return None
        from crmcli.hooks import Hooks

        return Hooks(self.env, self.hook_variables(), dry_run=self.dry_run)

    def hook_variables(self) -> dict[str, str]:
        """Return what lets a hook find this very store."""
        address = self.config.get("db")
        local = os.path.abspath(os.path.expanduser(address))  # noqa: PTH100, PTH111 - no pathlib here
        return {"CRMCLI_DB": address if "://" in address else local}

    def erase(self, act: Callable[[Writer, Request], Change[Any]], request: Request) -> Change[Any]:
        """Carry out an erasure, then rewrite the file; say which files still hold what was erased."""
        from crmcli.domain.privacy.erase import needles

        texts = self.read(needles, request)  # type: ignore[arg-type]
        result = self.write(act, request)
        if result.dry_run or result.number is None:
            return result
        from crmcli.config import history_file
        from crmcli.engines.erasing import compact, copies
        from crmcli.engines.typed import forget

        compact(self.store)
        typed = history_file()
        if typed is not None:
            forget(typed, texts)
        own = getattr(self.store, "path", None)
        held = [
            say("{path} still holds such a text, as a part of what is somebody else's", path=path)
            if path == own
            else say("{path} still holds them: delete it, or erase there too", path=path)
            for path in copies(self.store, texts)
        ]
        return replace(result, notes=(*result.notes, *held))

    def refuse_store(self, path: Path) -> None:
        """Refuse to write over the store or a file that SQLite keeps beside it.

        Raises:
            Refused: the path is one of them, or none at all.
        """
        from crmcli.errors import Refused

        if "\0" in str(path):
            raise Refused("the name of a file holds the character U+0000", "name another file")
        store = getattr(self.store, "path", None)
        if store is None:
            return
        own = {os.path.realpath(f"{store}{tail}") for tail in ("", "-journal", "-wal", "-shm")}
        if os.path.realpath(path) in own:
            raise Refused(say("{path} is the store itself", path=path), "name another file")

    def migrate(self) -> Migrated:
        """Bring the store up to this program's schema."""
        self.may_write()
        from crmcli.db import migrate

        return migrate(self.store, f"{self.now():%Y-%m-%dT%H:%M:%SZ}")

    def _note(self, input_sha256: str | None) -> ChangeNote:
        from crmcli.sql import ChangeNote

        return ChangeNote(
            at=f"{self.now():%Y-%m-%dT%H:%M:%SZ}",
            actor=self._actor(),
            branch=self.config.get("branch") or None,
            command=self._command(),
            input_sha256=input_sha256,
        )

    def may_write(self) -> None:
        """Refuse to change anything where the settings say that the store is only read.

        Raises:
            Refused: they do, and this is no dry run.
        """
        found = self.config.find("read_only")
        if found.value == "yes" and not self.dry_run:
            from crmcli.errors import Refused

            origin = found.origin.replace("_", "-") if found.origin.startswith("--") else found.origin
            message = say("{name} is only read here, says {origin}", name=self.store.name, origin=origin)
            raise Refused(message, say("leave it out, or set read_only to no, to write"))

    def _actor(self) -> str:
        """Return who writes as far as anybody told; "" leaves it to a server, which knows its own login."""
        told = self.config.find("user")
        return "" if told.origin == "default" and self.store.engine == "postgres" else told.value

    def _command(self) -> str:
        """Return the command line with personal values left out: names of options, record numbers."""
        rest = list(self.argv)
        for word in self.path.split():
            if word in rest:
                rest = rest[rest.index(word) + 1 :]
        number = f"{_REF}|{_CHANGE}" if self.path == "undo" else _REF
        kept, ended = [self.path], False
        for word in rest:
            ended = ended or word == "--"  # behind it there are values only
            name = word.partition("=")[0]
            if not ended and re.fullmatch(_OPTION, name):
                kept.append(name)
            else:
                kept.append(word if re.fullmatch(number, word) else "…")
        return " ".join(kept)


def system_zone(env: Mapping[str, str], localtime: str = _LOCALTIME) -> tzinfo | None:
    """Return the zone that TZ names, else the one that ``localtime`` links to; None without a name."""
    name = env.get("TZ", "").removeprefix(":")
    if not name:
        _, _, name = os.path.realpath(localtime).rpartition(_FOLDER)
    if name in _UTC:
        return UTC
    if name:
        from zoneinfo import ZoneInfo

        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            pass
    return None


def find_zone(name: str) -> tzinfo | None:
    """Return the zone of an IANA name, None for an empty one.

    Raises:
        UsageError: no such zone.
    """
    if not name:
        return None
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UsageError(
            say('no time zone is called "{name}"', name=name), "crm config set zone Europe/Istanbul"
        ) from error


def _iso_day(text: str) -> date:
    """Return a day given as ISO; no clock is so far off that it shows a year before 1900 or after 9899.

    Raises:
        UsageError: it is none.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if day.year not in _YEARS:
        fact = say('CRMCLI_TODAY is "{text}", not a day', text=text)
        raise UsageError(fact, "CRMCLI_TODAY=2026-12-31 crm ...")
    return day
