"""Sentences on a terminal: broken between words, so that nothing that is pasted gets a line break of ours.

A command (``crm undo 17``) and a path stand on one line whatever its width: the terminal folds what is too
long, and gives it back whole to whoever marks and copies it.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from crmcli.output.safe import safe_text
from crmcli.said import Said

if TYPE_CHECKING:
    from collections.abc import Iterator

_HELD = "\0"  # a blank that is no place to break at; harmless text has no such character
_PATH = re.compile(r"[~.]{0,2}/|[A-Za-z]:[\\/]")
_OPTION = re.compile(r"(?<!\S)--[a-z][a-z-]* (?=\S)")  # with its value
# The words of a command: its name, options with their values, and what is no word of a sentence.
_COMMAND = re.compile(
    r"""(?<!\S)(?:[A-Z_]+=\S+[ ]){0,5}crm(?:(?<![,;:])[ ](?!\S*[^\sa-z,;:-])[a-z][a-z-]*[a-z]){0,3}
    (?:(?<![,;:])[ ](?:"[^"]*"\S*|'[^']*'\S*|--?[a-z][a-z-]*(?:[ ]["']?[a-zçğıöşü]+(?!\S))?(?!\S)
    |\S*[^\sa-zçğıöşü,;:]\S*))*""",
    re.VERBOSE,
)


def wrapped(text: str, width: int, *, lead: int = 0, said: str = "") -> str:
    """Return harmless text in lines of at most ``width`` cells, unless a word is wider.

    The first line begins behind ``lead`` cells, and the others are indented by as many; without a lead by
    two more than the text itself. ``said`` is what the text was made of, and tells which values are paths.
    """
    if lead + cells(text) <= width:
        return text
    for path in sorted({safe_text(path) for path in _paths(said)}, key=len, reverse=True):
        text = text.replace(path, path.replace(" ", _HELD))
    for pattern in (_COMMAND, _OPTION):
        text = pattern.sub(lambda found: found[0].replace(" ", _HELD), text)
    text = text.replace(" -> ", f"{_HELD}->{_HELD}")
    indent = " " * (lead or len(text) - len(text.lstrip(" ")) + 2)
    lines, line, used = [], "", lead
    for piece in re.findall(r"(?<! ) *[^ ]+", text):
        wide = cells(piece)
        if line and used + wide > width:
            lines.append(line)
            word = piece.lstrip(" ")
            line, used = indent + word, len(indent) + cells(word)
        else:
            line, used = line + piece, used + wide
    return "\n".join([*lines, line]).replace(_HELD, " ")


def cells(text: str) -> int:
    """Return how many columns of a terminal a text fills."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text.replace(_HELD, " "))


def _paths(said: object) -> Iterator[str]:
    """Yield the paths with blanks among the values of a text."""
    if isinstance(said, Said):
        for part in (*said.parts, *said.values.values()):
            yield from _paths(part)
    elif isinstance(said, os.PathLike) or (isinstance(said, str) and _PATH.match(said)):
        path = str(said)
        if " " in path:
            yield path
