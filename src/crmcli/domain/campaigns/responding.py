"""What members of a campaign answered, and the lead, the opportunity or the order that came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from crmcli.domain.campaigns.audience import Party, listed
from crmcli.domain.campaigns.members import party_named
from crmcli.domain.frozen import frozen
from crmcli.domain.nouns import CAMPAIGN, CONTACT, CUSTOMER, LEAD, OPPORTUNITY, ORDER, Noun
from crmcli.domain.results import Change
from crmcli.domain.targets import Touched, label
from crmcli.errors import Conflict, CrmError, ExitCode, NotFound, Refused, UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.campaigns.audience import Listed
    from crmcli.sql import Reader, Writer

ANSWERED = "answered"
_LINKS: dict[str, tuple[str, Noun]] = {
    "lead": ("made_lead_id", LEAD),
    "opportunity": ("opportunity_id", OPPORTUNITY),
    "order": ("order_id", ORDER),
}


@frozen
class Respond:
    """Who answered, what, and when; ``links`` is lead, opportunity or order -> what it is called."""

    ref: str
    members: tuple[str, ...]
    response: str
    on: date
    links: Mapping[str, str]
    region: str = "TR"


def respond(db: Writer, request: Respond) -> Change[Touched]:
    """Note the response of one or many members; the newest takes the place of the one before.

    An order that comes of it names the campaign from then on, if it named none.

    Raises:
        NotFound, Conflict: the campaign, the one member named, or what came of it is not there, or another's.
        Refused: the campaign was never launched, or the member was not reached by it.
        UsageError: what came of it is given for several members; the day is before the launch.
    """
    from crmcli.domain.refs import resolve
    from crmcli.domain.text import check_text

    number = resolve(db, CAMPAIGN, request.ref, region=request.region)
    _check_launched(db, number, request.on)
    if request.links and len(request.members) > 1:
        raise UsageError(
            "what came of it belongs to one member", f"crm campaign respond {request.ref} C-5 ..."
        )
    known = {one.party: one for one in listed(db, number)}
    values: dict[str, Any] = {
        "response": check_text(request.response, "response"),
        "responded_on": request.on.isoformat(),
    }
    items = []
    for text in request.members:
        party = None
        try:
            party = party_named(db, text, request.region)
            with db.savepoint():
                items.append(_note(db, number, _reached(known, party, number), values, request))
        except CrmError as error:
            if len(request.members) == 1:
                raise
            name = label(db, party.noun, party.number) if party else None
            items.append(Touched(party.ref if party else None, name, "failed", None, error.message))
    return _told(number, items, request.response)


def _check_launched(db: Reader, number: int, on: date) -> None:
    """Refuse answers to what nobody was sent.

    Raises:
        Refused: it is planned, or was cancelled before its launch.
        UsageError: it was launched later.
    """
    query = "SELECT status, launched_on FROM campaign WHERE id = :id"
    status, launched = db.tuples(query, {"id": number})[0]
    ref = CAMPAIGN.ref(number)
    if status == "planned":
        raise Refused(
            say("{ref} is not launched: nobody can have answered it", ref=ref), f"crm campaign launch {ref}"
        )
    if status == "cancelled" and launched is None:
        raise Refused(
            say("{ref} was cancelled before its launch: nobody can have answered it", ref=ref), None
        )
    if launched and on.isoformat() < launched:
        raise UsageError(
            say("{ref} was launched on {launched}, after {on}", ref=ref, launched=launched, on=on),
            f"--on {launched}",
        )


def _reached(known: Mapping[Party, Listed], party: Party, number: int) -> Listed:
    """Return the member that a party is.

    Raises:
        NotFound: it is none.
        Refused: it was not reached.
    """
    ref = CAMPAIGN.ref(number)
    if party not in known:
        raise NotFound(
            say("{who} is no member of {campaign}", who=party.ref, campaign=ref),
            f"crm campaign members {ref}",
        )
    one = known[party]
    if one.part == "held_out":
        raise Refused(
            say(
                "{who} was held out of {campaign}: what it buys counts by itself, in the comparison",
                who=party.ref,
                campaign=ref,
            ),
            f"crm campaign report {ref}",
        )
    if one.part == "left_out":
        raise Refused(
            say(
                "{who} was left out of {campaign}: {note}",
                who=party.ref,
                campaign=ref,
                note=one.note or say("not reached"),
            ),
            None,
        )
    return one


def _note(db: Writer, number: int, member: Listed, values: Mapping[str, Any], request: Respond) -> Touched:
    """Store the response of one member with what came of it."""
    from crmcli.domain.refs import resolve

    made = dict(values)
    for word, text in request.links.items():
        column, noun = _LINKS[word]
        record = resolve(db, noun, text, region=request.region)
        _check_whose(db, member.party, noun, record)
        made[column] = record
        if noun is ORDER:
            query = "SELECT campaign_id FROM sales_order WHERE id = :id"
            if db.value(query, {"id": record}) is None:
                db.update("sales_order", record, {"campaign_id": number})
    changed = db.update("campaign_member", member.row, made)
    name = label(db, member.party.noun, member.party.number)
    return Touched(member.party.ref, name, "changed" if changed else "unchanged")


def _check_whose(db: Reader, party: Party, noun: Noun, record: int) -> None:
    """Refuse what is another's.

    Raises:
        Conflict: it is somebody else's order, opportunity or lead.
    """
    if noun is LEAD and party.noun is LEAD:
        mine = record == party.number
        whose: tuple[Any, ...] = (record,)
    else:
        query = f"SELECT customer_id, contact_id FROM {noun.table} WHERE id = :id"
        whose = db.tuples(query, {"id": record})[0]
        mine = _fits(db, party, *whose)
    if not mine:
        owner = next(
            (n.ref(i) for n, i in zip((CUSTOMER, CONTACT), whose, strict=False) if i), say("somebody else")
        )
        raise Conflict(
            say("{record} is of {owner}, not of {who}", record=noun.ref(record), owner=owner, who=party.ref),
            f"crm {noun.name} show {noun.ref(record)}",
        )


def _fits(db: Reader, party: Party, customer: int | None, contact: int | None) -> bool:
    """Tell whether a record of a customer and a contact may be this party's; one of nobody may."""
    if customer is None and contact is None:
        return True
    if party.noun is CUSTOMER:
        return customer in (None, party.number)
    if party.noun is CONTACT:
        if contact is not None:
            return contact == party.number
        query = "SELECT id FROM customer_contact WHERE customer_id = :customer AND contact_id = :contact"
        return db.value(query, {"customer": customer, "contact": party.number}) is not None
    query = "SELECT customer_id FROM conversion WHERE lead_id = :lead"
    return bool(db.value(query, {"lead": party.number}) == customer)


def _told(number: int, items: Sequence[Touched], response: str) -> Change[Touched]:
    """Return the change with its sentence."""
    ref = CAMPAIGN.ref(number)
    good = [item for item in items if item.status == "changed"]
    failed = sum(item.status == "failed" for item in items)
    code = ExitCode.DONE if not failed else ExitCode.PARTIAL if failed < len(items) else ExitCode.REFUSED
    if len(items) == 1:
        summary = f"{items[0].id} {items[0].name or ''}".rstrip() + f": {response}"
    else:
        summary = say(
            "{good:,} of {count:,} members of {ref}: {response}",
            good=len(good),
            count=len(items),
            ref=ref,
            response=response,
        )
    action = (
        say("noted {count} responses to {ref}", count=len(good), ref=ref)
        if len(good) != 1
        else say("noted a response to {ref}", ref=ref)
    )
    return Change(action, Touched, items, summary=summary, exit_code=int(code))
