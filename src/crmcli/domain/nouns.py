"""The kinds of record: the letter of their numbers, their table, and how a record is called."""

from __future__ import annotations

from typing import NamedTuple

from crmcli.errors import UsageError


class Noun(NamedTuple):
    """One kind of record.

    ``owner`` is its column in ``identity``; ``label`` an SQL expression over alias ``r`` for what
    people call a record of it.
    """

    name: str
    prefix: str
    table: str
    owner: str
    label: str = "r.name"
    plural: str = ""

    def ref(self, number: int) -> str:
        """Return ``C-12``."""
        return f"{self.prefix}-{number}"


CUSTOMER = Noun("customer", "C", "customer", "customer_id", plural="customers")
CONTACT = Noun("contact", "P", "contact", "contact_id", plural="contacts")
LEAD = Noun("lead", "L", "lead", "lead_id", "coalesce(r.name, r.company)", "leads")
OPPORTUNITY = Noun("opportunity", "O", "opportunity", "opportunity_id", plural="opportunities")
ORDER = Noun("order", "S", "sales_order", "order_id", "r.number", "orders")
ORDER_LINE = Noun("order_line", "SL", "order_line", "order_line_id", "r.description", "order-lines")
PRODUCT = Noun("product", "PR", "product", "product_id", plural="products")
ACTIVITY = Noun("activity", "A", "activity", "activity_id", "coalesce(r.subject, r.kind)", "activities")
USER = Noun("user", "U", "crm_user", "user_id", plural="users")

NOUNS = (CUSTOMER, CONTACT, LEAD, OPPORTUNITY, ORDER, ORDER_LINE, PRODUCT, ACTIVITY, USER)
PARTIES = (CUSTOMER, CONTACT, LEAD)
"""Whom we know: what has phones, addresses and consents of its own, and is merged, matched and erased."""
BY_NAME = {noun.name: noun for noun in NOUNS}
BY_PREFIX = {noun.prefix: noun for noun in NOUNS}
BY_TABLE = {noun.table: noun for noun in NOUNS}


def split_ref(text: str) -> tuple[Noun, int] | None:
    """Return the noun and number of ``C-12`` (also ``c12``), None when text is no record's number."""
    head = text.rstrip("0123456789")
    digits = text[len(head) :]
    noun = BY_PREFIX.get(head.rstrip("-").upper())
    if noun is None or not digits or len(digits) > 18:
        return None
    return noun, int(digits)


def noun_of(text: str) -> tuple[Noun, int]:
    """Return the noun and number of a record's number.

    Raises:
        UsageError: text is none.
    """
    found = split_ref(text.strip())
    if found is None:
        from shlex import quote

        raise UsageError(f'"{text}" is no record\'s number', f"crm find {quote(text)}")
    return found
