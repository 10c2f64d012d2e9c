"""TOML from a file that may be a stranger's: read, or refused before it takes memory or hangs."""

from __future__ import annotations

from typing import Any

from crmcli.said import say

PARTS = 32
"""Parts of a dotted key. The library keeps every beginning of it: 100,000 parts take 40 GB."""
_PART = r"(?:\"[^\"\n]*\"|'[^'\n]*'|[\w-]+)"
_LONG_KEY = rf"(?<![\w-]){_PART}(?:[ \t]*\.[ \t]*{_PART}){{{PARTS}}}"


def parsed(text: str) -> dict[str, Any]:
    """Return the values of a TOML text.

    Raises:
        ValueError: it is none, is nested too deeply, or has a key of too many parts.
    """
    import re
    import tomllib

    found = re.search(_LONG_KEY, text)
    if found is not None:
        line = text.count("\n", 0, found.start()) + 1
        raise ValueError(say("a key in line {line} has more than {parts} parts", line=line, parts=PARTS))
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError(say("it is nested too deeply")) from None
