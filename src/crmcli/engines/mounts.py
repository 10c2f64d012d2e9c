"""Where a file lies: a network folder's locks are not to be trusted with a store."""

from __future__ import annotations

import os
import re
from pathlib import Path

from crmcli.said import say

MOUNTS = Path("/proc/mounts")
_NETWORK = re.compile(
    "nfs|cifs|smb|9p|afs|ceph|coda|glusterfs|gpfs|lustre|ncp|davfs|beegfs|virtiofs|vboxsf|vmhgfs|prl_fs|drvfs|"
    "fuse[.]"
)
# What a FUSE file system passes to a local one, with its locks.
_LOCAL = {f"fuse.{name}" for name in ("encfs", "gocryptfs", "cryfs", "bindfs", "fuse-overlayfs", "ntfs-3g")}
_ESCAPE = re.compile(r"\\([0-7]{3})")


def file_system(path: Path) -> str | None:
    """Return the kind of file system that a file lies on, None where the system doesn't tell."""
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    real = os.path.realpath(path)
    best, kind = "", None
    for words in map(str.split, lines):
        if len(words) < 3:
            continue
        place = _ESCAPE.sub(lambda match: chr(int(match[1], 8)), words[1])
        if real.startswith(place.rstrip("/") + "/") and len(place) >= len(best):
            best, kind = place, words[2]
    return kind


def network(path: Path) -> str | None:
    """Return the kind of the network folder that a file lies in, None for any other folder."""
    kind = file_system(path)
    return kind if kind is not None and kind not in _LOCAL and _NETWORK.match(kind) else None


def said_once(store: object) -> tuple[str, ...]:
    """Return what is to be said of where a new store lies, once; nothing of a store that was there."""
    path = getattr(store, "path", None)
    if path is None or not getattr(store, "made", False):
        return ()
    store.made = False  # type: ignore[attr-defined]
    kind = network(path)
    if kind is None:
        return ()
    fact = say(
        "{parent} is a network folder ({kind}), where two writers may damage the store: crm doctor",
        parent=path.parent,
        kind=kind,
    )
    return (fact,)
