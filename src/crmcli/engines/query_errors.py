"""What can be wrong with a person's own query, in words: where in it, and the nearest name there is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crmcli.domain.reports.statement import pieces, place
from crmcli.domain.reports.views import VIEWS
from crmcli.errors import CrmError, Refused
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

HELP = say("crm report sql --views lists the views and their columns")
_EXAMPLE = 'crm report sql "select name from customer_view"'

# What a query may call: all of it computes from its arguments alone. Some are of one engine only.
FUNCTIONS = frozenset(
    """
    abs avg ceil ceiling char char_length character_length chr coalesce concat concat_ws cos count cume_dist
    date date_part date_trunc datetime dense_rank exp extract first_value floor format glob group_concat hex
    ifnull iif initcap instr json_array_elements json_array_length json_extract json_extract_path_text
    json_object_keys json_type json_valid julianday lag last_value lead left length like ln log lower lpad
    ltrim max min mod now nth_value ntile nullif octet_length percent_rank position power printf pow quote
    rank regexp_replace repeat replace reverse right round row_number rpad rtrim sign sin split_part sqrt
    stddev stddev_pop stddev_samp strftime string_agg strpos substr substring sum time timezone to_char
    to_date to_number total trim trunc typeof unicode unixepoch unlikely upper var_pop var_samp variance
    percentile_cont percentile_disc mode btrim starts_with json_each json_each_text json_tree age
    json_array json_object json_group_array json_group_object json_agg json_object_agg json_build_array
    json_build_object current_date current_time current_timestamp
    bool_and bool_or every array_agg array_to_string make_date timestamptz -> ->>
    """.split()  # noqa: SIM905 a hundred names read best as lines of words
)


def forbidden(name: str, *, kind: str = "action") -> Refused:
    """Return the error of a query that does more than read the views.

    ``name`` is that of a function or a table, an action's verb, or what a server said ("server").
    """
    if kind == "function":
        fact = say("{name}() is not allowed in a query", name=name)
        return Refused(fact, "text, numbers, days, sums, windows and JSON are what a query computes with")
    if kind == "table":
        close = f"{name}_view" if f"{name}_view" in VIEWS else _near(name, VIEWS)
        hint = say("did you mean {close}?", close=close) if close else HELP
        return Refused(say('"{name}" is no view: a query reads the documented views', name=name), hint)
    if kind == "engine":
        return Refused("a query reads the documented views, nothing of the database engine's own", HELP)
    if kind == "server":
        return Refused(say("a query only reads: {name}", name=name), _EXAMPLE)
    if not name:
        return Refused("a query only reads, and this one would do something else", _EXAMPLE)
    return Refused(say("a query only reads: {action} is not allowed in it", action=name), _EXAMPLE)


def rowless() -> Refused:
    """Return the error of a query that has no rows to give."""
    return Refused("a query gives rows, and this one has none to give", _EXAMPLE)


def too_long(seconds: int) -> Refused:
    """Return the error of a query that was stopped."""
    said = say(
        "the query was stopped after {seconds:,} second{s}", seconds=seconds, s="s" if seconds != 1 else ""
    )
    return Refused(said, say("ask for less, or add --timeout {seconds}", seconds=seconds * 10))


def misread(sql: str, said: str, check: Callable[[str], str]) -> CrmError:
    """Return what SQLite's message means; ``check`` compiles the beginning of the query, '' when it can."""
    match = re.search(r'near "(?P<near>.*)": syntax error', said, re.DOTALL)
    if match is not None:
        start = _where(sql, match["near"], check)
        where = (
            say(" at {place}", place=place(sql, start))
            if start is not None
            else say(' near "{near}"', near=match["near"])
        )
        return Refused(say("the query is no SQL{where}", where=where), HELP)
    match = re.match(r'unrecognized token: "(?P<token>.*)"', said, re.DOTALL)
    if match is not None:
        start = max(sql.find(match["token"]), 0)
        if match["token"][0] not in "\"'`[":
            return Refused(say("the query is no SQL at {place}", place=place(sql, start)), HELP)
        return Refused(
            say("the query has no end of what begins at {place}", place=place(sql, start)), "close the quote"
        )
    if "inding" in said:  # the driver's, of ? and $1
        return Refused("a value of a query is written :name", "add --param name=VALUE")
    if "incomplete input" in said:
        return Refused("the query ends too early", HELP)
    return unknown_name(sql, said) or Refused(say("the query failed: {said}", said=said), HELP)


def unknown_name(sql: str, said: str) -> CrmError | None:
    """Return the error of a column, view or function that there is not, None when it is another error."""
    match = re.search(r"no such (column|table|function): (?:\w+\.)?(\S+)", said)
    if match is not None:
        return unknown(sql, match[1], match[2])
    match = re.match(r"ambiguous column name: (\S+)", said)
    if match is not None:
        fact = say(
            "{match} is in several of the views: {place_of}",
            match=match[1],
            place_of=_place_of(sql, match[1]),
        )
        return Refused(fact, f"say which: c.{match[1]} after FROM ... c")
    return None


def unknown(sql: str, kind: str, name: str) -> CrmError:
    """Return the error of a column, table or function that there is not, with the nearest one."""
    if kind == "function":
        if name.lower() in FUNCTIONS:
            fact = say(
                "{name}() is a function of the other engine: {place_of}",
                name=name,
                place_of=_place_of(sql, name),
            )
            return Refused(fact, "a query speaks the SQL of its store's engine")
        close = _near(name, FUNCTIONS)
    elif kind == "table":
        close = _near(name, VIEWS)
    else:
        words = {piece.text.lower() for piece in pieces(sql)}
        named = [columns for view, (_, columns) in VIEWS.items() if view in words]
        close = _near(name, [column for columns in named for column in columns])
    told = {"name": name, "place_of": _place_of(sql, name)}
    if kind == "function":
        fact = say('there is no function "{name}": {place_of}', **told)
    elif kind == "table":
        fact = say('there is no view "{name}": {place_of}', **told)
    else:
        fact = say('there is no column "{name}": {place_of}', **told)
    shown = f"{close}()" if kind == "function" else close
    return Refused(fact, say("did you mean {close}?", close=shown) if close else HELP)


def _place_of(sql: str, name: str) -> str:
    for piece in pieces(sql):
        if piece.text.strip("\"`[]'").lower() == name.lower():
            return place(sql, piece.start)
    return place(sql, 0)


def _where(sql: str, near: str, check: Callable[[str], str]) -> int | None:
    """Return where the parser stopped: the first place of ``near`` up to which the query doesn't compile."""
    for piece in pieces(sql):
        if piece.text == near:
            end = piece.start + len(near)
            if say('near "{near}": syntax error', near=near) in check(sql[:end]):
                return piece.start
    found = sql.find(near)
    return found if found >= 0 else None


def _near(name: str, choices: Iterable[str]) -> str | None:
    from crmcli.domain.text import nearest

    found = nearest(name, choices)
    return found[0] if found else None
