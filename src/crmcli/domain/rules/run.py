"""Running rules: what happened since they last did something, done once for each event.

A firing's key is the event (``CS-4/made``) or the state (``C-12/in/2026-11-22``); the store holds it
unique, and writers come one after another. A rule looks at the changes after it was written or switched
on, and not older than some days: a condition is looked at when the rules run, and what could not be done
is tried again.

What a rule does may be an event of others, up to DEEPEST in a row, never its own, and never again of the same
rule on the same record in one run; what former runs did is no event.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, NamedTuple

from crmcli.domain.counting import counted
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import AnyRef, Choice, Text
from crmcli.domain.nouns import ACTIVITY, CUSTOMER, RULE
from crmcli.domain.results import Change
from crmcli.domain.rules.actions import carry_out
from crmcli.domain.rules.checks import Checks
from crmcli.domain.rules.events import Happening, Span, happened, in_state
from crmcli.domain.rules.grammar import ONCE, Wording, read
from crmcli.domain.targets import Targets, label
from crmcli.errors import CrmError, ExitCode
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader, Writer

DEEPEST = 3
"""Firings that may lead to one another."""
FRESH = 7
"""Days for which an event counts."""
STATUS = Choice({"done": ("✓", "green"), "failed": ("✗", "red")})


@frozen
class RunRules:
    """Which rules (all that are on, without names), on a day; events older than ``days`` are passed over."""

    refs: tuple[str, ...]
    on: date
    audience: Targets
    days: int = FRESH


@frozen
class FiredRow:
    """What a rule did for one event; ``id`` is the record it happened to, None where the rule failed."""

    id: Annotated[str | None, AnyRef("no.")]
    name: Annotated[str | None, Text()]
    rule: Annotated[str, Text()]
    did: Annotated[str | None, Text()]
    status: Annotated[str, STATUS]
    reason: Annotated[str | None, Text()] = None


class Rule(NamedTuple):
    """A rule to run, for what came after the change ``since``; ``begun`` is the day of its beginning."""

    number: int
    name: str
    wording: Wording
    since: int
    begun: date


class State(NamedTuple):
    """Which customers come into a state, each with the key of its firing; which have left it."""

    entering: list[Happening]
    leaving: list[str]


def run_rules(db: Writer, request: RunRules) -> Change[FiredRow]:
    """Do what the rules say, once for each event; one thing that can't be done leaves the others done.

    Raises:
        NotFound, Conflict: no rule, or several, answer to a name.
    """
    run = _Run(db, request)
    rules = run.chosen()
    for depth in range(DEEPEST + 1):
        if not run.round(rules, depth):
            break
    else:
        run.stop(rules)
    return run.told()


class _Run:
    """One run: what was done so far."""

    def __init__(self, db: Writer, request: RunRules) -> None:
        self._db = db
        self._request = request
        self._checks = Checks(db, request.on, request.audience)
        self._rows: list[FiredRow] = []
        self._seen: set[tuple[int, str]] = set()  # rule, event: looked at
        self._done: set[tuple[int, str]] = set()  # rule, record: fired, or made by it
        self._broken: set[int] = set()
        self._left = 0
        self._stopped = False
        self._first = self._first_change()

    def _first_change(self) -> int:
        """Return the first change that is not too old."""
        day = self._request.on - timedelta(days=self._request.days)
        found = self._db.value("SELECT min(id) FROM change WHERE at >= :day", {"day": day.isoformat()})
        return int(found or self._db.change)

    def chosen(self) -> list[Rule]:
        """Return the rules to run; one that can't be read is told."""
        from crmcli.domain.refs import resolve

        region = self._request.audience.region
        numbers = [resolve(self._db, RULE, ref, region=region) for ref in self._request.refs]
        query = (
            "SELECT r.id, r.name, r.wording, r.active, c.id, c.at FROM rule r "
            "JOIN change c ON c.id = coalesce(r.since_change, r.created_change) ORDER BY r.id"
        )
        rules = []
        for number, name, wording, active, begun, at in self._db.tuples(query):
            if number not in numbers if numbers else not active:
                continue
            try:
                day = date.fromisoformat(at[:10])
                rules.append(Rule(number, name, read(wording), max(begun, self._first - 1), day))
            except CrmError as error:
                self._rows.append(FiredRow(None, None, name, None, "failed", error.message))
        return rules

    def round(self, rules: Sequence[Rule], depth: int) -> bool:
        """Fire every rule for what has newly happened; return whether anything was done."""
        before = sum(row.status == "done" for row in self._rows)
        due = [(rule, event) for rule in rules for event in self._events(rule, depth)]
        for rule, event in due:
            if depth and (rule.number, event.ref) in self._done:
                continue
            self._fire(rule, event, depth)
        self._checks.forget()
        return sum(row.status == "done" for row in self._rows) > before

    def stop(self, rules: Sequence[Rule]) -> None:
        """Note whether more would follow from what was done last."""
        due = [(rule, event) for rule in rules for event in self._events(rule, DEEPEST + 1)]
        self._stopped = any((rule.number, event.ref) not in self._done for rule, event in due)

    def _events(self, rule: Rule, depth: int) -> list[Happening]:
        """Return what newly happened that counts for a rule; a rule that can't be asked is told once."""
        if rule.number in self._broken:
            return []
        try:
            if rule.wording.event is None:
                return [] if depth else self._entering(rule)
            found = happened(self._db, rule.wording, self._span(rule, depth))
            new = [event for event in found if (rule.number, event.key) not in self._seen]
            self._seen |= {(rule.number, event.key) for event in new}
            fired = self._fired(rule)
            new = [event for event in new if event.key not in fired]
            return self._checks.passing(rule.wording, new)
        except CrmError as error:
            self._broken.add(rule.number)
            self._rows.append(FiredRow(None, None, rule.name, None, "failed", error.message))
            return []

    def _span(self, rule: Rule, depth: int) -> Span:
        """Return the changes to look at: in the first round those of others, then this one."""
        request = self._request
        since = request.on - timedelta(days=request.days)
        if depth:
            return Span(self._db.change, self._db.change, request.on, since, rule.begun, own=True)
        return Span(rule.since + 1, self._db.change - 1, request.on, since, rule.begun)

    def _fired(self, rule: Rule) -> set[str]:
        query = "SELECT key FROM firing WHERE rule_id = :id"
        return {row[0] for row in self._db.tuples(query, {"id": rule.number})}

    def _entering(self, rule: Rule) -> list[Happening]:
        """Return the customers that newly are in a rule's state; note those that have left it."""
        state = state_of(
            self._db, self._checks.customers(rule.wording.condition or ""), self._fired(rule),
            rule.wording.every, self._request.on,
        )  # fmt: skip
        day = self._request.on.isoformat()
        for key in state.leaving:
            self._db.insert("firing", {"rule_id": rule.number, "key": key, "fired_on": day, "depth": 0})
        self._left += len(state.leaving)
        return state.entering

    def _fire(self, rule: Rule, event: Happening, depth: int) -> None:
        """Do everything a rule says for one event, or nothing of it."""
        name = label(self._db, event.noun, event.number)
        try:
            with self._db.savepoint():
                done = [
                    carry_out(self._db, action, event, rule.name, self._request.on)
                    for action in rule.wording.actions
                ]
                fired = {"rule_id": rule.number, "key": event.key, "fired_on": self._request.on.isoformat()}
                made = next((one.activity for one in done if one.activity is not None), None)
                self._db.insert("firing", {**fired, "depth": depth, "activity_id": made})
        except CrmError as error:
            self._rows.append(FiredRow(event.ref, name, rule.name, None, "failed", error.message))
            return
        # What a rule makes is no event of its own.
        made_here = {ACTIVITY.ref(one.activity) for one in done if one.activity is not None}
        self._done |= {(rule.number, ref) for ref in (event.ref, *made_here)}
        told = listed([one.told for one in done], "; ")
        self._rows.append(FiredRow(event.ref, name, rule.name, told, "done"))

    def told(self) -> Change[FiredRow]:
        """Return what was done."""
        good = sum(row.status == "done" for row in self._rows)
        failed = len(self._rows) - good
        code = ExitCode.DONE if not failed else ExitCode.PARTIAL if good else ExitCode.REFUSED
        rules = len({row.rule for row in self._rows if row.status == "done"})
        summary = (
            say("{firings} of {rules}", firings=counted(good, "firing"), rules=counted(rules, "rule"))
            if good
            else say("Nothing to do")
        )
        summary += say(", {failed:,} failed", failed=failed) if failed else ""
        left = counted(self._left, "customer")
        notes = [say("no longer in the state of a rule: {left}", left=left)] if self._left else []
        notes += (
            [say("stopped after {deepest} rules that led to one another", deepest=DEEPEST)]
            if self._stopped
            else []
        )
        return Change(
            say("ran rules: {good} firings", good=good) if good else "ran rules: noted who left a state",
            FiredRow,
            self._rows,
            summary=summary,
            notes=tuple(notes),
            exit_code=int(code),
        )


def state_of(db: Reader, inside: frozenset[int], fired: set[str], every: str, on: date) -> State:
    """Return who comes into a state and who has left it, as firings tell who was in it.

    A state that counts once does so each time a customer comes into it; ``every`` a period, once in each.
    Keys: ``C-12/in/2026-11-22``, ``C-12/out/2026-12-01``, ``C-12/2026-Q4``.
    """
    from crmcli.domain.playbooks.run import period_of

    if every != ONCE:
        tail = period_of(on, every)
        new = sorted(n for n in inside if f"{CUSTOMER.ref(n)}/{tail}" not in fired)
        return State([one._replace(key=f"{one.ref}/{tail}") for one in in_state(db, new)], [])
    latest: dict[int, tuple[str, str]] = {}
    for key in fired:
        ref, _, rest = key.partition("/")
        side, _, day = rest.partition("/")
        if side in ("in", "out"):
            number = int(ref.partition("-")[2])
            # On one day a customer comes in before it goes out: "in" sorts before "out".
            latest[number] = max(latest.get(number, ("", "")), (day, side))
    was = {number for number, (_, side) in latest.items() if side == "in"}
    today = on.isoformat()
    new = sorted(n for n in inside - was if f"{CUSTOMER.ref(n)}/in/{today}" not in fired)
    left = [f"{CUSTOMER.ref(n)}/out/{today}" for n in sorted(was - inside)]
    entering = [one._replace(key=f"{one.ref}/in/{today}") for one in in_state(db, new)]
    return State(entering, [key for key in left if key not in fired])
