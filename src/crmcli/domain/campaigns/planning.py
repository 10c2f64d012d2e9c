"""Planning and changing campaigns; what decides who is in one stays as it is from the launch on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.adding import added, store
from crmcli.domain.editing import edit_one
from crmcli.domain.given import typed
from crmcli.domain.nouns import CAMPAIGN, PARTIES
from crmcli.domain.records import Keys
from crmcli.domain.targets import on_each
from crmcli.errors import CrmError, Refused, UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from crmcli.domain.adding import AddRecord
    from crmcli.domain.editing import EditRecords
    from crmcli.domain.nouns import Noun
    from crmcli.domain.results import Change
    from crmcli.domain.targets import Steps, Touched
    from crmcli.sql import Reader, Writer

MOST_HELD_OUT = 90
"""Percent: with fewer left to reach there would be no campaign."""
_FROZEN = ("filter", "holdout_percent", "channel", "purpose")
_OWN_COMMANDS = {"status": "crm campaign launch {ref}", "launched_on": "crm campaign launch {ref} --on DAY"}


def plan_campaign(db: Writer, request: AddRecord) -> Change[Touched]:
    """Add a planned campaign.

    Raises:
        UsageError: a value can't be read: the condition, the channel, the text's fields among them.
        NotFound, Conflict: a reference names nobody, or several; the name is taken.
    """
    _refuse_states(request.given, "CA-1")
    values = typed(db, CAMPAIGN, request.given, request.context)
    check(db, values, request.context.today)
    if "branch" not in values and db.note.branch:
        values["branch"] = db.note.branch
    number = store(db, CAMPAIGN, values, request)
    hint = (
        None
        if values.get("filter")
        else say("whom it is for: crm campaign add-member {ref} -", ref=CAMPAIGN.ref(number))
    )
    return added(CAMPAIGN, number, values, (hint,) if hint else ())


def edit_campaigns(db: Writer, request: EditRecords) -> Change[Touched]:
    """Change fields of campaigns.

    Raises:
        UsageError, NotFound, Conflict: see ``plan_campaign``.
        Refused: what decides who is in it is to change after its launch.
    """
    refs = request.targets.refs
    _refuse_states(request.given, refs[0] if refs else "CA-1")
    keys = Keys(request.context.region, request.context.source)

    def apply(number: int) -> Steps:
        query = "SELECT status, currency, starts_on, ends_on FROM campaign WHERE id = :id"
        status, currency, starts, ends = db.tuples(query, {"id": number})[0]
        context = request.context._replace(currency=currency) if currency else request.context
        values = typed(db, CAMPAIGN, request.given, context)
        late = [name for name in _FROZEN if name in values]
        if late and status != "planned":
            ref = CAMPAIGN.ref(number)
            said = late[0].removesuffix("_percent").replace("holdout", "hold-out")
            raise Refused(
                say(
                    "{ref} is {status}: its {said} can't change any more",
                    ref=ref,
                    status=named(status, "choice"),
                    said=said,
                ),
                f"crm campaign members {ref}",
            )
        days = {"starts_on": starts, "ends_on": ends} if {"starts_on", "ends_on"} & values.keys() else {}
        checked = {**days, **values}
        check(db, checked, request.context.today)
        values |= {name: checked[name] for name in values}
        return edit_one(db, CAMPAIGN, number, values, keys, force=request.force)

    return on_each(db, CAMPAIGN, request.targets, apply, request.verb)


def check(db: Reader, values: dict[str, Any], today: date) -> None:
    """Refuse values that a campaign can't have; the channel and the purpose get their stored form.

    Raises:
        UsageError: no such channel or field, a condition that is none, too many held out, days in disorder,
            a cost below zero.
    """
    from crmcli.domain.campaigns.template import pieces
    from crmcli.domain.consent import purpose_of

    if values.get("channel"):
        values["channel"] = channel_named(values["channel"])
    if values.get("purpose"):
        values["purpose"] = purpose_of(values["purpose"])
    if (values.get("holdout_percent") or 0) > MOST_HELD_OUT:
        told = say(
            "{holdout_percent} percent held out leave nobody to reach",
            holdout_percent=values["holdout_percent"],
        )
        raise UsageError(told, "--holdout 20; at most 90")
    if (values.get("cost") or 0) < 0:
        raise UsageError("a campaign costs nothing or more, not less than nothing", "--cost '2.500 TL'")
    starts, ends = values.get("starts_on"), values.get("ends_on")
    if starts and ends and ends < starts:
        raise UsageError(
            say("it would end on {ends}, before it starts on {starts}", ends=ends, starts=starts),
            f"--ends {starts}",
        )
    for name in ("subject", "body"):
        if values.get(name):
            pieces(values[name], name)
    if values.get("filter"):
        check_filter(db, values["filter"], today)


def channel_named(text: str) -> str:
    """Return a channel as it is stored: e-posta, mail and email are one.

    Raises:
        UsageError: there is none.
    """
    from crmcli.domain.consent import CHANNELS, checked
    from crmcli.domain.exchange.fields import choices
    from crmcli.domain.exchange.words import CONSENT_CHANNELS
    from crmcli.domain.text import fold

    return choices(CONSENT_CHANNELS).get(fold(text)) or checked("channel", text, CHANNELS)


def check_filter(db: Reader, text: str, today: date) -> None:
    """Refuse a condition that is one on neither customers, contacts nor leads.

    Raises:
        UsageError: what is wrong with it, as one on customers.
    """
    readable_of(db, text, today)


def readable_of(db: Reader, text: str, today: date) -> Noun:
    """Return the first of customers, contacts and leads that a condition can be read of.

    Raises:
        UsageError: what is wrong with it, as one on customers.
    """
    from crmcli.domain.where import conditions

    wrong: list[CrmError] = []
    for noun in PARTIES:
        try:
            conditions(db, noun, [text], as_of=today)
        except CrmError as error:
            wrong.append(error)
        else:
            return noun
    raise wrong[0]


def joined(wheres: Sequence[str]) -> str | None:
    """Return several conditions as the one they are together, None for none."""
    from re import IGNORECASE, search

    kept = [text.strip() for text in wheres if text.strip()]
    if len(kept) > 1:
        kept = [f"({text})" if search(r"\b(or|veya)\b", text, IGNORECASE) else text for text in kept]
    return " and ".join(kept) or None


def _refuse_states(given: Any, ref: str) -> None:
    """Refuse to set by hand what launching, finishing and cancelling set.

    Raises:
        UsageError: it is one of these.
    """
    for name, hint in _OWN_COMMANDS.items():
        if name in given:
            raise UsageError(
                say("{name} is set by launching, finishing or cancelling", name=name),
                hint.replace("{ref}", ref),
            )
