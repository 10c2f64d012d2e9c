"""The rows of a timeline and what their values mean; people see months, weekdays, icons and amounts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from crmcli.domain.activity_kinds import ACTIVITY_MARKS
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, AnyRef, Choice, Flag, Instant, Kind, Money, Number, Ref, Text
from crmcli.said import named, say

# One cell each on every terminal: signs that no terminal draws as a wide emoji.
MARKS = {
    **ACTIVITY_MARKS,
    "lead": ("✧", "yellow"),
    "conversion": ("⇄", "bold green"),
    "opportunity": ("▸", "yellow"),
    "stage": ("»", "yellow"),
    "won": ("✓", "bold green"),
    "lost": ("✗", "red"),
    "order": ("●", "green"),
    "refund": ("↩", "red"),
    "quote": ("▤", "yellow"),
    "delivery": ("▣", "green"),
    "payment": ("¤", "bold green"),
    "step": ("≡", "yellow"),
    "need": ("◇", "yellow"),
    "case": ("!", "bold red"),
    "request": ("?", "magenta"),
    "incident": ("↯", "bold red"),
    "survey": ("★", "cyan"),
    "verification": ("◈", "dim"),
    "campaign": ("◍", "magenta"),
    "held-out": ("○", "dim"),
    "left-out": ("○", "dim"),
    "plan": ("◎", "yellow"),
    "relation": ("∞", "dim"),
    "wallet": ("◔", "dim"),
    "attachment": ("▧", "dim"),
    "consent": ("§", "dim"),
    "merge": ("⊕", "dim"),
    "contact": ("✚", "dim"),
    "customer": ("✦", "dim"),
    "change": ("Δ", "dim"),
}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
}
_WEEKDAYS = {"en": "Mon Tue Wed Thu Fri Sat Sun", "tr": "Pzt Sal Çar Per Cum Cmt Paz"}


class Month(Kind):
    """A calendar month as text, 2026-11."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return November 2026, in Turkish Kasım 2026."""
        del row
        names = _MONTHS.get(locale, _MONTHS["en"]).split()
        return f"{names[int(value[5:7]) - 1]} {value[:4]}"


class InMonth(Instant):
    """A moment under its month's heading: the day of the month, the weekday and the time."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return ``21 Sat 14:30``, without the time when it is not known."""
        del row
        weekday = _WEEKDAYS.get(locale, _WEEKDAYS["en"]).split()[value.weekday()]
        time = f" {value:%H:%M}" if isinstance(value, datetime) else ""
        return f"{value:%d} {weekday}{time}"


class EventType(Choice):
    """The type of an event; people see its direction beside it."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return ``call in`` or ``order``."""
        del locale
        if not row.direction:
            return str(value)
        return say(
            "{type} {direction}", type=named(value, "choice"), direction=named(row.direction, "choice")
        )


class Told(Text):
    """What happened; people see first with whom, and last how long it took, or what is owed after it."""

    well = 34
    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return ``Ayşe Kaya: asked for an offer (12 min)``, ``paid: cash (owes ₺600.00)``."""
        said = f"{row.party}: {value}" if row.party else str(value)
        if row.type == "payment" and row.balance is not None:
            return say("{said} ({owed})", said=said, owed=_owed(row.balance, row.currency, locale))
        return say("{said} ({minutes} min)", said=said, minutes=row.minutes) if row.minutes else said


def _owed(balance: int, currency: str, locale: str) -> str:
    """Return what a balance means."""
    from crmcli.domain.money import human

    if balance == 0:
        return say("settled")
    amount = human(abs(balance), currency, locale)
    return say("owes {amount}", amount=amount) if balance > 0 else say("{amount} ahead", amount=amount)


@frozen
class EventRow:
    """One event of a timeline.

    ``when`` is an instant, or a day when no time is known, None when not even that; ``month`` is that
    of the day in the zone asked for. ``party`` is whom it was with: the contact or the lead, and the
    customer when it is one under the customer asked for. ``total`` is what was bought up to and with
    this order, refunds taken off, in this order's currency; None for anything but an order that has a
    day and an amount and was not cancelled. ``done`` is False for what is planned or was left undone.
    ``balance`` is what was owed after this order or payment, bought less paid, negative when more was
    paid; None in a currency in which nothing was ever paid.
    """

    when: Annotated[date | None, InMonth()]
    month: Annotated[str | None, Month(show=DETAIL)]
    type: Annotated[str, EventType(MARKS)]
    direction: Annotated[str | None, Text(show=DETAIL)]
    party: Annotated[str | None, Text("with", show=DETAIL)]
    text: Annotated[str, Told("what")]
    amount: Annotated[int | None, Money("currency")]
    total: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]
    who: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    ref: Annotated[str, AnyRef(show=ROOMY)]
    channel: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    minutes: Annotated[int | None, Number(show=DETAIL)]
    branch: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    customer: Annotated[int | None, Ref("C", show=DETAIL)]
    done: Annotated[bool, Flag(show=DETAIL)]
    balance: Annotated[int | None, Money("currency", show=DETAIL)]
