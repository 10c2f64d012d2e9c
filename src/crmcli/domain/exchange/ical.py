"""Calendar files (RFC 5545): components in, text out; lines of 75 octets, escaped, ended by CR LF."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_OCTETS = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})
# What no text may hold: controls but for the tab (RFC 5545, 3.1).
_CONTROLS = dict.fromkeys((*range(9), *range(11, 32), 127))


class Line(NamedTuple):
    """A content line: name with its parameters, and a value that is written as it stands."""

    name: str
    value: str


class Component(NamedTuple):
    """A VTODO or a VEVENT with its lines, in order."""

    kind: str
    lines: tuple[Line, ...]


def text_line(name: str, text: str) -> Line:
    """Return a line whose value is text: escaped, without control characters."""
    plain = text.replace("\r\n", "\n").translate(_CONTROLS)
    return Line(name, plain.translate(_ESCAPES))


def day_line(name: str, day: date) -> Line:
    """Return a line whose value is a day."""
    return Line(f"{name};VALUE=DATE", f"{day:%Y%m%d}" if day.year > 999 else day.isoformat().replace("-", ""))


def moment_line(name: str, moment: datetime) -> Line:
    """Return a line whose value is an instant in UTC, or where it has no zone the time wherever one is."""
    if moment.tzinfo is None:
        return Line(name, moment.isoformat()[:19].replace("-", "").replace(":", ""))
    return Line(name, moment.astimezone(UTC).isoformat()[:19].replace("-", "").replace(":", "") + "Z")


def calendar_text(components: Iterable[Component], name: str) -> str:
    """Return a calendar of the components; ``name`` is what calendar programs call it."""
    parts = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//crmcli//crmcli//EN", "CALSCALE:GREGORIAN"]
    parts += [folded(text_line("X-WR-CALNAME", name))]
    for component in components:
        parts.append(f"BEGIN:{component.kind}")
        parts += [folded(line) for line in component.lines]
        parts.append(f"END:{component.kind}")
    return "\r\n".join([*parts, "END:VCALENDAR", ""])


def folded(line: Line) -> str:
    """Return a line in pieces of at most 75 octets, the later ones behind a space; no character is parted."""
    text = f"{line.name}:{line.value}"
    if len(text) * 4 <= _OCTETS or len(text.encode()) <= _OCTETS:
        return text
    pieces: list[str] = []
    piece, room = "", _OCTETS
    for character in text:
        size = len(character.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", _OCTETS - 1
        piece += character
        room -= size
    return "\r\n ".join([*pieces, piece])
