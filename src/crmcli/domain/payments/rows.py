"""Payments as they are listed and shown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Day, Fields, Money, Ref, Text
from crmcli.domain.nouns import PAYMENT
from crmcli.domain.views import ListRecords, ShowRecord, View, list_of, record_of

if TYPE_CHECKING:
    from crmcli.domain.results import Listing, Record
    from crmcli.sql import Reader


@frozen
class PaymentRow:
    """A payment in a list; a negative amount was paid back."""

    id: Annotated[int, Ref("PY", "no.")]
    number: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    paid_on: Annotated[date, Day("day")]
    customer: Annotated[str | None, Text()]
    order: Annotated[int | None, Ref("S")]
    amount: Annotated[int, Money("currency")]
    currency: Annotated[str, Text(show=DETAIL)]
    method: Annotated[str | None, Text(wrap=False)]
    user: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    branch: Annotated[str | None, Text(show=ROOMY, wrap=False)]


_LIST = View(
    PAYMENT,
    PaymentRow,
    """
SELECT r.id, r.number, r.paid_on, c.name AS customer, r.order_id AS "order", r.amount_minor AS amount,
  r.currency, r.method, u.name AS "user", r.branch
FROM payment r LEFT JOIN customer c ON c.id = r.customer_id LEFT JOIN crm_user u ON u.id = r.user_id
""",
    "r.paid_on DESC, r.id DESC",
    'no payment yet: crm payment add C-1 "500 TL"',
)


def list_payments(db: Reader, request: ListRecords) -> Listing[PaymentRow]:
    """List payments, the latest first."""
    return list_of(db, _LIST, request)


@frozen
class PaymentRecord:
    """A payment whole."""

    id: Annotated[int, Ref("PY", "no.")]
    number: str | None
    paid_on: date
    customer: Annotated[int | None, Ref("C")]
    customer_name: str | None
    contact: Annotated[int | None, Ref("P")]
    contact_name: str | None
    order: Annotated[int | None, Ref("S")]
    order_number: str | None
    amount: Annotated[int, Money("currency")]
    currency: Annotated[str, Text(show=DETAIL)]
    method: str | None
    channel: str | None
    user: str | None
    branch: str | None
    note: str | None
    custom: Annotated[dict[str, Any] | None, Fields()]


_RECORD = View(
    PAYMENT,
    PaymentRecord,
    """
SELECT r.id, r.number, r.paid_on, r.customer_id AS customer, c.name AS customer_name,
  r.contact_id AS contact, p.name AS contact_name, r.order_id AS "order", o.number AS order_number,
  r.amount_minor AS amount, r.currency, r.method, r.channel, u.name AS "user", r.branch, r.note, r.custom
FROM payment r LEFT JOIN customer c ON c.id = r.customer_id LEFT JOIN contact p ON p.id = r.contact_id
LEFT JOIN sales_order o ON o.id = r.order_id LEFT JOIN crm_user u ON u.id = r.user_id
""",
)


def show_payment(db: Reader, request: ShowRecord) -> Record[PaymentRecord]:
    """Show one payment."""
    return record_of(db, _RECORD, request)
