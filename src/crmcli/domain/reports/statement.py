"""A person's own SQL as text: its pieces, its parameters, where in it something stands.

Nothing here decides what a statement may do: the engines do. This is for messages, and for binding.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from crmcli.errors import Refused, UsageError
from crmcli.said import say

LONGEST = 100_000
_PIECE = re.compile(
    r"""(?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z))
    |(?P<quoted>'(?:[^']|'')*(?:'|\Z)|"(?:[^"]|"")*(?:"|\Z)|`[^`]*(?:`|\Z)|\[[^\]]*(?:\]|\Z))
    |(?P<cast>::)
    |(?P<parameter>:[^\W\d]\w*)
    |(?P<word>[^\W\d]\w*)
    |(?P<number>\d[\w.]*)
    |(?P<space>\s+)
    |(?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)


class Piece(NamedTuple):
    """A word, a mark, a quoted text, or a :parameter, and where it begins."""

    kind: str
    text: str
    start: int


class Statement(NamedTuple):
    """One statement, comments blanked, without the semicolon at its end; the values of its parameters."""

    sql: str
    values: Mapping[str, str]


def pieces(sql: str) -> list[Piece]:
    """Return what a statement is made of, comments and white space left out."""
    found = (Piece(match.lastgroup or "", match[0], match.start()) for match in _PIECE.finditer(sql))
    return [piece for piece in found if piece.kind not in ("comment", "space")]


def statement(sql: str, params: Mapping[str, str]) -> Statement:
    """Return the one statement of a text, with exactly the values that it asks for.

    Raises:
        UsageError: there is none, there are several, it is too long, or a value is missing or not asked for.
    """
    if len(sql) > LONGEST:
        raise UsageError(
            say(
                "the query has {count:,} characters, the limit is {longest:,}",
                count=len(sql),
                longest=LONGEST,
            )
        )
    if "\0" in sql:
        raise UsageError("the query holds the character U+0000")
    found = pieces(sql)
    ends = [piece for piece in found if piece.text == ";"]
    if not [piece for piece in found if piece.text not in ("(", ";")]:
        raise UsageError("the query is empty", 'crm report sql "select name from customer_view"')
    first = next(piece for piece in found if piece.text not in ("(", ";"))
    if first.text.upper() not in ("SELECT", "WITH", "VALUES"):
        word = first.text.upper() if first.kind == "word" else first.text
        hint = 'crm report sql "select name from customer_view"'
        raise Refused(say("a query only reads and begins with select, not with {word}", word=word[:40]), hint)
    if ends:
        later = [piece for piece in found if piece.start > ends[0].start and piece.text != ";"]
        if later:
            message = say(
                "there are several statements: the second begins at {place}", place=place(sql, later[0].start)
            )
            raise Refused(message, "crm report sql takes one at a time")
        sql = sql[: ends[0].start]
    # Blanked in their place: a driver would take what they say for parameters.
    sql = _PIECE.sub(lambda m: re.sub(r"[^\n]", " ", m[0]) if m.lastgroup == "comment" else m[0], sql)
    asked = list(dict.fromkeys(piece.text[1:] for piece in found if piece.kind == "parameter"))
    missing = [name for name in asked if name not in params]
    if missing:
        raise UsageError(
            say(":{missing} has no value", missing=missing[0]),
            say("add --param {missing}=VALUE", missing=missing[0]),
        )
    unasked = [name for name in params if name not in asked]
    if unasked:
        raise UsageError(
            say("the query has no :{unasked}", unasked=unasked[0]),
            "write it as :name where the value belongs",
        )
    return Statement(sql, dict(params))


def place(sql: str, start: int) -> str:
    """Return ``line 1, column 8 (select ▸form customer_view)``."""
    line = sql.count("\n", 0, start) + 1
    begin = sql.rfind("\n", 0, start) + 1
    end = sql.find("\n", start)
    whole = sql[begin : end if end >= 0 else len(sql)]
    column = start - begin
    around = f"{whole[max(0, column - 30) : column]}▸{whole[column : column + 30]}".strip()
    return say("line {line}, column {column} ({around})", line=line, column=column + 1, around=around)


def number_or_text(value: str) -> int | float | str:
    """Return a value as what it looks like; digits behind a zero (a phone) are text."""
    if re.fullmatch(r"-?(?:0|[1-9]\d{0,17})", value):
        return int(value)
    return float(value) if re.fullmatch(r"-?(?:0|[1-9]\d*)\.\d+", value) else value
