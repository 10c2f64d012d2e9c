"""A row as the journal keeps it, read back: ``column='it''s',other=NULL,count=3`` or a JSON object.

SQLite's trigger writes SQL literals, the shortest thing a trigger can say: every start of the program
parses all triggers. PostgreSQL's function writes JSON.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any


@cache
def _part() -> re.Pattern[str]:
    return re.compile(r"(\w+)=(?:'((?:[^']|'')*)'|(NULL)|(-?\d+))(?:,|\Z)")


def image(old: str | None) -> dict[str, Any]:
    """Return column -> value of a row as it was, {} when nothing was kept."""
    if not old:
        return {}
    if old.startswith("{"):
        import json

        found: dict[str, Any] = json.loads(old)
        return found
    return {
        match[1]: None if match[3] else int(match[4]) if match[4] is not None else match[2].replace("''", "'")
        for match in _part().finditer(old)
    }
