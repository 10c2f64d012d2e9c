"""Changing quotes: a draft whole, one that was sent only in what the customer doesn't hold in hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from crmcli.domain.editing import edit_one
from crmcli.domain.frozen import frozen
from crmcli.domain.given import Context, typed
from crmcli.domain.nouns import QUOTE
from crmcli.domain.order_lines import currency_of
from crmcli.domain.quotes.adding import not_before, rates, refuse_sums
from crmcli.domain.quotes.lines import drop_line, reprice, store_offers, total_up
from crmcli.domain.quotes.typed import Wanted, codes_of, percent, read_discount, read_offers, valid_until
from crmcli.domain.records import Keys
from crmcli.domain.targets import Steps, Targets, Touched, on_each, steps_of
from crmcli.errors import Refused, UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from crmcli.domain.results import Change
    from crmcli.sql import Writer

_OURS = frozenset(
    ("note", "owner", "branch", "opportunity", "order", "valid_until", "external_id", "custom", "lost_note")
)
"""Fields that may change after the quote was sent; custom fields too."""


@frozen
class EditQuotes:
    """Quotes to change; ``discount`` stands for all discounts of their lines, ``tax`` for all rates."""

    targets: Targets
    given: Mapping[str, str | Sequence[str]]
    context: Context
    lines: Wanted = Wanted()
    discount: str | None = None
    tax: str | None = None
    usual_tax: str = ""
    force: bool = False


def edit_quotes(db: Writer, request: EditQuotes) -> Change[Touched]:
    """Set fields of quotes, add lines, take lines away, give all lines one discount or one tax rate.

    The amounts follow the lines.

    Raises:
        UsageError, NotFound, Conflict: see ``add_quote``.
        Refused: the quote was sent, and the change is one that needs a new version.
    """
    refuse_sums(dict(request.given))
    if not (request.given or any(request.lines) or request.discount or request.tax):
        raise UsageError("no field is given to change", "crm quote edit --help")
    notes: list[str] = []

    def apply(number: int) -> Steps:
        _refuse_sent(db, number, request)
        return _edited(db, number, request, notes)

    return replace(on_each(db, QUOTE, request.targets, apply), notes=tuple(dict.fromkeys(notes)))


def _refuse_sent(db: Writer, number: int, request: EditQuotes) -> None:
    """Refuse to change what was sent.

    Raises:
        Refused: a new version is the way.
    """
    status = db.value("SELECT status FROM quote WHERE id = :id", {"id": number})
    changed = [n for n in request.given if n not in _OURS and not n.startswith("custom.")]
    if status == "draft" or not (changed or any(request.lines) or request.discount or request.tax):
        return
    state = named(str(status), "choice")
    what = say("what was sent stays as it is") if status == "sent" else say("it is {status}", status=state)
    hint = say("crm quote version {ref} makes a draft that takes its place", ref=QUOTE.ref(number))
    if status in ("accepted", "replaced"):
        hint = f"crm quote show {QUOTE.ref(number)}"
    raise Refused(say("{ref} can't be changed: {what}", ref=QUOTE.ref(number), what=what), hint)


def _edited(db: Writer, number: int, request: EditQuotes, notes: list[str]) -> dict[str, tuple[Any, Any]]:
    """Change one quote and return field -> (old, new)."""
    query = "SELECT currency, quoted_on, valid_until, status FROM quote WHERE id = :id"
    code, quoted, held, status = db.tuples(query, {"id": number})[0]
    given = dict(request.given)
    valid = given.pop("valid_until", None)
    values = typed(db, QUOTE, given, request.context._replace(currency=code or request.context.currency))
    day = date.fromisoformat(values.get("quoted_on") or quoted or request.context.today.isoformat())
    if isinstance(valid, str):
        values["valid_until"] = valid_until(valid, day) if valid.strip() else None
    if {"valid_until", "quoted_on"} & set(values):
        held = values.get("valid_until", held)
        if held is not None and held < request.context.today.isoformat() and "valid_until" in values:
            notes.append(
                say("{ref} holds until {held} only, which is over", ref=QUOTE.ref(number), held=held)
            )
        values |= {} if held is None else {"valid_until": not_before(held, day)}
    _refuse_astray(number, status, values)
    for ref in request.lines.dropped:
        drop_line(db, number, ref)
    currency = _currency(db, number, values.get("currency"), code or request.context.currency)
    offers, said = read_offers(db, request.lines, request.context._replace(currency=currency), day)
    currency_of(codes_of(offers), [currency], currency)
    rated, more = rates(offers, request.tax, request.usual_tax)
    notes += [*said, *more]
    store_offers(db, number, rated, currency, None)
    if request.discount or request.tax:
        rate = percent(request.tax) if request.tax else None
        reprice(db, number, read_discount(request.discount, currency), rate)
    summed = total_up(db, number, currency) if _has_lines(db, number) or request.lines.dropped else {}
    keys = Keys(request.context.region, request.context.source)
    steps = edit_one(db, QUOTE, number, values, keys, force=request.force)
    new = (*request.lines.products, *request.lines.items)
    return {
        **steps,
        **steps_of(db, QUOTE, number, summed),
        **{say("new line {i}", i=i): (None, text) for i, text in enumerate(new, 1)},
        **dict.fromkeys(request.lines.dropped, ("line", None)),
    }


def _refuse_astray(number: int, status: str, values: Mapping[str, Any]) -> None:
    """Refuse what only a quote that was decided has.

    Raises:
        Refused: it is not decided so.
    """
    ref = QUOTE.ref(number)
    if values.get("order") and status != "accepted":
        raise Refused(
            say(
                "{ref} is {status}: only an accepted quote has an order",
                ref=ref,
                status=named(status, "choice"),
            ),
            f"crm quote accept {ref}",
        )
    if values.get("lost_note") and status != "rejected":
        raise Refused(
            say("{ref} is {status}, not rejected", ref=ref, status=named(status, "choice")),
            f"crm quote reject {ref} --reason price --note ...",
        )


def _has_lines(db: Writer, number: int) -> bool:
    found = db.value("SELECT id FROM quote_line WHERE quote_id = :id LIMIT 1", {"id": number})
    return found is not None


def _currency(db: Writer, number: int, asked: str | None, known: str) -> str:
    """Return the currency of a quote once it is changed.

    Raises:
        Refused: it has lines in another one.
    """
    currency = asked or known
    query = "SELECT currency FROM quote_line WHERE quote_id = :id AND currency <> :code LIMIT 1"
    other = db.value(query, {"id": number, "code": currency})
    if other is not None:
        raise Refused(
            say("{ref} has lines in {other}", ref=QUOTE.ref(number), other=other),
            say("crm quote show {ref} lists them", ref=QUOTE.ref(number)),
        )
    return currency
