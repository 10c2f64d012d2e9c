"""Wallet estimates: what customers spend in a year with all sellers; the newest of each counts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Day, Fields, Money, Ref, Text
from crmcli.domain.nouns import WALLET
from crmcli.domain.views import ListRecords, Part, ShowRecord, View, list_of, record_of

if TYPE_CHECKING:
    from crmcli.domain.results import Listing, Record
    from crmcli.sql import Reader


@frozen
class WalletRow:
    """An estimate in a list; no category is all that we could sell."""

    id: Annotated[int, Ref("WA", "no.")]
    customer: Annotated[int, Ref("C")]
    customer_name: Annotated[str, Text("of")]
    category: Annotated[str | None, Text()]
    amount: Annotated[int, Money("currency", "a year")]
    currency: Annotated[str, Text(show=DETAIL)]
    estimated_on: Annotated[date, Day("on")]
    source: Annotated[str | None, Text("who says so")]
    note: Annotated[str | None, Text(show=ROOMY)]


_LIST = View(
    WALLET,
    WalletRow,
    """
SELECT r.id, r.customer_id AS customer, c.name AS customer_name, r.category, r.amount_minor AS amount,
  r.currency, r.estimated_on, r.source, r.note
FROM wallet r JOIN customer c ON c.id = r.customer_id
""",
    "r.estimated_on DESC, r.id DESC",
    'no estimate yet: crm wallet set C-12 "120.000 TL" --source "müşteri söyledi"',
)


@frozen
class ListWallets:
    """Which estimates; ``customer`` names whose."""

    records: ListRecords
    customer: str | None = None
    region: str = "TR"


def list_wallets(db: Reader, request: ListWallets) -> Listing[WalletRow]:
    """List estimates, the newest first.

    Raises:
        NotFound, Conflict: no customer, or several, answer to the name.
    """
    if request.customer is None:
        return list_of(db, _LIST, request.records)
    from crmcli.domain.nouns import CUSTOMER
    from crmcli.domain.refs import resolve

    number = resolve(db, CUSTOMER, request.customer, region=request.region)
    return list_of(db, _LIST, request.records, ("r.customer_id = :customer", {"customer": number}))


@frozen
class WalletRecord:
    """An estimate whole."""

    id: Annotated[int, Ref("WA", "no.")]
    customer: Annotated[int, Ref("C")]
    customer_name: Annotated[str, Text("of")]
    category: str | None
    amount: Annotated[int, Money("currency", "a year")]
    currency: Annotated[str, Text(show=DETAIL)]
    estimated_on: Annotated[date, Day("on")]
    source: Annotated[str | None, Text("who says so")]
    note: str | None
    custom: Annotated[dict[str, Any] | None, Fields()]


_RECORD = View(WALLET, WalletRecord, _LIST.query.replace("r.note\n", "r.note, r.custom\n"))


def show_wallet(db: Reader, request: ShowRecord) -> Record[WalletRecord]:
    """Show one estimate."""
    return record_of(db, _RECORD, request)


@frozen
class WalletLine:
    """An estimate under its customer."""

    id: Annotated[int, Ref("WA", "no.")]
    category: Annotated[str | None, Text()]
    amount: Annotated[int, Money("currency", "a year")]
    currency: Annotated[str, Text(show=DETAIL)]
    estimated_on: Annotated[date, Day("on")]
    source: Annotated[str | None, Text("who says so")]


WALLETS = Part(
    "Wallet",
    WalletLine,
    "SELECT r.id, r.category, r.amount_minor AS amount, r.currency, r.estimated_on, r.source "
    "FROM wallet r WHERE r.customer_id = :id ORDER BY r.estimated_on DESC, r.id DESC",
)
