"""Consent: what a person allowed or refused, per channel and purpose, with source and date.

Statements are only ever added. In force is the newest of those about the channel itself or about
``any``; one without a day counts from the day it was written down. Without any there is no consent.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, AnyRef, Choice, Flag, Text
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD, PARTIES, Noun, noun_of
from crmcli.domain.own_words import OwnWord
from crmcli.domain.results import Change, Listing
from crmcli.errors import UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from crmcli.sql import Reader, Writer

CHANNELS = ("any", "email", "phone", "sms", "post", "message")
STATES = ("given", "refused", "withdrawn")
MARKETING = "marketing"
PURPOSES = {MARKETING: named("marketing", "purpose")}
"""The program's own words among the purposes, as they are told."""
CHANNEL = Choice(dict.fromkeys(CHANNELS, ("", "")))
PURPOSE = OwnWord(*PURPOSES.values())
STATE = Choice({"given": ("✓", "green"), "refused": ("✗", "red"), "withdrawn": ("✗", "red")})

# The statements about one channel and purpose, each with its place: 1 is in force.
_PLACED = """
SELECT s.*, row_number() OVER (
  PARTITION BY coalesce(s.customer_id, 0), coalesce(s.contact_id, 0), coalesce(s.lead_id, 0)
  ORDER BY coalesce(s.decided_on, substr(h.at, 1, 10)) DESC, s.id DESC) AS place
FROM consent s JOIN change h ON h.id = s.created_change
WHERE (s.channel = :channel OR s.channel = 'any') AND s.purpose = :purpose
"""


@frozen
class ConsentRow:
    """A statement; ``in_force`` no later one about the same channel and purpose stands against it."""

    who: Annotated[str, AnyRef()]
    name: Annotated[str | None, Text()]
    channel: Annotated[str, CHANNEL]
    purpose: Annotated[str, PURPOSE]
    state: Annotated[str, STATE]
    decided_on: date | None
    source: Annotated[str | None, Text()]
    note: Annotated[str | None, Text(show=ROOMY)]
    in_force: Annotated[bool, Flag("in force")]


def allowed(noun: Noun, column: str) -> str:
    """Return an SQL test: the record of ``noun`` whose number is ``column`` consents.

    It needs ``:channel`` and ``:purpose``; see ``asked``.
    """
    return (
        f"{column} IN (SELECT p.{noun.owner} FROM ({_PLACED}) p "
        f"WHERE p.place = 1 AND p.state = 'given' AND p.{noun.owner} IS NOT NULL)"
    )


def asked(channel: str, purpose: str = MARKETING) -> dict[str, str]:
    """Return the values of ``allowed``.

    Raises:
        UsageError: there is no such channel.
    """
    return {"channel": checked("channel", channel, CHANNELS), "purpose": purpose_of(purpose)}


def state_of(db: Reader, noun: Noun, number: int, channel: str, purpose: str = MARKETING) -> str | None:
    """Return what is in force for a record: given, refused or withdrawn; None when nobody asked."""
    query = f"SELECT p.state FROM ({_PLACED}) p WHERE p.place = 1 AND p.{noun.owner} = :number"
    found: str | None = db.value(query, {**asked(channel, purpose), "number": number})
    return found


def state(db: Writer, noun: Noun, number: int, values: dict[str, Any]) -> bool:
    """Write a statement (channel, purpose, state, decided_on, source, note) unless it stands already.

    Return whether it was written.
    """
    row = {"purpose": MARKETING, "decided_on": None, "source": None, "note": None, **values}
    same = " AND ".join(f"coalesce({name}, '') = :{name}" for name in row)
    bound = {name: value or "" for name, value in row.items()} | {"number": number}
    if db.value(f"SELECT id FROM consent WHERE {noun.owner} = :number AND {same}", bound) is not None:
        return False
    db.insert("consent", {**row, noun.owner: number})
    return True


@frozen
class StateConsent:
    """What someone said, on a day up to ``today``."""

    ref: str
    state: str
    channel: str
    today: date
    purpose: str = MARKETING
    decided_on: date | None = None
    source: str | None = None
    note: str | None = None
    region: str = "TR"


def state_consent(db: Writer, request: StateConsent) -> Change[ConsentRow]:
    """Write down that someone gave, refused or withdrew consent.

    Raises:
        NotFound, Conflict: nobody, or several, answer to the reference.
        UsageError: there is no such channel, or the day lies ahead.
    """
    from crmcli.domain.text import check_text

    noun, number = party(db, request.ref, request.region)
    day = request.decided_on or request.today
    if day > request.today:
        raise UsageError(say("{day} has not come yet", day=day.isoformat()), "note consent when it is given")
    values = {
        "channel": checked("channel", request.channel, CHANNELS),
        "purpose": purpose_of(request.purpose),
        "state": checked("state", request.state, STATES),
        "decided_on": day.isoformat(),
        "source": check_text(request.source, "source") if request.source else None,
        "note": check_text(request.note, "note", lines=True) if request.note else None,
    }
    written = state(db, noun, number, values)
    if not written and _overruled(db, noun, number, values):
        db.insert("consent", {**values, noun.owner: number})
        written = True
    rows = [row for row in statements(db, noun, number) if _same(row, values)]
    ref = noun.ref(number)
    said = say(
        "{ref} {channel} {purpose}: {state}",
        ref=ref,
        channel=named(str(values["channel"]), "choice"),
        purpose=PURPOSES.get(str(values["purpose"]), values["purpose"]),
        state=named(str(values["state"]), "choice"),
    )
    return Change(
        say("noted consent of {ref}", ref=ref),
        ConsentRow,
        rows[:1],
        summary=said if written else say("{said} stands already", said=said),
    )


def _overruled(db: Reader, noun: Noun, number: int, values: dict[str, Any]) -> bool:
    """Tell whether something else was said later on the same day: who then says it again means it."""
    query = (
        f"SELECT s.state FROM consent s WHERE s.{noun.owner} = :number AND s.purpose = :purpose "
        "AND (s.channel = :channel OR s.channel = 'any' OR :channel = 'any') AND s.decided_on = :day "
        "ORDER BY s.id DESC LIMIT 1"
    )
    bound = {"number": number, "purpose": values["purpose"], "channel": values["channel"]}
    return bool(db.value(query, bound | {"day": values["decided_on"]}) != values["state"])


def _same(row: ConsentRow, values: dict[str, Any]) -> bool:
    return (row.channel, row.purpose, row.state) == (values["channel"], values["purpose"], values["state"])


@frozen
class ListConsents:
    """Statements of one person, or of all; ``history`` with those that no longer stand."""

    ref: str | None = None
    channel: str | None = None
    purpose: str | None = None
    history: bool = False
    region: str = "TR"
    limit: int = 0


def list_consents(db: Reader, request: ListConsents) -> Listing[ConsentRow]:
    """List consents, the newest statement of each first.

    Raises:
        NotFound, Conflict: nobody, or several, answer to the reference.
        UsageError: there is no such channel.
    """
    owner = party(db, request.ref, request.region) if request.ref else None
    rows = statements(db, *owner) if owner else statements(db)
    if request.channel:
        wanted = checked("channel", request.channel, CHANNELS)
        rows = [row for row in rows if row.channel in (wanted, "any")]
    if request.purpose:
        rows = [row for row in rows if row.purpose == purpose_of(request.purpose)]
    if not request.history:
        rows = [row for row in rows if row.in_force]
    shown = rows[: request.limit] if request.limit else rows
    return Listing(
        ConsentRow,
        shown,
        total=len(rows) if len(rows) > len(shown) else None,
        empty="nobody said anything yet: crm consent give P-4 --channel email",
    )


_STATEMENTS = """
SELECT '' AS who, coalesce(c.name, p.name, l.name, l.company) AS name, s.channel, s.purpose, s.state,
  s.decided_on, s.source, s.note, 0 AS in_force, s.customer_id, s.contact_id, s.lead_id
FROM consent s JOIN change h ON h.id = s.created_change LEFT JOIN customer c ON c.id = s.customer_id
LEFT JOIN contact p ON p.id = s.contact_id LEFT JOIN lead l ON l.id = s.lead_id
WHERE {test} ORDER BY coalesce(s.decided_on, substr(h.at, 1, 10)) DESC, s.id DESC
"""


def statements(db: Reader, noun: Noun | None = None, number: int | None = None) -> list[ConsentRow]:
    """Return the statements of one record, or of all, newest first."""
    test = "1 = 1" if noun is None else f"s.{noun.owner} = :number"
    bound = {} if noun is None else {"number": number}
    made: list[ConsentRow] = []
    seen: set[tuple[str, str, str]] = set()
    for found in db.tuples(_STATEMENTS.format(test=test), bound):
        owners = dict(zip(PARTIES, found[-3:], strict=True))
        who = next(one.ref(owner) for one, owner in owners.items() if owner is not None)
        _, name, channel, purpose, word, day, source, note = found[:8]
        # What is said of any channel takes the place of what was said of each before.
        stands = not {(who, channel, purpose), (who, "any", purpose)} & seen
        seen.add((who, channel, purpose))
        decided = date.fromisoformat(day) if day else None
        made.append(ConsentRow(who, name, channel, purpose, word, decided, source, note, stands))
    return made


def party(db: Reader, ref: str, region: str) -> tuple[Noun, int]:
    """Return who is meant: a customer, a contact or a lead by number; a contact, else a customer, by name.

    Raises:
        NotFound, Conflict: nobody, or several, answer to it.
        UsageError: it is the number of something else.
    """
    from crmcli.domain.nouns import split_ref
    from crmcli.domain.refs import resolve
    from crmcli.errors import NotFound

    if split_ref(ref) is not None:
        noun, _ = noun_of(ref)
        if noun not in PARTIES:
            raise UsageError(
                say("{ref} is no person", ref=ref), "crm find ... finds people by name, phone or e-mail"
            )
        return noun, resolve(db, noun, ref, region=region)
    for noun in (CONTACT, CUSTOMER, LEAD):
        try:
            return noun, resolve(db, noun, ref, region=region)
        except NotFound:
            continue
    raise NotFound(say('nobody answers to "{ref}"', ref=ref), "crm contact list")


def checked(what: str, word: str, known: tuple[str, ...]) -> str:
    """Return a word of a closed list.

    Raises:
        UsageError: it is none of it.
    """
    lower = word.lower().replace("-", "")
    if lower not in known:
        from crmcli.domain.near import one_of

        raise UsageError(say('"{word}" is no {what}', word=word, what=named(what)), one_of(word, known))
    return lower


def purpose_of(text: str) -> str:
    """Return a purpose as it is stored: in small letters, so that it is one however it is typed."""
    from crmcli.domain.text import check_text

    # Of İ Python makes two characters: i and a dot above.
    return check_text(text, "purpose").replace("İ", "i").lower()
