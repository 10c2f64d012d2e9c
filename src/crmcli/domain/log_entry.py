"""Quick notes of what happened with someone: the shortest way from a call to the timeline."""

from __future__ import annotations

from datetime import date, tzinfo
from typing import TYPE_CHECKING, Any

from crmcli.domain.anyone import anyone
from crmcli.domain.date_told import told_back
from crmcli.domain.frozen import frozen
from crmcli.domain.nouns import ACTIVITY, CONTACT, OPPORTUNITY, USER
from crmcli.domain.results import Change
from crmcli.domain.targets import Touched
from crmcli.errors import Conflict
from crmcli.said import named as worded
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.sql import Reader, Writer


@frozen
class LogEntry:
    """Something that happened; ``at`` as typed, None for now; ``user`` None for who writes."""

    kind: str
    who: str
    text: str
    at: str | None = None
    minutes: int | None = None
    outcome: str | None = None
    direction: str | None = None
    channel: str | None = None
    contact: str | None = None
    opportunity: str | None = None
    branch: str | None = None
    user: str | None = None


@frozen
class Log:
    """An entry, and the day, zone and country it is read in."""

    entry: LogEntry
    today: date
    zone: tzinfo
    region: str = "TR"


def log_activity(db: Writer, request: Log) -> Change[Touched]:
    """Log an activity with a customer, contact, lead, opportunity or order.

    The first line of the text is the subject, further lines are the body. The branch is that of the
    change where none is given, the user the one named like who writes, if there is one.

    Raises:
        NotFound, Conflict: nobody answers to the name, or several.
        UsageError, Refused: the moment or the text can't be stored.
    """
    from crmcli.domain.refs import resolve

    entry = request.entry
    party = anyone(db, entry.who, request.region)
    if entry.contact is not None:
        party["contact"] = resolve(db, CONTACT, entry.contact, region=request.region)
    if entry.opportunity is not None:
        _add_opportunity(db, party, resolve(db, OPPORTUNITY, entry.opportunity))
    values: dict[str, Any] = {
        "kind": entry.kind,
        "at": _moment(request) if entry.at is not None else db.note.at,
        "direction": entry.direction,
        "channel": _line(entry.channel, "channel"),
        "branch": _line(entry.branch, "branch") or db.note.branch,
        "minutes": entry.minutes,
        "outcome": _line(entry.outcome, "outcome"),
        "user_id": _user(db, entry, request.region),
        **_said(entry.text),
        **{f"{field}_id": number for field, number in party.items()},
    }
    number = db.insert("activity", {name: value for name, value in values.items() if value is not None})
    ref = ACTIVITY.ref(number)
    summary = say(
        "Logged {ref}: {kind} with {names}",
        ref=ref,
        kind=worded(entry.kind, "choice"),
        names=_names(db, party),
    )
    notes = told_back("at", entry.at, values["at"], request.zone)
    touched = Touched(ref, values["subject"], "added")
    return Change(say("logged {ref}", ref=ref), Touched, [touched], summary=summary, notes=notes)


def _said(text: str) -> dict[str, str]:
    """Return subject and body of a text.

    Raises:
        Refused: it is empty, or holds what can't be stored.
    """
    from crmcli.domain.readings import LONGEST_LINES
    from crmcli.domain.text import check_text

    first, _, rest = check_text(text, "text", LONGEST_LINES, lines=True).partition("\n")
    said = {"subject": check_text(first, "text", LONGEST_LINES, lines=True)}
    return said | ({"body": rest} if rest.strip() else {})


def _moment(request: Log) -> str:
    from crmcli.domain.date_phrases import moment

    return moment((request.entry.at or "").strip(), request.today, request.zone, past=True)


def _line(text: str | None, what: str) -> str | None:
    """Return a text of one line, None for none."""
    if text is None or not text.strip():
        return None
    from crmcli.domain.text import check_text

    return check_text(text, what)


def _user(db: Writer, entry: LogEntry, region: str) -> int | None:
    """Return who of us it was: the one named, else the only one who is called like the writer."""
    if entry.user is not None:
        from crmcli.domain.refs import resolve

        return resolve(db, USER, entry.user, region=region)
    from crmcli.domain.tasks.owners import user_called

    return user_called(db, db.note.actor)


def _add_opportunity(db: Reader, party: dict[str, int], number: int) -> None:
    """Add an opportunity to the party; its customer comes with it.

    Raises:
        Conflict: it is another customer's.
    """
    customer = db.value("SELECT customer_id FROM opportunity WHERE id = :id", {"id": number})
    if customer is not None and party.get("customer", customer) != customer:
        ref = OPPORTUNITY.ref(number)
        raise Conflict(
            say(
                "{ref} is an opportunity of C-{customer}, not of C-{other}",
                ref=ref,
                customer=customer,
                other=party["customer"],
            ),
            f"crm log call {ref} ...",
        )
    party["opportunity"] = number
    if customer is not None:
        party["customer"] = customer


def _names(db: Reader, party: dict[str, int]) -> str:
    """Return numbers and names of a party."""
    from crmcli.domain.nouns import BY_NAME
    from crmcli.domain.refs import named

    found = (named(db, BY_NAME[field], [number])[0] for field, number in party.items())
    return ", ".join(f"{one.ref} {one.label}".rstrip() for one in found)
