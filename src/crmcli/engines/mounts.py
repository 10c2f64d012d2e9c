"""Where a file lies: a network folder's locks are not to be trusted with a store."""

from __future__ import annotations

import os
import re
from pathlib import Path

from crmcli.said import say

MOUNTS = Path("/proc/mounts")
_NETWORKS = (
    *(
        "nfs",
        "cifs",
        "smb",
        "9p",
        "afs",
        "ceph",
        "coda",
        "glusterfs",
        "gpfs",
        "lustre",
        "ncp",
        "davfs",
        "beegfs",
    ),
    *("virtiofs", "vboxsf", "vmhgfs", "prl_fs", "drvfs", "fuse."),
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
    """Return a sentence about a file that lies in a network folder, None for any other."""
    kind = file_system(path)
    if kind is None or kind in _LOCAL or not kind.startswith(_NETWORKS):
        return None
    return say(
        "{parent} is a network folder ({kind}), where two writers may damage a file",
        parent=path.parent,
        kind=kind,
    )
