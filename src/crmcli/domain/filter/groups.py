"""Who is in a group: a segment by recency, frequency and money; a saved segment; a campaign's members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.filter.answers import Field
from crmcli.domain.filter.frame import Frame, plain, refuse
from crmcli.domain.filter.references import nobody_named, rows_named
from crmcli.domain.filter.tree import InCampaign, InSegment, Literal
from crmcli.domain.filter.wrong import FilterError
from crmcli.domain.nouns import CAMPAIGN, CUSTOMER, PARTIES, SEGMENT
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from crmcli.domain.filter.tree import Node

DEEPEST = 20
"""Saved segments within one another."""


def rfm_segment() -> Field:
    """Return the field of the standard segments of ``crm report segments``, as of the day asked about."""

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        if operator != "=":
            raise refuse("segment", operator, literal.at, say("a word"), "segment = Champions")
        name = _standard(literal)
        if name is None:
            found = _saved(frame, literal)
            if found is not None:
                return in_segment(frame, InSegment(literal), _compile)
            raise _no_segment(frame, literal)
        return frame.among("r.id", scored(frame, literal.at).get(name, []))

    def empty(frame: Frame) -> str:
        every = [number for members in scored(frame, 0).values() for number in members]
        return f"NOT ({frame.among('r.id', every)})"

    return Field("segment", say("segment's name"), compare, empty)


def _standard(literal: Literal) -> str | None:
    """Return the standard segment of a name in English or Turkish."""
    from crmcli.domain.reports import maps
    from crmcli.domain.text import fold

    wanted = fold(literal.text).replace(" ", "")
    for rule in maps.STANDARD:
        if wanted in (fold(name).replace(" ", "") for name in rule.segment[:2]):
            return rule.segment.name
    return None


def scored(frame: Frame, at: int) -> dict[str, list[int]]:
    """Return the customers of each standard segment, by number.

    Raises:
        FilterError: nobody told which day it is.
    """
    from crmcli.domain.reports import buyers, maps
    from crmcli.domain.reports.scope import Asked
    from crmcli.domain.reports.scored import score
    from crmcli.domain.reports.scores import Bins

    if frame.clock.today is None:
        raise FilterError("no day to count from", at)
    if "rfm" not in frame.known:
        found = buyers.fetch(frame.db, Asked(frame.clock.today))
        each, _ = score(found, frame.clock.today, Bins(), maps.every_cell(maps.STANDARD))
        members: dict[str, list[int]] = {}
        for one in each:
            members.setdefault(one.segment.name, []).append(one.buyer.id)
        frame.known["rfm"] = members
    known: dict[str, list[int]] = frame.known["rfm"]
    return known


def _compile(frame: Frame, node: Node) -> str:
    from crmcli.domain.filter.compile import compiled

    return compiled(frame, node)


def _saved(frame: Frame, literal: Literal) -> tuple[str, str, str, str] | None:
    """Return name, noun, filter and number (SG-1) of a saved segment, None when there is none."""
    found = rows_named(frame, SEGMENT, literal, "segment")
    if not found:
        return None
    if len(found) > 1:
        names = [row[0] for row in frame.db.tuples("SELECT name FROM segment ORDER BY id")]
        from crmcli.domain.text import nearest

        close = nearest(plain(literal), names)
        hint = say('in segment "{close}"', close=close[0]) if close else "crm segment list"
        raise FilterError(
            say('"{plain}" may be any of {count} segments', plain=plain(literal), count=len(found)),
            literal.at,
            hint,
        )
    query = "SELECT name, noun, filter FROM segment WHERE id = :id"
    name, noun, text = frame.db.tuples(query, {"id": found[0]})[0]
    return str(name), str(noun), str(text), SEGMENT.ref(found[0])


def _no_segment(frame: Frame, literal: Literal) -> FilterError:
    from crmcli.domain.reports import maps
    from crmcli.domain.text import nearest

    names = [row[0] for row in frame.db.tuples("SELECT name FROM segment ORDER BY id")]
    standard = list(dict.fromkeys(rule.segment.name for rule in maps.STANDARD))
    close = nearest(plain(literal), [*names, *standard])
    hint = (
        say('did you mean "{close}"?', close=close[0])
        if close
        else say("crm segment list, or one of {standard}", standard=", ".join(standard))
    )
    return FilterError(say('no segment is called "{plain}"', plain=plain(literal)), literal.at, hint)


def in_segment(frame: Frame, asked: InSegment, compile_: Callable[[Frame, Node], str]) -> str:
    """Return the test that ``r`` is in a saved segment, or else in a standard one of that name.

    Raises:
        FilterError: there is none, it is of another noun, or it is a part of itself.
    """
    from crmcli.domain.filter.grammar import parse

    literal = asked.name
    found = _saved(frame, literal)
    if found is None:
        if frame.noun is CUSTOMER and _standard(literal):
            return rfm_segment().compare(frame, "=", literal)
        raise _no_segment(frame, literal)
    name, noun, text, ref = found
    if noun != frame.noun.name:
        plural = frame.noun.plural.replace("-", " ") or frame.noun.name
        raise FilterError(
            say('segment "{name}" is of {noun}s, not of {plural}', name=name, noun=noun, plural=plural),
            literal.at,
            "crm segment list",
        )
    if asked.frozen is not None:
        return _frozen(frame, asked)
    if name in frame.trail or len(frame.trail) >= DEEPEST:
        way = " > ".join((*frame.trail, name))
        raise FilterError(
            say("a segment can't be a part of itself: {way}", way=way), literal.at, f"crm segment show {ref}"
        )
    try:
        tree = parse(text)
    except FilterError as error:
        raise FilterError(
            say('segment "{name}": {plain}', name=name, plain=error.plain),
            literal.at,
            f"crm segment edit {ref} --where '...'",
        ) from error
    try:
        return compile_(frame.inside(name), tree)
    except FilterError as error:
        if error.at == literal.at and error.plain.startswith(("segment ", "a segment can't")):
            raise
        raise FilterError(
            say('segment "{name}": {plain}', name=name, plain=error.plain), literal.at, error.hint
        ) from error


def _frozen(frame: Frame, asked: InSegment) -> str:
    """Return the test that ``r``, or one that was merged into it, was in a segment when it was frozen."""
    from crmcli.domain.segments.saved import segment_of
    from crmcli.domain.segments.snapshots import snapshot_of
    from crmcli.errors import NotFound

    frozen, noun = asked.frozen, frame.noun
    assert frozen is not None  # noqa: S101 - asked by the caller
    number = rows_named(frame, SEGMENT, asked.name, "segment")[0]
    try:
        found = snapshot_of(frame.db, segment_of(frame.db, SEGMENT.ref(number)), plain(frozen) or None)
    except NotFound as error:
        raise FilterError(error.message, frozen.at, error.hint) from error
    held = f"SELECT m.number FROM segment_member m WHERE m.snapshot_id = {frame.bind(found.id)}"
    if frame.db.tables["alias"].references.get(noun.owner) != noun.table:
        return f"r.id IN ({held})"
    merged = (
        f"SELECT a.{noun.owner} FROM alias a WHERE a.noun = {frame.bind(noun.name)} "
        f"AND a.{noun.owner} IS NOT NULL AND a.number IN ({held})"
    )
    return f"(r.id IN ({held}) OR r.id IN ({merged}))"


def in_campaign(frame: Frame, asked: InCampaign) -> str:
    """Return the test that ``r`` is a member of a campaign, held out or reached.

    Raises:
        FilterError: there is none of that name, or the noun has no members.
    """
    noun = frame.noun
    if noun not in PARTIES:
        plural = noun.plural.replace("-", " ") or noun.name
        raise FilterError(
            say("{plural} are no members of campaigns", plural=plural), asked.name.at, "campaign = NAME"
        )
    found = rows_named(frame, CAMPAIGN, asked.name, "campaign")
    if not found:
        raise nobody_named(frame, CAMPAIGN, asked.name, "campaign")
    members = f"m.{noun.owner} IS NOT NULL AND m.part <> 'left_out' AND {frame.among('m.campaign_id', found)}"
    return f"r.id IN (SELECT m.{noun.owner} FROM campaign_member m WHERE {members})"
