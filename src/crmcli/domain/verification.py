"""Is the caller who they say? What to ask, and what was answered; answers themselves are never kept.

Passed is who answered enough questions right and none wrong.
"""

from __future__ import annotations

from datetime import UTC, date, timedelta, tzinfo
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.anyone import anyone
from crmcli.domain.care import at_of, told, writer_of
from crmcli.domain.date_told import told_back
from crmcli.domain.frozen import frozen
from crmcli.domain.given import Context
from crmcli.domain.incidents_near import NearIncident, incidents_near
from crmcli.domain.kinds import AnyRef, Flag, Number, Text
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD, USER, VERIFICATION
from crmcli.domain.results import Change, Listing, Record
from crmcli.domain.targets import Touched, label
from crmcli.domain.verification_asked import read_asked, written
from crmcli.domain.verification_questions import (
    KINDS,
    Party,
    Question,
    all_questions,
    chosen,
    known_of,
)
from crmcli.errors import Refused, UsageError
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.editing import EditRecords
    from crmcli.sql import Reader, Writer


@frozen
class Ask:
    """A caller, by anything they are called; ``contact`` where one of a customer's people calls.

    ``needed`` right answers pass; one question more is proposed.
    """

    who: str
    contact: str | None
    today: date
    now: str
    zone: tzinfo = UTC
    needed: int = 2
    language: str = "en"
    region: str = "TR"


@frozen
class Caller:
    """Who calls, and how many right answers are needed."""

    id: Annotated[str, AnyRef("no.")]
    name: str
    contact: Annotated[str | None, Text()]
    needed: Annotated[int, Number("right answers needed")]
    verified_today: Annotated[bool, Flag("verified today")]


@frozen
class QuestionRow:
    """A question and its right answer, for whoever asks."""

    kind: Annotated[str, Text(wrap=False)]
    question: str
    answer: Annotated[str, Text("right answer")]


@frozen
class OpenCase:
    """A case of the caller that is not resolved."""

    id: Annotated[str, AnyRef("no.")]
    name: Annotated[str, Text("problem")]
    status: str


def ask_caller(db: Reader, request: Ask) -> Record[Caller]:
    """Show what to ask a caller, what touched them of late, and which of their cases are open.

    Raises:
        NotFound, Conflict: nobody answers to the name, or several.
        Refused: they are a lead, or the store knows nothing to ask.
    """
    party = _party(db, request.who, request.contact, request.region)
    questions = proposed(db, party, request)
    noun, number = (CUSTOMER, party.customer) if party.customer is not None else (CONTACT, party.contact)
    ref = noun.ref(number or 0)
    if not questions:
        way = say("birthday, city or e-mail") if noun is CONTACT else say("city, tax number or e-mail")
        hint = say("crm {noun} edit {ref} adds {way}", noun=noun.name, ref=ref, way=way)
        raise Refused(say("nothing to ask {ref} is known", ref=ref), hint)
    contact = None if party.contact is None else f"{CONTACT.ref(party.contact)} {_name(db, party)}"
    passed = _passed_today(db, f"{noun.name}_id", number, request)
    item = Caller(ref, label(db, noun, number or 0) or "", contact, request.needed, passed)
    rows = [QuestionRow(*question) for question in questions]
    near = incidents_near(db, party.customer, request.now)
    cases = _open_cases(db, party.customer)
    listings: list[Listing[Any]] = [Listing(QuestionRow, rows, title=named("Ask", "verification"))]
    listings += [Listing(NearIncident, near, title="Incidents")] if near else []
    listings += [Listing(OpenCase, cases, title="Open cases")] if cases else []
    return Record(item, title=f"{ref}  {item.name}", sections=tuple(listings))


def _passed_today(db: Reader, column: str, number: int | None, request: Ask) -> bool:
    """Tell whether somebody has passed today, where people are."""
    from crmcli.domain.tasks.due import local

    today = request.today
    query = f"""SELECT at FROM verification
      WHERE {column} = :id AND passed = 1 AND at >= :since AND at < :until"""
    near = {"since": str(today - timedelta(days=1)), "until": str(today + timedelta(days=2))}
    rows = db.tuples(query, {"id": number, **near})
    return any(local(at, request.zone)[0] == today for (at,) in rows)


def _name(db: Reader, party: Party) -> str:
    return label(db, CONTACT, party.contact or 0) or ""


def _open_cases(db: Reader, customer: int | None) -> list[OpenCase]:
    query = """SELECT 'CS-' || r.id AS id, r.name, r.status FROM support_case r
      WHERE r.customer_id = :id AND r.status <> 'resolved' ORDER BY r.opened_at DESC, r.id DESC"""
    return [] if customer is None else db.rows(OpenCase, query, {"id": customer})


def proposed(db: Reader, party: Party, request: Ask) -> list[Question]:
    """Return the questions of a caller and a day: one more than must be answered right, three at least."""
    known = known_of(db, party, request.today)
    count = max(3, request.needed + 1)
    seed = f"{party.customer} {party.contact} {request.today}"
    return chosen(all_questions(known, request.language), count, seed)


def _party(db: Reader, who: str, contact: str | None, region: str) -> Party:
    """Return who calls.

    Raises:
        Refused: a lead calls, of whom nothing is known that others would not know.
    """
    from crmcli.domain.refs import resolve

    found = anyone(db, who, region)
    if contact is not None:
        found["contact"] = resolve(db, CONTACT, contact, region=region)
    if "customer" not in found and "contact" not in found:
        ref = LEAD.ref(found["lead"]) if "lead" in found else who
        raise Refused(
            say("{ref} is no customer and no contact", ref=ref), "customers and contacts can be verified"
        )
    return Party(found.get("customer"), found.get("contact"), who, region)


@frozen
class Verify:
    """What a caller answered; ``passed`` None lets the answers decide. ``at`` as typed, None for now."""

    who: str
    context: Context
    right: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    contact: str | None = None
    passed: bool | None = None
    needed: int = 2
    at: str | None = None
    channel: str | None = None
    branch: str | None = None
    user: str | None = None
    note: str | None = None


def verify_caller(db: Writer, request: Verify) -> Change[Touched]:
    """Keep which questions a caller answered right and wrong, and whether that passed.

    Raises:
        NotFound, Conflict: nobody answers to the name, or several.
        UsageError: there is no such question, or one is both right and wrong.
        Refused: they are a lead, or the store does not know the answer itself.
    """
    from crmcli.domain.given import typed
    from crmcli.domain.records import Keys, create
    from crmcli.domain.refs import resolve

    region = request.context.region
    party = _party(db, request.who, request.contact, region)
    right, wrong = _kinds(request.right), _kinds(request.wrong)
    _refuse_odd(db, party, right, wrong, request.context.today)
    passed = is_passed(len(right), len(wrong), request.needed) if request.passed is None else request.passed
    asked = [f"{kind}: right" for kind in right] + [f"{kind}: wrong" for kind in wrong]
    texts = {"channel": request.channel, "branch": request.branch or db.note.branch, "note": request.note}
    values: dict[str, Any] = typed(db, VERIFICATION, told(texts), request.context)
    at = at_of(db, request.at, request.context)
    user = resolve(db, USER, request.user, region=region) if request.user else writer_of(db)
    values |= {
        "customer": party.customer,
        "contact": party.contact,
        "user": user,
        "at": at,
        "passed": int(passed),
        "asked": "\n".join(asked) or None,
    }
    number = create(db, VERIFICATION, told(values), Keys(region, request.context.source))
    ref = VERIFICATION.ref(number)
    noun, whom = (CUSTOMER, party.customer) if party.customer is not None else (CONTACT, party.contact)
    whose = noun.ref(whom or 0)
    counts = listed(
        [say("{count} right", count=len(right))] + ([say("{count} wrong", count=len(wrong))] if wrong else [])
    )
    tail = ": " + counts if asked else ""
    enough = request.passed is None and not passed and not wrong
    tail += say(", {needed} needed", needed=request.needed) if enough else ""
    name = f"{whose} {label(db, noun, whom or 0) or ''}"
    verified, summary = say("{name} is not verified", name=whose), say("{name} is not verified", name=name)
    if passed:
        verified, summary = say("{name} is verified", name=whose), say("{name} is verified", name=name)
    summary += tail + f" ({ref})"
    touched = [Touched(ref, verified, "added")]
    notes = told_back("at", request.at, at, request.context.zone)
    return Change(say("added {ref}", ref=ref), Touched, touched, summary=summary, notes=notes)


def is_passed(right: int, wrong: int, needed: int) -> bool:
    """Tell whether answers pass: enough right ones, and none wrong."""
    return right >= needed and not wrong


def _kinds(names: Sequence[str]) -> list[str]:
    """Return kinds of questions as they are stored, each once; several may stand in one text.

    Raises:
        UsageError: there is no such kind.
    """
    found = []
    for name in (part.strip() for text in names for part in text.split(",")):
        kind = name.lower().replace("-", "_").replace(" ", "_")
        if kind not in KINDS:
            from crmcli.domain.near import one_of

            raise UsageError(say('no question is called "{name}"', name=name), one_of(kind, KINDS))
        found.append(kind)
    return list(dict.fromkeys(found))


def _refuse_odd(db: Reader, party: Party, right: Sequence[str], wrong: Sequence[str], today: date) -> None:
    """Refuse what can't have been asked, and what is said to be both right and wrong."""
    both = [kind for kind in right if kind in wrong]
    if both:
        raise UsageError(say("{both} can't be both right and wrong", both=both[0]), f"--right {both[0]}")
    if not right and not wrong:
        return
    known = [one.kind for one in all_questions(known_of(db, party, today), "en")]
    for kind in (*right, *wrong):
        if kind not in known:
            hint = (
                say("what is known: {known}", known=", ".join(known))
                if known
                else say("crm customer edit adds what to ask")
            )
            raise Refused(say("the answer to {kind} is not known here", kind=kind), hint)


def edit_verifications(db: Writer, request: EditRecords) -> Change[Touched]:
    """Set fields of verifications; what was asked keeps its form.

    Raises:
        UsageError: see ``read_asked`` and ``editing.edit_records``.
    """
    from dataclasses import replace

    from crmcli.domain.editing import edit_records

    text = request.given.get("asked")
    if not isinstance(text, str) or not text.strip():
        return edit_records(db, request)
    return edit_records(db, replace(request, given={**request.given, "asked": written(read_asked(text))}))
