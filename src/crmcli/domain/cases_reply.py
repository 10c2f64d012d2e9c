"""Answering a case: what we said is an activity of it, and the first answer is kept apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.care import at_of
from crmcli.domain.cases_steps import add_step, case_of, refuse_early
from crmcli.domain.date_told import told_back
from crmcli.domain.frozen import frozen
from crmcli.domain.given import Context
from crmcli.domain.nouns import CASE, CONTACT, CUSTOMER, LEAD, ORDER, noun_of
from crmcli.domain.results import Change
from crmcli.domain.targets import Touched
from crmcli.errors import Refused
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.sql import Writer

_BY_CHANNEL = {
    "call": ("phone", "call", "telephone", "telefon", "tel", "cagri merkezi", "call center", "call centre"),
    "email": ("email", "e mail", "mail", "e posta", "eposta"),
    "visit": ("visit", "ziyaret"),
    "meeting": ("meeting", "toplanti"),
}


@frozen
class Reply:
    """An answer to whoever has the case; ``at`` as typed, None for now; ``wait`` sets it to waiting."""

    case: str
    text: str
    context: Context
    at: str | None = None
    minutes: int | None = None
    channel: str | None = None
    user: str | None = None
    wait: bool = False


def reply_to_case(db: Writer, request: Reply) -> Change[Touched]:
    """Log an answer as an activity of the case; the first one answers it.

    Raises:
        Refused: the case names nobody to answer.
        UsageError: the answer lies before the opening.
    """
    from crmcli.domain.log_entry import Log, LogEntry, log_activity
    from crmcli.domain.refs import resolve

    number = resolve(db, CASE, request.case, region=request.context.region)
    case = case_of(db, number)
    at = at_of(db, request.at, request.context)
    refuse_early(case, number, at, request.context.zone)
    who = next(
        (noun.ref(case[f"{noun.name}_id"]) for noun in (CUSTOMER, LEAD, CONTACT, ORDER) if case[noun.owner]),
        None,
    )
    if who is None:
        ref = CASE.ref(number)
        raise Refused(say("{ref} names nobody to answer", ref=ref), f"crm case edit {ref} --customer C-1")
    channel = request.channel or case["channel"]
    entry = LogEntry(
        _kind_of(channel),
        who,
        request.text,
        at,
        minutes=request.minutes,
        direction="out",
        channel=channel,
        contact=CONTACT.ref(case["contact_id"]) if case["contact_id"] else None,
        user=request.user,
    )
    logged = log_activity(db, Log(entry, request.context.today, request.context.zone, request.context.region))
    activity = noun_of(str(logged.items[0].id))[1]
    order = case["order_id"]
    db.update("activity", activity, {"case_id": number} | ({"order_id": order} if order else {}))
    add_step(db, number, "replied", at, activity=activity)
    changes: dict[str, Any] = {} if case["first_response_at"] else {"first_response_at": at}
    if request.wait and case["status"] == "open":
        changes["status"] = "waiting"
        add_step(db, number, "waiting", at)
    if changes:
        db.update("support_case", number, changes)
    ref = CASE.ref(number)
    answered = say(", the first answer") if "first_response_at" in changes else ""
    summary = say(
        "Replied to {ref} {name}{answered} ({id})",
        ref=ref,
        name=case["name"],
        answered=answered,
        id=logged.items[0].id,
    )
    notes = (*logged.notes, *told_back("at", request.at, at, request.context.zone))
    done = Touched(ref, case["name"], "changed", {"reply": (None, logged.items[0].id)})
    return Change(say("replied to {ref}", ref=ref), Touched, [done], summary=summary, notes=notes)


def _kind_of(channel: str | None) -> str:
    """Return what an answer through a channel is: a call, an e-mail, a visit, a meeting, else a message."""
    from crmcli.domain.text import fold

    folded = fold(channel or "")
    return next((kind for kind, names in _BY_CHANNEL.items() if folded in names), "message")
