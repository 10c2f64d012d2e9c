"""What is asked of a conversion, and the same with every name resolved, once for all its leads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import stage_told
from crmcli.domain.nouns import CONTACT, CUSTOMER, OPPORTUNITY, Noun
from crmcli.domain.records import Keys
from crmcli.errors import Refused, UsageError
from crmcli.said import listed, say

if TYPE_CHECKING:
    from crmcli.sql import Reader

NEW, NONE = "new", "none"
TARGETS = (CUSTOMER, CONTACT, OPPORTUNITY)
DOUBLES = ("fail", "attach", "create", "ask")
# The lead's fields that --overwrite may name; ``custom.x`` and the names of custom fields too.
OVERWRITABLE = (
    *("name", "company", "title", "email", "phone", "website", "industry", "address", "city", "country"),
    *("source", "campaign", "owner", "referrer", "amount", "score", "branch", "note", "expected_close"),
    "tax_number",
)

Answers = Mapping[int, Mapping[str, str]]
"""Lead -> target -> what a person chose for it: new, or a record's number."""


@frozen
class Convert:
    """Which leads, into what.

    ``customer``, ``contact`` and ``opportunity`` are ``new``, ``none``, a reference, or None for what
    each lead calls for. ``on_duplicate`` is fail, attach or create. ``single`` makes the failure of
    the one lead an error; ``preview`` gives the plan's lines as the items.
    """

    today: date
    refs: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    customer: str | None = None
    contact: str | None = None
    opportunity: str | None = None
    amount: str | None = None
    currency: str | None = None
    stage: str | None = None
    close: date | None = None
    name: str | None = None
    on_duplicate: str = "fail"
    overwrite: tuple[str, ...] = ()
    all_or_nothing: bool = False
    strict: bool = False
    single: bool = False
    preview: bool = False
    default_currency: str = "TRY"
    keys: Keys = Keys()
    answers: Answers | None = None


class Wish(NamedTuple):
    """What is wanted of one target: ``word`` new or none, or a record's ``number``; neither is automatic."""

    word: str | None = None
    number: int | None = None


class Stage(NamedTuple):
    """The stage a new opportunity starts in."""

    number: int
    name: str


class Wanted(NamedTuple):
    """A request with its names resolved."""

    request: Convert
    wishes: Mapping[str, Wish]
    stage: Stage | None
    overwrite: frozenset[str]


def resolved(db: Reader, request: Convert) -> Wanted:
    """Return the request with every name looked up.

    Raises:
        UsageError: options that can't stand together, or a word that isn't known.
        NotFound: a target or the stage does not exist.
        Conflict: a target's name may mean several.
        Refused: the stage is not open.
    """
    if request.on_duplicate not in DOUBLES:
        message = say(
            '--on-duplicate is one of {doubles}, not "{on_duplicate}"',
            doubles=", ".join(DOUBLES),
            on_duplicate=request.on_duplicate,
        )
        raise UsageError(message, "--on-duplicate attach")
    given = {noun.name: getattr(request, noun.name) for noun in TARGETS}
    wishes = {noun.name: wish(db, noun, given[noun.name], request.keys.region) for noun in TARGETS}
    if all(wish.word == NONE for wish in wishes.values()):
        raise UsageError("a lead can't be converted into nothing", "leave one of the three none out")
    _check_options(request, wishes[OPPORTUNITY.name])
    stage = None if wishes[OPPORTUNITY.name].number else _stage(db, request.stage)
    return Wanted(request, wishes, stage, _overwrite(request.overwrite))


def wish(db: Reader, noun: Noun, text: str | None, region: str) -> Wish:
    """Return what one target's option asks for."""
    if text is None or not text.strip():
        return Wish()
    if text.strip().lower() in (NEW, NONE):
        return Wish(text.strip().lower())
    from crmcli.domain.refs import resolve

    return Wish(number=resolve(db, noun, text, region=region))


def _check_options(request: Convert, opportunity: Wish) -> None:
    """Refuse options that speak of an opportunity that is not made.

    Raises:
        UsageError: there is one.
    """
    given = {
        "--stage": request.stage,
        "--name": request.name,
        "--amount": request.amount,
        "--close": request.close,
    }
    used = [flag for flag, value in given.items() if value is not None]
    if request.currency is not None and request.amount is None:
        hint = f"--amount 5000 --currency {request.currency}"
        raise UsageError("--currency says what --amount is in, and there is none", hint)
    if opportunity.word == NONE and used:
        raise UsageError(say("{used} needs an opportunity", used=used[0]), "leave --opportunity none out")
    if opportunity.number and (request.stage or request.name):
        ref = OPPORTUNITY.ref(opportunity.number)
        flag, hint = ("--name", f'crm opportunity edit {ref} --name "{request.name}"')
        if request.stage:
            flag, hint = ("--stage", f'crm opportunity move {ref} "{request.stage}"')
        raise UsageError(say("{flag} is for a new opportunity, and {ref} exists", flag=flag, ref=ref), hint)
    if request.amount is not None:
        from crmcli.domain.readings import amount

        amount(request.amount, named_currency(request) or request.default_currency)


def named_currency(request: Convert) -> str | None:
    """Return the currency that --amount or --currency names, None when neither does.

    Raises:
        UsageError: they name two.
    """
    from crmcli.domain.money import check_currency, split_currency

    beside = split_currency(request.amount or "")[1]
    told = check_currency(request.currency) if request.currency else None
    if beside and told and beside != told:
        raise UsageError(
            say("--amount is in {beside}, --currency says {told}", beside=beside, told=told),
            f"--currency {beside}",
        )
    return beside or told


def _stage(db: Reader, text: str | None) -> Stage:
    """Return the open stage of a name, the first of the pipeline without one."""
    if text is None:
        rows = db.tuples(
            "SELECT id, name FROM stage WHERE active = 1 AND outcome = 'open' ORDER BY position, id LIMIT 1"
        )
        if not rows:
            raise Refused("the pipeline has no open stage", "crm stage add New --probability 10")
        return Stage(*rows[0])
    from crmcli.domain.given import row_named

    number = row_named(db, "stage", text)
    name, outcome = db.tuples("SELECT name, outcome FROM stage WHERE id = :id", {"id": number})[0]
    if outcome != "open":
        rows = db.tuples("SELECT name FROM stage WHERE active = 1 AND outcome = 'open' ORDER BY position, id")
        names = listed(stage_told(row[0]) for row in rows)
        raise Refused(
            say("a new opportunity starts in an open stage, not in {name}", name=stage_told(name)),
            say("--stage is one of {names}", names=names),
        )
    return Stage(number, name)


def _overwrite(given: tuple[str, ...]) -> frozenset[str]:
    """Return the fields that may be overwritten; commas part several.

    Raises:
        UsageError: a lead has no such field.
    """
    found = set()
    for name in (part.strip() for text in given for part in text.split(",")):
        if name.lower().startswith("custom."):
            found.add(custom_key(name[len("custom.") :]))
            continue
        known = name.lower().replace("-", "_")
        if known in OVERWRITABLE:
            found.add("name" if known == "company" else known)
        elif name:
            raise _unknown(name)
    return frozenset(found)


def _unknown(name: str) -> UsageError:
    from crmcli.domain.text import nearest

    close = nearest(name, OVERWRITABLE)
    hint = (
        f"--overwrite {close[0]}"
        if close
        else say("fields: {overwritable}, custom.NAME", overwritable=", ".join(OVERWRITABLE))
    )
    return UsageError(say('a lead has no field "{name}" to overwrite with', name=name), hint)


def custom_key(name: str) -> str:
    """Return how --overwrite names a custom field: without case and accents."""
    from crmcli.domain.text import fold

    return f"custom.{fold(name)}"
