"""Launching a campaign freezes its audience; finishing and cancelling end it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, NamedTuple

from crmcli.domain.campaigns.audience import Listed, Party, by_noun, held_out, listed, obstacles
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Choice, Number, Text
from crmcli.domain.nouns import BY_NAME, CAMPAIGN, CUSTOMER, PARTIES, Noun
from crmcli.domain.results import Change
from crmcli.domain.targets import Targets, Touched, matching, on_each
from crmcli.errors import Conflict, Refused, UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmcli.domain.targets import Steps
    from crmcli.sql import Reader, Writer

PART = Choice({"reached": ("●", "green"), "held_out": ("○", "yellow"), "left_out": ("✗", "dim")})
PARTS = tuple(PART.marks)
GONE = "no longer like the condition"


@frozen
class Launch:
    """The campaign to launch on a day; ``audience`` says how its condition is read.

    ``noun`` is whom the condition is about; without, the first of customers, contacts and leads that it
    can be read of.
    """

    ref: str
    on: date
    audience: Targets
    noun: str | None = None


@frozen
class PartLine:
    """How many are in a part of the audience, and why they are left out."""

    part: Annotated[str, PART]
    why: Annotated[str | None, Text()]
    members: Annotated[int, Number()]


class Planned(NamedTuple):
    """What a launch needs to know of a campaign."""

    number: int
    name: str
    filter: str | None
    channel: str | None
    purpose: str
    percent: int
    ends: str | None = None


def launch_campaign(db: Writer, request: Launch) -> Change[PartLine]:
    """Freeze who is reached, held out and left out; the audience is the condition's and those listed.

    Raises:
        NotFound, Conflict: no campaign, or several, answer; it is launched already.
        Refused: it is over, nobody is in its audience, or nobody in it may be reached.
        UsageError: whom its condition is about is contradicted by whom a report listed for it.
    """
    from crmcli.domain.refs import resolve

    number = resolve(db, CAMPAIGN, request.ref, region=request.audience.region)
    planned = _planned(db, number)
    ref, day = CAMPAIGN.ref(number), request.on.isoformat()
    if planned.ends and planned.ends < day:
        hint = say(
            "crm campaign launch {ref} --on DAY, or crm campaign edit {ref} --ends {day}", ref=ref, day=day
        )
        raise Refused(
            say(
                "{ref} {name} ended on {ends}, before {day}",
                ref=ref,
                name=planned.name,
                ends=planned.ends,
                day=day,
            ),
            hint,
        )
    before = listed(db, number)
    noun = _about(db, planned, before, request)
    found = {Party(noun, i) for i in _like(db, noun, planned.filter, request.audience)}
    everyone = found | {one.party for one in before}
    if not everyone:
        what = say("none of the {plural} is like {filter}", plural=named(noun.plural), filter=planned.filter)
        what = what if planned.filter else say("{ref} is for nobody yet", ref=ref)
        raise Refused(what, f"crm campaign add-member {ref} C-1")
    why = _left_out(db, planned, everyone)
    if planned.filter:
        why |= {
            one.party: GONE
            for one in before
            if one.note is not None and one.party.noun is noun and one.party not in found
        }
    open_ = [party for party in everyone if party not in why]
    if not open_:
        raise Refused(
            say(
                "nobody of {count:,} may be reached: {reason}",
                count=len(everyone),
                reason=next(iter(sorted(why.values()))),
            ),
            say("crm campaign edit {ref} --channel post, or note consent: crm consent give C-1", ref=ref),
        )
    away = held_out(number, open_, planned.percent)
    _write(db, number, request.on, before, {p: _part(p, why, away) for p in everyone}, why)
    db.update("campaign", number, {"status": "launched", "launched_on": day})
    change = _told(planned, everyone, why, away)
    if planned.filter and not found:
        from dataclasses import replace

        note = say(
            "none of the {plural} is like {filter}: only those listed are in it",
            plural=named(noun.plural),
            filter=planned.filter,
        )
        return replace(change, notes=(*change.notes, note))
    return change


def _about(db: Reader, planned: Planned, before: Sequence[Listed], request: Launch) -> Noun:
    """Return whom a campaign's condition is about.

    Raises:
        UsageError: another noun is asked for than that of those whom a report listed with the condition.
    """
    reported = {one.party.noun for one in before if one.note is not None}
    if request.noun is not None:
        noun = audience_noun(request.noun)
        if planned.filter and reported and noun not in reported:
            other = next(iter(reported))
            told = say(
                "its condition is about {reported}, whom a report listed with it, not {asked}",
                reported=named(other.plural),
                asked=named(noun.plural),
            )
            raise UsageError(told, f"crm campaign launch {CAMPAIGN.ref(planned.number)} --noun {other.name}")
        return noun
    if reported or not planned.filter:
        return next(iter(reported), CUSTOMER)
    from crmcli.domain.campaigns.planning import readable_of

    return readable_of(db, planned.filter, request.on)


def audience_noun(text: str) -> Noun:
    """Return whom a condition speaks of.

    Raises:
        UsageError: it is neither customers, contacts nor leads.
    """
    word = text.strip().lower()
    noun = BY_NAME.get(word) or next((one for one in PARTIES if one.plural == word), None)
    if noun is None or noun not in PARTIES:
        raise UsageError(
            say('a campaign is for no "{text}"', text=text), "--noun takes customer, contact or lead"
        )
    return noun


def _planned(db: Reader, number: int) -> Planned:
    """Return a campaign that may be launched.

    Raises:
        Conflict: it is launched.
        Refused: it is finished or cancelled.
    """
    row = db.tuples(
        "SELECT name, filter, channel, purpose, holdout_percent, ends_on, status, launched_on "
        "FROM campaign WHERE id = :id",
        {"id": number},
    )[0]
    ref = CAMPAIGN.ref(number)
    if row[6] == "launched":
        since = say(" since {row}", row=row[7]) if row[7] else ""
        raise Conflict(
            say("{ref} {row} is launched{since}", ref=ref, row=row[0], since=since),
            f"crm campaign members {ref}",
        )
    if row[6] != "planned":
        state = named(str(row[6]), "choice")
        raise Refused(
            say("{ref} {name} is {state}", ref=ref, name=row[0], state=state), f"crm campaign show {ref}"
        )
    return Planned(number, *row[:6])


def _like(db: Reader, noun: Noun, condition: str | None, targets: Targets) -> list[int]:
    """Return the records that a condition names, none without one."""
    if not condition:
        return []
    from dataclasses import replace

    return matching(db, noun, replace(targets, where=(condition,)))


def _left_out(db: Reader, planned: Planned, everyone: set[Party]) -> dict[Party, str]:
    """Return who can't be reached, and why."""
    return {
        Party(noun, number): why
        for noun, numbers in by_noun(everyone).items()
        for number, why in obstacles(db, noun, numbers, planned.channel, planned.purpose).items()
    }


def _part(party: Party, why: Mapping[Party, str], away: set[Party]) -> str:
    return "left_out" if party in why else "held_out" if party in away else "reached"


def _write(
    db: Writer,
    number: int,
    on: date,
    before: list[Listed],
    parts: Mapping[Party, str],
    why: Mapping[Party, str],
) -> None:
    """Store the members: those listed get their part, the others are added in the order of their numbers."""
    day = on.isoformat()
    known = set()
    for one in before:
        known.add(one.party)
        part = parts[one.party]
        values = {"part": part, "sent_on": day if part == "reached" else None}
        if one.party in why:
            values["note"] = why[one.party]
        db.update("campaign_member", one.row, values)
    for noun, numbers in by_noun(party for party in parts if party not in known).items():
        rows = [
            (
                n,
                parts[Party(noun, n)],
                day if parts[Party(noun, n)] == "reached" else None,
                why.get(Party(noun, n)),
            )
            for n in numbers
        ]
        db.insert_many(
            "campaign_member", (noun.owner, "part", "sent_on", "note"), rows, {"campaign_id": number}
        )


def _told(
    planned: Planned, everyone: set[Party], why: Mapping[Party, str], away: set[Party]
) -> Change[PartLine]:
    """Return the counts."""
    reasons: dict[str, int] = {}
    for reason in why.values():
        reasons[reason] = reasons.get(reason, 0) + 1
    reached = len(everyone) - len(why) - len(away)
    lines = [PartLine("reached", None, reached)]
    lines += [PartLine("held_out", say("to compare with"), len(away))] if away else []
    lines += [PartLine("left_out", reason, reasons[reason]) for reason in sorted(reasons)]
    ref = CAMPAIGN.ref(planned.number)
    counts = say(
        "{reached:,} reached, {held_out:,} held out, {left_out:,} left out",
        reached=reached,
        held_out=len(away),
        left_out=len(why),
    )
    alone = say("nobody is held out: what the campaign brings can't be told from what comes anyway")
    notes = () if away else (alone,)
    return Change(
        say("launched {ref}", ref=ref),
        PartLine,
        lines,
        summary=say("Launched {ref} {name}: {counts}", ref=ref, name=planned.name, counts=counts),
        notes=notes,
    )


@frozen
class EndCampaigns:
    """Campaigns that are finished or cancelled on a day."""

    targets: Targets
    status: str
    on: date


def end_campaigns(db: Writer, request: EndCampaigns) -> Change[Touched]:
    """Finish or cancel campaigns; one without a last day gets the day of it, a cancelled one none.

    Raises:
        Refused: it was never launched, is over, or has not begun on that day.
    """

    def apply(number: int) -> Steps:
        status, launched, starts, ends = db.tuples(
            "SELECT status, launched_on, starts_on, ends_on FROM campaign WHERE id = :id", {"id": number}
        )[0]
        ref = CAMPAIGN.ref(number)
        begun = max(launched or "", starts or "")
        if status == request.status:
            return {}
        if status == "planned" and request.status == "finished":
            raise Refused(say("{ref} was never launched", ref=ref), f"crm campaign launch {ref}")
        if status in ("finished", "cancelled"):
            state = named(str(status), "choice")
            raise Refused(say("{ref} is {status}", ref=ref, status=state), f"crm campaign show {ref}")
        values = {"status": request.status}
        day = request.on.isoformat()
        if request.status == "finished":
            if begun > day:
                raise Refused(
                    say("{ref} begins on {begun}, after {day}", ref=ref, begun=begun, day=day),
                    f"crm campaign cancel {ref}",
                )
            if ends is None or ends > day:
                values["ends_on"] = day
        return dict(db.update("campaign", number, values))

    return on_each(db, CAMPAIGN, request.targets, apply, request.status)
