"""The system's time zone by its name, so that days before and after clocks are set have their own hours."""

from __future__ import annotations

import os
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOCALTIME = "/etc/localtime"
_FOLDER = "zoneinfo/"
_UTC = ("UTC", "Etc/UTC", "Universal", "Etc/Universal", "Zulu", "Etc/Zulu")


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
