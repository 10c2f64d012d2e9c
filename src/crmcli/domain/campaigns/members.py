"""The members of a campaign: the list, putting them in and taking them out before the launch."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.campaigns.audience import Party
from crmcli.domain.campaigns.because import BECAUSE
from crmcli.domain.campaigns.launch import PART, PARTS, audience_noun
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, AnyRef, Day, Ref, Text
from crmcli.domain.nouns import CAMPAIGN, CUSTOMER, MEMBER, PARTIES, Noun, split_ref
from crmcli.domain.targets import Targets, Touched, label, matching
from crmcli.domain.views import ListRecords, View, known_status, list_of
from crmcli.errors import CrmError, NotFound, Refused, UsageError
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crmcli.domain.results import Change, Listing
    from crmcli.sql import Reader, Writer

WHO = (
    "CASE WHEN r.customer_id IS NOT NULL THEN 'C-' || r.customer_id "
    "WHEN r.contact_id IS NOT NULL THEN 'P-' || r.contact_id ELSE 'L-' || r.lead_id END"
)
NAMES = "coalesce(c.name, p.name, l.name, l.company)"
JOINS = """
LEFT JOIN customer c ON c.id = r.customer_id LEFT JOIN contact p ON p.id = r.contact_id
LEFT JOIN lead l ON l.id = r.lead_id
"""


@frozen
class MemberRow:
    """A member: who it is, its part, what it answered, what came of it; ``note`` says why it is there."""

    id: Annotated[str, AnyRef("who")]
    name: Annotated[str | None, Text()]
    part: Annotated[str, PART]
    sent_on: Annotated[date | None, Day("sent", show=ROOMY)]
    responded_on: Annotated[date | None, Day("answered", show=ROOMY)]
    response: Annotated[str | None, Text(named("response", "answer"))]
    lead: Annotated[int | None, Ref("L", show=ROOMY)]
    opportunity: Annotated[int | None, Ref("O", show=ROOMY)]
    order: Annotated[int | None, Ref("S", show=ROOMY)]
    note: Annotated[str | None, BECAUSE]
    member: Annotated[int, Ref("CM", "no.", show=ROOMY)]


_LIST = View(
    MEMBER,
    MemberRow,
    f"""
SELECT {WHO} AS id, {NAMES} AS name, r.part, r.sent_on, r.responded_on, r.response,
  r.made_lead_id AS lead, r.opportunity_id AS opportunity, r.order_id AS "order", r.note,
  r.id AS member
FROM campaign_member r {JOINS}
""",
    "r.campaign_id, CASE r.part WHEN 'reached' THEN 1 WHEN 'held_out' THEN 2 ELSE 3 END, "
    "c.id IS NULL, p.id IS NULL, c.id, p.id, l.id",
    "nobody is in it yet: crm campaign add-member CA-1 C-5",
)


@frozen
class ListMembers:
    """Members of one campaign, or of all; of one part."""

    records: ListRecords
    ref: str | None = None
    part: str | None = None
    region: str = "TR"


def list_members(db: Reader, request: ListMembers) -> Listing[MemberRow]:
    """List members: those reached, held out, left out.

    Raises:
        NotFound, Conflict: no campaign, or several, answer.
        UsageError: there is no such part.
    """
    from dataclasses import replace

    from crmcli.domain.refs import resolve

    tests: list[tuple[str, dict[str, Any]]] = []
    planned: tuple[str, ...] = ()
    if request.ref is not None:
        campaign = resolve(db, CAMPAIGN, request.ref, region=request.region)
        tests.append(("r.campaign_id = :campaign", {"campaign": campaign}))
        planned = not_launched(db, campaign)
    if request.part is not None:
        tests.append(("r.part = :part", {"part": part_named(request.part)}))
    found = list_of(db, _LIST, request.records, *tests)
    return replace(found, notes=(*found.notes, *planned)) if found.rows else found


def not_launched(db: Reader, campaign: int) -> tuple[str, ...]:
    """Return the note on a campaign that is only planned, () of any other."""
    if db.value("SELECT status FROM campaign WHERE id = :id", {"id": campaign}) != "planned":
        return ()
    return (
        say("{ref} is not launched: who is reached and held out is settled then", ref=CAMPAIGN.ref(campaign)),
    )


def part_named(text: str) -> str:
    """Return a part as it is stored: held-out and held_out are one.

    Raises:
        UsageError: there is none.
    """
    try:
        return known_status(MEMBER, text.strip().replace("-", "_").replace(" ", "_"), PARTS)
    except UsageError:
        raise UsageError(
            say('no part is called "{text}"', text=text), "--part takes reached, held-out or left-out"
        ) from None


@frozen
class ChangeMembers:
    """Parties to put into a campaign or take out of it: by name, or those of ``noun`` like a condition.

    A name that several nouns have means one of ``noun``.
    """

    ref: str
    targets: Targets
    noun: str = "customer"


def add_members(db: Writer, request: ChangeMembers) -> Change[Touched]:
    """Put parties into a planned campaign; one that is in it already is unchanged.

    Raises:
        NotFound, Conflict: the campaign, or the one party named, does not answer, or several do.
        Refused: the campaign was launched.
    """
    campaign = _open(db, request)
    held = _rows(db, campaign)

    def put(party: Party) -> str:
        if party in held:
            return "unchanged"
        values = {"campaign_id": campaign, party.noun.owner: party.number, "part": "reached"}
        held[party] = db.insert("campaign_member", values)
        return "added"

    return _on_each(db, request, put, say("added to {ref}", ref=CAMPAIGN.ref(campaign)))


def drop_members(db: Writer, request: ChangeMembers) -> Change[Touched]:
    """Take parties out of a planned campaign.

    Raises:
        NotFound, Conflict: the campaign, or the one party named, does not answer, or several do.
        Refused: the campaign was launched.
    """
    campaign = _open(db, request)
    held = _rows(db, campaign)

    def take(party: Party) -> str:
        row = held.pop(party, None)
        if row is None:
            return "unchanged"
        from crmcli.domain.removing import delete

        delete(db, MEMBER, row)
        return "deleted"

    return _on_each(db, request, take, say("taken out of {ref}", ref=CAMPAIGN.ref(campaign)))


def _open(db: Reader, request: ChangeMembers) -> int:
    """Return a campaign whose members are not frozen.

    Raises:
        Refused: they are.
    """
    from crmcli.domain.refs import resolve

    number = resolve(db, CAMPAIGN, request.ref, region=request.targets.region)
    status = db.value("SELECT status FROM campaign WHERE id = :id", {"id": number})
    if status != "planned":
        ref = CAMPAIGN.ref(number)
        raise Refused(
            say(
                "{ref} is {status}: its members are frozen, or the comparison would mean nothing",
                ref=ref,
                status=named(str(status), "choice"),
            ),
            'crm campaign plan "..." plans another one',
        )
    return number


def _rows(db: Reader, campaign: int) -> dict[Party, int]:
    from crmcli.domain.campaigns.audience import listed

    return {one.party: one.row for one in listed(db, campaign)}


def party_named(db: Reader, text: str, region: str, first: Noun = CUSTOMER) -> Party:
    """Return who a text means: by number any of the three; by name one of ``first``, else of the others.

    Raises:
        NotFound, Conflict: nobody, or several, answer.
        UsageError: it is the number of something else.
    """
    from crmcli.domain.refs import resolve

    found = split_ref(text.strip())
    if found is not None and "-" in text:
        if found[0] not in PARTIES:
            raise UsageError(
                say("{text} is neither customer, contact nor lead", text=text), "crm find ... finds people"
            )
        return Party(found[0], resolve(db, found[0], text, region=region))
    for noun in dict.fromkeys((first, *PARTIES)):
        try:
            return Party(noun, resolve(db, noun, text, region=region))
        except NotFound:
            continue
    raise NotFound(
        say('nobody answers to "{text}"', text=text),
        "crm find ... looks for a part of a name, a phone, an e-mail",
    )


def _on_each(db: Writer, request: ChangeMembers, act: Callable[[Party], str], verb: str) -> Change[Touched]:
    """Do something for each party; where several are named one that fails leaves the others done."""
    from dataclasses import replace

    from crmcli.domain.targets import summed_up

    noun = audience_noun(request.noun)
    targets = request.targets
    wanted: Sequence[str | Party] = targets.refs
    if targets.where:
        wanted = [Party(noun, number) for number in matching(db, noun, targets)]
    items = []
    for target in wanted:
        try:
            party = target
            if isinstance(party, str):
                party = party_named(db, party, targets.region, noun)
            with db.savepoint():
                status = act(party)
        except CrmError as error:
            if len(wanted) == 1:
                raise
            items.append(Touched(None, None, "failed", None, error.message))
            continue
        items.append(Touched(party.ref, label(db, party.noun, party.number), status))
    nouns = {split_ref(item.id)[0] for item in items if item.id}  # type: ignore[index]
    change = summed_up(nouns.pop() if len(nouns) == 1 else noun, items, verb)
    return replace(change, summary=_sentence(items, verb))


def _sentence(items: Sequence[Touched], verb: str) -> str:
    """Return what a person reads of it."""
    if len(items) == 1:
        only = items[0]
        told = f"{only.id} {only.name or ''}".rstrip()
        return (
            say("{told} is like that already", told=told)
            if only.status == "unchanged"
            else say("{told} {verb}", told=told, verb=verb)
        )
    good = sum(item.status in ("added", "deleted") for item in items)
    same = sum(item.status == "unchanged" for item in items)
    failed = len(items) - good - same
    parts = [say("{good:,} of {count:,} {verb}", good=good, count=len(items), verb=verb)]
    parts += [say("{same:,} unchanged", same=same)] if same else []
    parts += [say("{failed:,} failed", failed=failed)] if failed else []
    return listed(parts)
