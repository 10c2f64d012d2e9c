"""The places around a local store: who may read the files, what was left behind, how old backups are."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from crmcli.domain.doctor.finding import FAIL, FIX, OK, WARN, Finding, Places, listed
from crmcli.engines import backup, mounts
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_WRITABLE = stat.S_IWGRP | stat.S_IWOTH
_OLD_BACKUP_DAYS = 14
_LEFT_SECONDS = 3600


def look(path: Path, places: Places) -> list[Finding]:
    """Return what is found around a store."""
    return [
        _permissions(path, places),
        _leftovers(path, places),
        _backups(path, places),
        _disk(path),
        settings(places),
    ]


def _open_to_others(path: Path, places: Places) -> Iterator[tuple[Path, int]]:
    """Yield files and folders that others may read, and the mode they should have."""
    folder = backup.folder_of(path)
    files = [path, *(path.with_name(path.name + side) for side in ("-journal", "-wal", "-shm"))]
    files += [file for pattern in ("*.db", "*.sha256") for file in sorted(folder.glob(pattern))]
    folders = [folder, *([path.parent] if path.parent == places.own_folder else [])]
    for place, right in (*((file, 0o600) for file in files), *((place, 0o700) for place in folders)):
        if place.exists() and stat.S_IMODE(place.stat().st_mode) & _OTHERS:
            yield place, right


def _permissions(path: Path, places: Places) -> Finding:
    """Check that nobody else may read the store or its backups."""
    if os.name != "posix":
        return Finding("permissions", OK, say("left to the system"))
    wrong = [str(place) for place, _ in _open_to_others(path, places)]
    if wrong:
        return Finding(
            "permissions", FAIL, say("others may read {listed}", listed=listed(wrong)), FIX, fixable=True
        )
    mode = path.parent.stat().st_mode
    if mode & _WRITABLE and not mode & stat.S_ISVTX:
        fact = say("others may replace files in {parent}", parent=path.parent)
        return Finding("permissions", WARN, fact, say("chmod go-w {parent}", parent=path.parent))
    return Finding("permissions", OK, say("the store and its backups are private"))


def _left(path: Path, places: Places) -> list[Path]:
    """Return what killed backups and restores left behind an hour or more ago."""
    from datetime import datetime

    now = datetime.fromisoformat(places.at).timestamp()
    found = [*backup.folder_of(path).glob("*.partial*"), *path.parent.glob(f".{path.name}.*.restoring*")]
    return [file for file in found if now - file.stat().st_mtime > _LEFT_SECONDS]


def _leftovers(path: Path, places: Places) -> Finding:
    """Look for files of commands that were killed."""
    left = [file.name for file in _left(path, places)]
    if left:
        return Finding(
            "leftovers", WARN, say("of killed commands: {listed}", listed=listed(left)), FIX, fixable=True
        )
    # The engine has opened the store by now: a journal it needed is played back and gone.
    journal = path.with_name(f"{path.name}-journal")
    if journal.exists() and journal.stat().st_size:
        return Finding(
            "leftovers",
            WARN,
            say("{name}: another command is writing", name=journal.name),
            say("look again afterwards"),
        )
    return Finding("leftovers", OK, say("no command left anything behind"))


def _backups(path: Path, places: Places) -> Finding:
    """Look how old the newest backup is."""
    from datetime import datetime

    newest = next(iter(backup.listed(path)), None)
    if newest is None:
        return Finding("backups", WARN, say("there is no backup"), "crm backup")
    days = (datetime.fromisoformat(places.at) - datetime.fromisoformat(newest.at)).days
    said = say("the newest is {days:,} day{s} old", days=days, s="s" if days != 1 else "")
    if days > _OLD_BACKUP_DAYS and path.exists() and path.stat().st_mtime > Path(newest.path).stat().st_mtime:
        return Finding("backups", WARN, said, "crm backup")
    return Finding("backups", OK, said if days > 0 else say("the newest is of today"))


def _disk(path: Path) -> Finding:
    """Look where the store lies: a network folder's locks are not to be trusted."""
    kind = mounts.network(path)
    if kind is not None:
        fact = say(
            "{parent} is a network folder ({kind}), where two writers may damage a file",
            parent=path.parent,
            kind=kind,
        )
        return Finding("disk", WARN, fact, say("a local folder, or --db postgresql://... for several people"))
    if hasattr(os, "statvfs"):
        room = os.statvfs(path.parent)
        free, size = room.f_bavail * room.f_frsize, path.stat().st_size if path.exists() else 0
        if free < 2 * size:
            return Finding(
                "disk", WARN, say("{free:,} bytes free: not enough for a backup", free=free), say("make room")
            )
    local = mounts.file_system(path) is not None
    return Finding("disk", OK, say("a local disk with room") if local else say("there is room"))


def settings(places: Places) -> Finding:
    """Check that a settings file with a password in it is private."""
    file = places.settings
    try:
        mode = file.stat().st_mode
        if not stat.S_ISREG(mode):  # a pipe or a device has no end that a check could wait for
            return Finding(
                "settings", FAIL, say("{file} is no file", file=file), say("name a file in CRMCLI_CONFIG")
            )
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return Finding("settings", OK, say("no settings file"))
    secret = "password=" in text or any("@" in part.split("/")[0] for part in text.split("://")[1:])
    if os.name != "posix" or not mode & _OTHERS:
        return Finding("settings", OK, say("{file} is private", file=file))
    state = FAIL if secret else WARN
    fact = say(
        "others may read {file}{part}", file=file, part=say(", which holds a password") if secret else ""
    )
    return Finding("settings", state, fact, FIX, fixable=True)


def mend(path: Path | None, places: Places) -> None:
    """Make files private and remove what killed commands left; a file that is not ours to change stays."""
    wrong = list(_open_to_others(path, places)) if path is not None and os.name == "posix" else []
    if settings(places).state != OK:
        wrong.append((places.settings, 0o600))
    for place, right in wrong:
        try:
            place.chmod(right)
        except OSError:
            continue
    for file in _left(path, places) if path is not None else ():
        file.unlink(missing_ok=True)
