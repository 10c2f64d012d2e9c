"""TOML from a file that may be a stranger's: read, or refused before it takes memory or hangs; a line set."""

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


def with_line(text: str, name: str, value: str, profile: str | None) -> str:
    """Return the text of settings with one of them set, of a profile or of none; all other lines stay."""
    import re

    lines = text.splitlines()
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    # A line end or a control character as it is would make the whole file one that can't be read.
    kept = (c if c.isprintable() or "\ud800" <= c <= "\udfff" else f"\\U{ord(c):08x}" for c in escaped)
    line = f'{name} = "{"".join(kept)}"'
    heading = f"[profile.{profile}]" if profile else None
    if heading and heading not in lines:
        lines += ["", heading]
    start = lines.index(heading) + 1 if heading else 0
    end = next((i for i in range(start, len(lines)) if lines[i].startswith("[")), len(lines))
    at = next((i for i in range(start, end) if re.match(rf"{name}\s*=", lines[i])), None)
    if at is None:
        lines.insert(start if heading else end, line)
    else:
        lines[at] = line
    return "\n".join(lines) + "\n"
