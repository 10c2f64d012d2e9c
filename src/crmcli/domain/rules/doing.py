"""What stands behind ``then`` in a rule: tasks, tags, owners, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.rules import words
from crmcli.domain.rules.tokens import Token, fail, match
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence


class Action(NamedTuple):
    """What is done: ``text`` is the task, the tag, the note, or who it is assigned to.

    ``who`` is whose the task is (None: the owner's), ``due`` when, as written.
    """

    kind: str
    text: str | None = None
    who: str | None = None
    due: str | None = None
    priority: str = "normal"


def read_actions(wording: str, tokens: Sequence[Token], at: int) -> tuple[Action, ...]:
    """Read what is to be done."""
    found = []
    while at < len(tokens):
        step = match(tokens, at, words.AND)
        if step or tokens[at].text in (",", ";"):
            at += step or 1
            continue
        step = match(tokens, at, words.ACTIONS)
        if step is None:
            from crmcli.domain.text import nearest

            close = nearest(tokens[at].text, words.ACTIONS, 1)
            hint = (
                say("did you mean {close}?", close=close[0])
                if close
                else say("then task, tag, untag, assign to, note")
            )
            fail(wording, tokens[at].start, say('"{text}" is nothing to do', text=tokens[at].text), hint)
        phrase = " ".join(token.folded for token in tokens[at : at + step])
        action, at = _action(wording, tokens, words.ACTIONS[phrase], at + step)
        found.append(action)
    if not found:
        fail(wording, len(wording), say("nothing is to be done behind then"))
    return tuple(found)


def _action(wording: str, tokens: Sequence[Token], kind: str, at: int) -> tuple[Action, int]:
    """Read one action and its particulars, and return the place behind them."""
    if kind == "task":
        return _task(wording, tokens, at)
    if at >= len(tokens) or tokens[at].text in (",", ";"):
        what = {"assign": say("to whom?"), "note": say("which words?")}.get(kind, say("which tag?"))
        fail(wording, tokens[at - 1].end, what)
    if tokens[at].quoted:
        return Action(kind, tokens[at].text), at + 1
    end = at
    while end < len(tokens) and tokens[end].text not in (",", ";") and not match(tokens, end, words.AND):
        end += 1
    return Action(kind, " ".join(token.text for token in tokens[at:end])), end


def _task(wording: str, tokens: Sequence[Token], at: int) -> tuple[Action, int]:
    """Read a task: its text, whose it is, when it is due, how urgent."""
    from crmcli.domain.playbooks.steps import priority

    task = Action("task")
    if at < len(tokens) and tokens[at].quoted:
        task, at = task._replace(text=tokens[at].text), at + 1
    while at < len(tokens) and not match(tokens, at, words.AND) and tokens[at].text != ";":
        if tokens[at].text == ",":
            at += 1
        elif step := match(tokens, at, words.OWNER):
            at += step
        elif step := match(tokens, at, words.FOR):
            who, at = _value(wording, tokens, at + step, say("for whom?"))
            task = task._replace(who=who)
        elif step := match(tokens, at, words.DUE):
            start = tokens[min(at + step, len(tokens) - 1)].start
            due, at = _value(wording, tokens, at + step, say("due when?"))
            _check_due(wording, start, due)
            task = task._replace(due=due)
        elif step := match(tokens, at, words.PRIORITY):
            start = tokens[min(at + step, len(tokens) - 1)].start
            told, at = _value(wording, tokens, at + step, say("which priority?"))
            how = priority(told)
            if how is None:
                fail(
                    wording,
                    start,
                    say('"{told}" is no priority', told=told),
                    say("priority high, normal or low"),
                )
            task = task._replace(priority=how)
        elif match(tokens, at, words.ACTIONS):
            break
        else:
            fail(
                wording,
                tokens[at].start,
                say('"{text}" is not expected in a task', text=tokens[at].text),
                'task "Call them" for owner, due in 2 days, priority high',
            )
    return task, at


def _value(wording: str, tokens: Sequence[Token], at: int, ask: str) -> tuple[str, int]:
    """Return the words up to the next mark or keyword of a task, and the place behind them."""
    if at < len(tokens) and tokens[at].quoted:
        return tokens[at].text, at + 1
    end = at
    stops = (*words.FOR, *words.DUE, *words.PRIORITY, *words.AND, *words.OWNER[2:])
    while end < len(tokens) and tokens[end].text not in (",", ";") and not tokens[end].quoted:
        if match(tokens, end, stops):
            break
        end += 1
    if end == at:
        fail(wording, tokens[at - 1].end, ask)
    return " ".join(token.text for token in tokens[at:end]), end


def _check_due(wording: str, start: int, due: str) -> None:
    """Refuse a day that can't be read."""
    from datetime import date

    from crmcli.domain.rules.due import due_on

    try:
        due_on(due, date(2026, 1, 1))
    except UsageError:
        fail(wording, start, say('"{due}" is no day', due=due), say("due today, due tomorrow, due in 2 days"))
