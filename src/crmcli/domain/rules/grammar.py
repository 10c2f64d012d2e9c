"""A rule's wording read: ``when EVENT [by a customer in SEGMENT] [where CONDITION] then ACTION, ...``.

The event may be a condition on customers instead (``when last_order < 90 days ago``), which is looked at
anew in each run. Keywords are English or Turkish. What can't be read is told with its column.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.rules import words
from crmcli.domain.rules.doing import Action, read_actions
from crmcli.domain.rules.tokens import EXAMPLE, Token, fail, fail_within, match, parted
from crmcli.domain.rules.words import Event
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


ONCE = "once"
_AROUND = (*words.WHERE, *words.IN_SEGMENT)


class Wording(NamedTuple):
    """A rule as it is meant: of an event, or (``event`` None) of the state ``condition``.

    ``object`` is the stage or tag the event is about, ``kind`` that of an activity, ``every`` how often a
    state counts for the same customer. ``place`` is where in the wording the condition begins.
    """

    event: Event | None
    object: str | None
    kind: str | None
    segment: str | None
    condition: str | None
    every: str
    actions: tuple[Action, ...]
    place: int = 0


class Found(NamedTuple):
    """An event, the place behind it, the kind of an activity, the name that stands within the phrase."""

    event: Event
    end: int
    kind: str | None = None
    named: str | None = None


@cache
def read(wording: str) -> Wording:
    """Return what a rule says.

    Raises:
        UsageError: it can't be read; the place is told.
    """
    tokens = parted(wording)
    start = match(tokens, 0, words.WHEN) or 0
    end = next((i for i in range(start, len(tokens)) if match(tokens, i, words.THEN)), None)
    if end is None:
        fail(wording, len(wording), say("nothing is to be done: there is no then (o zaman)"), EXAMPLE)
    done = read_actions(wording, tokens, end + (match(tokens, end, words.THEN) or 1))
    return _when(wording, tokens[start:end])._replace(actions=done)


def _when(wording: str, tokens: Sequence[Token]) -> Wording:
    """Read what happens, of whom, under which condition."""
    if not tokens:
        fail(wording, 0, say("it does not say when"))
    found = _event(tokens)
    if found is None:
        return _state(wording, tokens)
    event = found.event
    named, at = _object(wording, tokens, found)
    segment = condition = None
    place = 0
    while at < len(tokens):
        step = match(tokens, at, words.IN_SEGMENT)
        if tokens[at].text in (",", ";") or match(tokens, at, (*words.AND, *words.SEGMENT_ENDS)):
            at += 1
        elif step and segment is None:
            if at + step >= len(tokens):
                fail(wording, tokens[-1].end, say("which segment?"))
            segment, at = _name(tokens, at + step)
        elif step := match(tokens, at, words.WHERE):
            place = tokens[min(at + step, len(tokens) - 1)].start
            condition, at = _condition(wording, tokens, at + step)
        else:
            fail(
                wording,
                tokens[at].start,
                say('"{text}" is not expected behind {name}', text=tokens[at].text, name=event.name),
            )
    return Wording(event, named, found.kind, segment, condition, ONCE, (), place)


def _object(wording: str, tokens: Sequence[Token], found: Found) -> tuple[str | None, int]:
    """Return the stage or tag an event is about, and the place behind it."""
    event, at, _, named = found
    if not event.object or named is not None:
        return named, at
    if at < len(tokens) and tokens[at].text not in ",;" and not match(tokens, at, _AROUND):
        return _name(tokens, at)
    if event.object == "stage":
        hint = "when an opportunity is moved to Proposal then ..."
        fail(wording, tokens[at - 1].end, say("which stage?"), hint)
    return None, at


def _event(tokens: Sequence[Token]) -> Found | None:
    """Return the event at the beginning, None when there is none; the longest phrase decides."""
    at = 0
    while at < len(tokens) and tokens[at].folded in words.ARTICLES and not tokens[at].quoted:
        at += 1
    best: Found | None = None
    for event in words.EVENTS:
        ends = [end for phrase in event.phrases if (end := _phrase(tokens, at, phrase)) is not None]
        if ends and (best is None or max(ends) > best.end):
            kind = words.KINDS.get(tokens[at].folded) if event.name == "activity logged" else None
            best = Found(event, max(ends), kind)
        if event.object == "tag" and match(tokens, at, words.TAGS):
            end = _phrase(tokens, at + 2, words.TAGGED)
            if end is not None and end > at + 2 and (best is None or end > best.end):
                best = Found(event, end, None, tokens[at + 1].text)
    return best


def _phrase(tokens: Sequence[Token], at: int, phrase: str) -> int | None:
    """Return the place behind a phrase, None where it does not stand; to be and articles may be missing."""
    for part in phrase.split():
        known = part.removesuffix("?").split("|")
        here = tokens[at].folded if at < len(tokens) and not tokens[at].quoted else None
        if here in known:
            at += 1
        elif not (part.endswith("?") or "is" in known):
            return None
    return at


def _name(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """Return a name, quoted or of words up to the next keyword or mark, and the place behind it."""
    if tokens[at].quoted:
        return tokens[at].text, at + 1
    end = at
    while end < len(tokens) and tokens[end].text not in (",", ";") and not tokens[end].quoted:
        if end > at and match(tokens, end, (*_AROUND, *words.AND, *words.SEGMENT_ENDS)):
            break
        end += 1
    return " ".join(token.text for token in tokens[at:end]), end


def _condition(wording: str, tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """Return the condition as written, up to the end or the segment, and the place behind it."""
    end = at
    while end < len(tokens) and not (end > at and match(tokens, end, words.BY_CUSTOMER)):
        end += 1
    if end == at:
        fail(wording, tokens[at - 1].end, say("which condition?"))
    text = wording[tokens[at].start : tokens[end - 1].end].rstrip(" ,;")
    return text, end


def _state(wording: str, tokens: Sequence[Token]) -> Wording:
    """Read a condition on customers, and how often it counts: ``last_order < 90 days ago every month``."""
    every = ONCE
    end = len(tokens)
    for at in range(1, len(tokens)):
        step = match(tokens, at, words.EVERY)
        if step and at + step == len(tokens) - 1 and tokens[-1].folded in words.PERIODS:
            every, end = words.PERIODS[tokens[-1].folded], at
            break
    text = wording[tokens[0].start : tokens[end - 1].end].rstrip(" ,;")
    _check_state(wording, tokens[0].start, text)
    return Wording(None, None, None, None, text, every, (), tokens[0].start)


def _check_state(wording: str, start: int, text: str) -> None:
    """Refuse what is no condition: told is what is wrong with it, or the event it was to be.

    What compares nothing by a sign may be an event that is misspelt: ``a case is opned``.
    """
    from crmcli.domain.filter.grammar import parse
    from crmcli.domain.filter.tree import Compare
    from crmcli.domain.filter.wrong import FilterError

    signs = any(sign in text for sign in "=<>~≤≥≠")
    wrong = None
    try:
        words_only = isinstance(parse(text), Compare) and not signs
    except FilterError as error:
        if signs:
            fail_within(wording, start, error)
        wrong, words_only = error, True
    close = nearest_event(text) if words_only else None
    if wrong is None and close is None:
        return
    names = ", ".join(event.name for event in words.EVENTS)
    hint = (
        say("did you mean: when {close} then ...", close=close)
        if close
        else say("one of {names}; or: city = İzmir", names=names)
    )
    fail(wording, start, say("neither something that happens nor a condition"), hint)


def nearest_event(text: str) -> str | None:
    """Return the event that a misspelt text most likely means, as it is said in its language."""
    from crmcli.domain.text import fold, nearest

    said = [word for word in fold(text).split() if word not in words.ARTICLES and word not in _BEING]
    known = [phrase for event in words.EVENTS for phrase in (event.name, *_said(event))]
    close = nearest(" ".join(said), known, 1)
    return close[0] if close else None


_BEING = frozenset(("is", "was", "gets", "has"))


def _said(event: Event) -> Iterator[str]:
    """Yield an event's phrases without articles and to be, each of their words in turn."""
    from itertools import product

    for phrase in event.phrases:
        parts = [part.split("|") for part in phrase.split() if not part.endswith("?")]
        for several in product(*(part for part in parts if not _BEING & set(part))):
            yield " ".join(several)
