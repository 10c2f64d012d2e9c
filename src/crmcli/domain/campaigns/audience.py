"""Who a campaign is for: which of them may be reached, and which are held out to compare with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.consent import PURPOSES, allowed, asked
from crmcli.domain.nouns import CAMPAIGN, PARTIES, Noun
from crmcli.said import named, say
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from crmcli.sql import Reader

_REACHED_BY = {"email": "email", "phone": "phone", "sms": "phone", "message": "phone", "post": "address"}
_LACKING = {"email": say("no e-mail"), "phone": say("no phone"), "address": say("no address")}
_ORDER = {noun: place for place, noun in enumerate(PARTIES)}


class Party(NamedTuple):
    """A customer, a contact or a lead."""

    noun: Noun
    number: int

    @property
    def ref(self) -> str:
        """Its number as people write it."""
        return self.noun.ref(self.number)

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands in a list: customers, contacts, leads, each by number."""
        return _ORDER[self.noun], self.number


def obstacles(
    db: Reader, noun: Noun, numbers: Sequence[int], channel: str | None, purpose: str
) -> dict[int, str]:
    """Return number -> why a record can't be reached; those who can are not in it.

    Who has not consented to the channel (without one: to any) for the purpose, and who lacks the
    address that the channel needs.
    """
    if not numbers:
        return {}
    words = asked(channel or "any", purpose)
    column = _REACHED_BY.get(channel or "")
    listed, values = within(db.engine, "r.id", "ids", list(numbers))
    spoken = (
        f"r.id IN (SELECT k.{noun.owner} FROM consent k WHERE k.purpose = :purpose "
        f"AND (k.channel = :channel OR k.channel = 'any') AND k.{noun.owner} IS NOT NULL)"
    )
    has = f"coalesce(r.{column}, '') <> ''" if column else "1 = 1"
    query = (
        f"SELECT r.id, CASE WHEN {allowed(noun, 'r.id')} THEN 1 ELSE 0 END, "
        f"CASE WHEN {spoken} THEN 1 ELSE 0 END, CASE WHEN {has} THEN 1 ELSE 0 END "
        f"FROM {noun.table} r WHERE {listed}"
    )
    through = named(channel, "choice") if channel and channel != "any" else say("any channel")
    found: dict[int, str] = {}
    for number, allows, said, reachable in db.tuples(query, values | words):
        if not allows:
            purpose = PURPOSES.get(words["purpose"], words["purpose"])
            found[number] = (
                say("said no to {channel} ({purpose})", channel=through, purpose=purpose)
                if said
                else say("no consent for {channel} ({purpose})", channel=through, purpose=purpose)
            )
        elif not reachable and column:
            found[number] = _LACKING[column]
    return found


def held_out(campaign: int, parties: Collection[Party], percent: int) -> set[Party]:
    """Return the part of an audience that is left alone: the same whenever and wherever it is asked.

    Ranked by a hash of the campaign's number and theirs, the first of them: ``percent`` of a hundred,
    halves up, and never everybody.
    """
    count = min((len(parties) * percent + 50) // 100, max(len(parties) - 1, 0))
    if not count:
        return set()
    from hashlib import sha256

    def rank(party: Party) -> tuple[bytes, str]:
        return sha256(f"{CAMPAIGN.ref(campaign)}/{party.ref}".encode()).digest(), party.ref

    return set(sorted(parties, key=rank)[:count])


def by_noun(parties: Iterable[Party]) -> dict[Noun, list[int]]:
    """Return noun -> numbers, ascending."""
    found: dict[Noun, list[int]] = {}
    for party in sorted(parties, key=lambda one: one.place):
        found.setdefault(party.noun, []).append(party.number)
    return found


class Listed(NamedTuple):
    """A member there is: its row, who it is, why it was put in (None: by hand), and its part."""

    row: int
    party: Party
    note: str | None
    part: str


def listed(db: Reader, campaign: int) -> list[Listed]:
    """Return the members of a campaign, in the order of their rows."""
    owners = ", ".join(noun.owner for noun in PARTIES)
    query = f"SELECT id, note, part, {owners} FROM campaign_member WHERE campaign_id = :id ORDER BY id"
    return [
        Listed(row, party_of(several), note, part)
        for row, note, part, *several in db.tuples(query, {"id": campaign})
    ]


def party_of(numbers: Sequence[Any]) -> Party:
    """Return the one of customer, contact and lead that has a number."""
    return next(
        Party(noun, number) for noun, number in zip(PARTIES, numbers, strict=True) if number is not None
    )
