"""Pages in a private folder of the person's cache: kept there, shown, and cleaned away after a day."""

from __future__ import annotations

import os
import re
import stat
import sys
from typing import TYPE_CHECKING, Any

from crmcli.errors import Refused, system_says
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from crmcli.app import App

KEPT_SECONDS = 24 * 60 * 60
_PATIENCE_SECONDS = 1.5
"""How long a program that shows pages may take to fail; one that stays has begun."""


def keep(app: App, result: Any, name: str) -> Path:
    """Write a result as a page of mode 0600 and return its path; older pages are cleaned away.

    Raises:
        Refused: the folder isn't the person's own, or can't be written.
    """
    from io import BytesIO, TextIOWrapper

    from crmcli import output
    from crmcli.output.target import to_file

    page = TextIOWrapper(BytesIO(), encoding="utf-8", newline="")
    settings = output.Settings(
        format="html", locale=app.config.get("locale"), zone=app.zone, called=f"crm {app.path}"
    )
    output.write(result, settings, page)
    place = folder()
    path = place / f"{re.sub(r'[^A-Za-z0-9-]', '-', name)[:60]}.html"
    to_file((page.buffer.getvalue(),), path, force=True)
    clean(place, path.stat().st_mtime)
    return path


def folder() -> Path:
    """Return the folder of pages: made where it isn't, nobody's but the person's own.

    Raises:
        Refused: it is somebody else's, a link, or can't be made.
    """
    from platformdirs import user_cache_path

    place = user_cache_path("crmcli", appauthor=False) / "cards"
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = place.lstat()
        if not stat.S_ISDIR(found.st_mode) or (hasattr(os, "getuid") and found.st_uid != os.getuid()):
            raise Refused(
                say("{place} is not a folder of yours", place=place), "crm open C-12 --output card.html"
            )
        if stat.S_IMODE(found.st_mode) & 0o077:
            place.chmod(0o700)
    except OSError as error:
        reason = system_says(error)
        message = say("{place} can't be made: {reason}", place=place, reason=reason)
        raise Refused(message, "crm open C-12 --output card.html") from error
    return place


def clean(place: Path, newest: float) -> None:
    """Take away the pages that are a day older than the newest; one that can't be is left."""
    from contextlib import suppress

    for path in place.glob("*.html"):
        with suppress(OSError):
            if path.lstat().st_mtime < newest - KEPT_SECONDS:
                path.unlink()


def show(app: App, path: Path) -> None:
    """Let the person's program show a page; what stands in the way is said, and is no failure."""
    from crmcli import notes

    words = _viewer(app)
    if words is None:
        if app.for_people:  # who sees its path below
            notes.note(say("there is no display here to show the page on; it was written to this file:"))
        else:
            notes.note(say("there is no display here to show the page on; it is in {path}", path=path))
        return
    failed = _start([*words, str(path)])
    if failed:
        notes.note(say("{program} can't show it: {failed}", program=words[0], failed=failed))


def _viewer(app: App) -> list[str] | None:
    """Return the words of the program that shows pages, None where there is none."""
    from shutil import which

    from crmcli.programs import words_of

    wanted = app.config.get("opener")
    if wanted:
        return words_of("opener", wanted)
    if sys.platform == "darwin":
        return ["open"]
    if sys.platform == "win32":
        return ["explorer"]
    known = (("xdg-open",), ("gio", "open")) if _has_display(app.env) else (("wslview",),)
    return next((list(words) for words in known if which(words[0])), None)


def _has_display(env: Mapping[str, str]) -> bool:
    return bool(env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"))


def _start(words: list[str]) -> str | None:
    """Start a program that goes on by itself; return why it didn't, None where it did."""
    from subprocess import DEVNULL, Popen, TimeoutExpired

    try:
        begun = Popen(  # noqa: S603 - no shell; the person's own words
            words, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, start_new_session=True
        )
    except (OSError, ValueError) as error:
        return system_says(error)
    try:
        code = begun.wait(_PATIENCE_SECONDS)
    except TimeoutExpired:
        return None
    return say("it ended with {code}", code=code) if code and sys.platform != "win32" else None
