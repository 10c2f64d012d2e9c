"""Noting what customers spend with all sellers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from crmcli.domain.adding import AddRecord, store
from crmcli.domain.editing import edit_one
from crmcli.domain.frozen import frozen
from crmcli.domain.given import Context, typed
from crmcli.domain.money import human
from crmcli.domain.nouns import CUSTOMER, WALLET
from crmcli.domain.records import Keys
from crmcli.domain.results import Change
from crmcli.domain.targets import Touched
from crmcli.errors import Conflict, UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from crmcli.sql import Reader, Writer


@frozen
class SetWallet:
    """An estimate's fields as typed; with ``new`` one of the same day is refused, not changed."""

    given: Mapping[str, str | Sequence[str]]
    context: Context
    new: bool = False


def set_wallet(db: Writer, request: SetWallet) -> Change[Touched]:
    """Note what a customer spends; a second word about the same day and category replaces the first.

    Raises:
        NotFound, Conflict: no customer, or several, answer to the name; or it is there already.
        UsageError: the amount is none, or not above zero.
    """
    values = typed(db, WALLET, request.given, request.context)
    if (values.get("amount") or 0) <= 0:
        raise UsageError("a wallet is an amount above zero", 'crm wallet set C-12 "120.000 TL"')
    day = values.setdefault("estimated_on", request.context.today.isoformat())
    known = _known(db, values["customer"], values.get("category"), day)
    who = CUSTOMER.ref(values["customer"])
    if known is None:
        ref = WALLET.ref(store(db, WALLET, values, AddRecord("wallet", {}, request.context)))
        said = f"{who} {values.get('category') or ''}".rstrip()
        amount = human(values["amount"], values["currency"])
        told = say("Added {ref}: {said} spends {amount} a year", ref=ref, said=said, amount=amount)
        return Change(say("added {ref}", ref=ref), Touched, [Touched(ref, said, "added")], summary=told)
    ref = WALLET.ref(known)
    if request.new:
        raise Conflict(
            say("{ref} is the estimate of {who} of that day already", ref=ref, who=who),
            f'crm wallet edit {ref} --amount "120.000 TL"',
        )
    values.pop("category", None)  # as it was first written
    steps = edit_one(db, WALLET, known, values, Keys(request.context.region, request.context.source))
    status = "changed" if steps else "unchanged"
    item = Touched(ref, who, status, dict(steps) or None)
    said = say("{verb} {told}{edits}", verb=named(status, "done", status.capitalize()), told=ref, edits="")
    return Change(say("changed {ref}", ref=ref), Touched, [item], summary=said)


def _known(db: Reader, customer: int, category: str | None, day: str) -> int | None:
    """Return the estimate of a customer, category and day."""
    from crmcli.domain.text import fold

    query = (
        "SELECT id, category FROM wallet WHERE customer_id = :customer AND estimated_on = :day ORDER BY id"
    )
    for number, stored in db.tuples(query, {"customer": customer, "day": day}):
        if fold(stored or "") == fold(category or ""):
            return int(number)
    return None
