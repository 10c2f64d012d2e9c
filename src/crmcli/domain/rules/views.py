"""Rules as they are listed and shown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Day, Fields, Flag, Number, Ref, Text
from crmcli.domain.nouns import RULE
from crmcli.domain.results import Listing
from crmcli.domain.views import ListRecords, Part, ShowRecord, View, list_of, record_of
from crmcli.errors import CrmError
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from crmcli.domain.results import Record
    from crmcli.domain.rules.doing import Action
    from crmcli.domain.rules.grammar import Wording
    from crmcli.sql import Reader


@frozen
class RuleRow:
    """A rule in a list; ``fired`` counts what it did."""

    id: Annotated[int, Ref("RU", "no.")]
    name: Annotated[str, Text()]
    wording: Annotated[str, Text("says")]
    fired: Annotated[int, Number()]
    last_on: Annotated[date | None, Day("last fired", show=ROOMY)]
    active: Annotated[bool, Flag(named("on", "flag"))]


_FIRED = "(SELECT count(*) FROM firing f WHERE f.rule_id = r.id AND f.key NOT LIKE '%/out/%') AS fired"
_LAST = (
    "(SELECT max(f.fired_on) FROM firing f WHERE f.rule_id = r.id AND f.key NOT LIKE '%/out/%') AS last_on"
)
_LIST = View(
    RULE,
    RuleRow,
    f"SELECT r.id, r.name, r.wording, {_FIRED}, {_LAST}, r.active FROM rule r",
    "r.active DESC, r.name_sort, r.id",
    'no rule yet: crm rule add "Champions first" '
    '"when a case is opened by a customer in Champions then task for owner, due today"',
)


def list_rules(db: Reader, request: ListRecords) -> Listing[RuleRow]:
    """List rules by name, those that are off last."""
    return list_of(db, _LIST, request)


@frozen
class RuleRecord:
    """A rule whole."""

    id: Annotated[int, Ref("RU", "no.")]
    name: str
    wording: Annotated[str, Text("says")]
    active: Annotated[bool, Flag(named("on", "flag"))]
    note: str | None
    custom: Annotated[dict[str, Any] | None, Fields()]


@frozen
class MeantLine:
    """A part of a rule as it was understood."""

    part: Annotated[str, Text()]
    meant: Annotated[str, Text()]


@frozen
class FiringLine:
    """Something a rule did; ``depth`` counts the rules that led to it."""

    on: Annotated[date, Day()]
    event: str
    activity: Annotated[int | None, Ref("A")]
    subject: str | None
    depth: Annotated[int, Number()]


_RECORD = View(RULE, RuleRecord, "SELECT r.id, r.name, r.wording, r.active, r.note, r.custom FROM rule r")
_LATEST = """
SELECT f.fired_on AS "on", f.key AS event, f.activity_id AS activity, a.subject, f.depth
FROM firing f LEFT JOIN activity a ON a.id = f.activity_id
WHERE f.rule_id = :id AND f.key NOT LIKE '%/out/%' ORDER BY f.id DESC LIMIT 20
"""


def show_rule(db: Reader, request: ShowRecord) -> Record[RuleRecord]:
    """Show one rule, how it is understood, and what it did last."""
    from dataclasses import replace

    from crmcli.domain.rules.grammar import read

    found = record_of(db, _RECORD, request, Part("Latest", FiringLine, _LATEST))
    try:
        lines = _meant(read(found.item.wording))
    except CrmError as error:
        return replace(found, notes=(*found.notes, say("it can't be read: {message}", message=error.message)))
    return replace(found, sections=(Listing(MeantLine, lines, title="Understood"), *found.sections))


def _meant(wording: Wording) -> list[MeantLine]:
    """Return a wording part by part."""
    event = wording.event
    happens = named(event.name, "event") if event else None
    kind = named(wording.kind, "choice") if wording.kind else None
    often = say("once each time it becomes so")
    if wording.every != "once":
        often = say("once a {every}", every=named(wording.every))
    told = [
        (say("when"), listed([p for p in (happens, kind, wording.object) if p], " ")),
        (say("customer in"), wording.segment or ""),
        (say("where"), wording.condition or ""),
        (say("how often"), often if event is None else ""),
        *((named("then", "rule"), _told(action)) for action in wording.actions),
    ]
    return [MeantLine(part, meant) for part, meant in told if meant]


def _told(action: Action) -> str:
    """Return an action in plain words."""
    if action.kind != "task":
        return say("{kind}: {text}", kind=named(action.kind, "action"), text=action.text)
    text = f'"{action.text}" ' if action.text else ""
    return say(
        "task {text}for {who}, due {due}, priority {priority}",
        text=text,
        who=action.who or say("the owner"),
        due=say("today") if action.due in (None, "", "today") else action.due,
        priority=named(action.priority, "choice"),
    )
