"""Rates as people set them: one a day for a pair of currencies, a second one replaces the first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.given import Context, typed
from crmcli.domain.nouns import RATE
from crmcli.domain.records import Keys, create, modify
from crmcli.domain.results import Change
from crmcli.domain.taken import refuse_taken
from crmcli.domain.targets import Touched, steps_of
from crmcli.errors import Conflict, UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.editing import EditRecords
    from crmcli.sql import Reader, Writer


@frozen
class SetRate:
    """A rate as typed; with ``replaces`` the one of the same pair and day is changed."""

    given: dict[str, Any]
    context: Context
    replaces: bool = True


def set_rate(db: Writer, request: SetRate) -> Change[Touched]:
    """Set what one unit of a currency is worth in another from a day on.

    Raises:
        UsageError: a value can't be read, the rate is not above zero, or the two are one currency.
        Conflict: the pair has a rate from that day already, and nothing is to be replaced.
    """
    context = request.context
    given = {"base": context.currency, **request.given}
    values = typed(db, RATE, {**given, "rate": _decimals(str(given["rate"]))}, context)
    empty = [name for name in ("currency", "base", "day", "rate") if values.get(name) is None]
    if empty:
        raise UsageError(say("{empty} is empty", empty=empty[0]), "crm rate set USD 2026-11-01 41.90")
    currency, base, day = values["currency"], values["base"], values["day"]
    if currency == base:
        raise UsageError(
            say("{currency} in {base} is always 1", currency=currency, base=base),
            say("--base says in what {currency} is counted", currency=currency),
        )
    check_rate(values["rate"])
    keys = Keys(context.region, context.source)
    known = same_day(db, currency, base, day)
    refuse_taken(db, RATE, values, keys, but=known or 0)
    steps = None
    if known is None:
        number, status = create(db, RATE, values, keys), "added"
    elif request.replaces:
        number = known
        steps = steps_of(db, RATE, number, modify(db, RATE, number, values, keys))
        status = "changed" if steps else "unchanged"
    else:
        ref = RATE.ref(known)
        raise Conflict(
            say(
                "{currency} in {base} has a rate from {day} already: {ref}",
                currency=currency,
                base=base,
                day=day,
                ref=ref,
            ),
            say("crm rate show {ref}; set changes it", ref=ref),
        )
    ref = RATE.ref(number)
    told = say(
        "1 {currency} = {rate} {base} from {day}", currency=currency, rate=values["rate"], base=base, day=day
    )
    return Change(
        say("set {ref}", ref=ref) if status != "unchanged" else "set nothing",
        Touched,
        [Touched(ref, f"{currency} {day}", status, steps)],
        summary=say("{ref} {told} already", ref=ref, told=told)
        if status == "unchanged"
        else say("{ref} {told}", ref=ref, told=told),
        notes=_odd(db, number, values),
    )


def edit_rates(db: Writer, request: EditRecords) -> Change[Touched]:
    """Set fields of rates; a rate is read as ``set_rate`` reads it.

    Raises:
        UsageError, NotFound, Conflict: see ``editing.edit_records``.
    """
    from dataclasses import replace

    from crmcli.domain.editing import edit_records

    rate = request.given.get("rate")
    if not isinstance(rate, str) or not rate.strip():
        return edit_records(db, request)
    values = typed(db, RATE, {"rate": _decimals(rate)}, request.context)
    check_rate(values["rate"])
    return edit_records(db, replace(request, given={**request.given, "rate": _decimals(rate)}))


def _decimals(text: str) -> str:
    """Return a rate whose one mark is read as that of decimals, also before three digits: 41.905."""
    import re

    found = re.fullmatch(r"\s*([0-9]+)[.,]([0-9]{3})\s*", text)
    return f"{found[1]}.{found[2]}0" if found else text


def check_rate(text: str) -> None:
    """Refuse a rate that is not above zero.

    Raises:
        UsageError: so it is.
    """
    from decimal import Decimal

    if Decimal(text) <= 0:
        raise UsageError(
            say("a rate is above zero, not {text}", text=text), "crm rate set USD 2026-11-01 41.90"
        )


def same_day(db: Reader, currency: str, base: str, day: str) -> int | None:
    """Return the rate of a pair of currencies that begins on a day (ISO)."""
    found = db.value(
        "SELECT id FROM rate WHERE currency = :currency AND base = :base AND day = :day",
        {"currency": currency, "base": base, "day": day},
    )
    return None if found is None else int(found)


_BEFORE = """
SELECT rate FROM rate WHERE currency = :currency AND base = :base AND day < :day AND id <> :id
ORDER BY day DESC LIMIT 1
"""
_LEAP = 2


def _odd(db: Reader, number: int, values: dict[str, Any]) -> tuple[str, ...]:
    """Return a warning where a rate is more than double, or less than half, the one before it."""
    from decimal import Decimal

    pair = {name: values[name] for name in ("currency", "base", "day")}
    before = db.value(_BEFORE, pair | {"id": number})
    if before is None:
        return ()
    old, new = Decimal(before), Decimal(values["rate"])
    if old * _LEAP >= new and new * _LEAP >= old:
        return ()
    return (say("the rate before it is {before}: a decimal mark may be wrong", before=before),)
