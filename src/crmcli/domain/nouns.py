"""The kinds of record: the letter of their numbers, their table, and how a record is called."""

from __future__ import annotations

from typing import NamedTuple

from crmcli.errors import UsageError
from crmcli.said import named, say

_GROUPS = {"order_line": "order", "quote_line": "quote", "member": "campaign", "verification": "verify"}
"""Nouns that a group of another name deals with."""


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
    keyed: str = "identity"
    """The table that holds its external ids; see ``keys``."""

    @property
    def keys(self) -> str:
        """Return what a query of its keys selects from, with the columns of ``identity``."""
        if self.keyed == "identity":
            return self.keyed
        return (
            "(SELECT id, 'external' AS kind, norm, noun, source, CAST(NULL AS TEXT) AS value, "
            f"number AS {self.owner} FROM {self.keyed} WHERE noun = '{self.name}')"
        )

    @property
    def command(self) -> str:
        """Return the group of commands that deals with its records: ``crm closing-step``."""
        return f"crm {_GROUPS.get(self.name) or self.name.replace('_', '-')}"

    @property
    def word(self) -> str:
        """Return its name for people: ``order line``."""
        return named(self.name, shown=self.name.replace("_", " "))

    @property
    def words(self) -> str:
        """Return its plural for people: ``order lines``."""
        return named(self.plural, shown=self.plural.replace("-", " "))

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


def _more(name: str, prefix: str, table: str, label: str = "r.name", plural: str = "") -> Noun:
    """Return a noun whose external ids are in ``record_key``."""
    return Noun(name, prefix, table, f"{name}_id", label, plural or f"{name}s", "record_key")


RELATION = _more("relation", "RL", "relation", "r.role")
PLAN = _more("plan", "PL", "account_plan")
ATTACHMENT = _more("attachment", "FI", "attachment")
WALLET = _more("wallet", "WA", "wallet", "coalesce(r.category, 'all')")
PRICE = _more("price", "PP", "price", "r.valid_from")
RATE = _more("rate", "FX", "rate", "r.currency || ' ' || r.day")
NEED = _more("need", "ND", "need")
CLOSING_STEP = _more("closing_step", "CL", "closing_step", plural="closing-steps")
QUOTE = _more("quote", "Q", "quote")
QUOTE_LINE = _more("quote_line", "QL", "quote_line", "r.description", "quote-lines")
PAYMENT = _more("payment", "PY", "payment", "coalesce(r.number, r.paid_on)")
COMPETITOR = _more("competitor", "CO", "competitor")
TARGET = _more("target", "TG", "target", "r.metric || ' ' || r.from_on")
CASE = _more("case", "CS", "support_case")
REQUEST = _more("request", "RQ", "request")
INCIDENT = _more("incident", "IN", "incident")
SURVEY = _more("survey", "SV", "survey", "coalesce(r.topic, r.answered_on)")
CHECK = _more("check", "MS", "shop_check", "r.branch || ' ' || r.checked_on")
VERIFICATION = _more("verification", "VE", "verification", "r.at")
SEGMENT = _more("segment", "SG", "segment")
CAMPAIGN = _more("campaign", "CA", "campaign")
MEMBER = _more("member", "CM", "campaign_member", "r.part")
PLAYBOOK = _more("playbook", "PB", "playbook")
RULE = _more("rule", "RU", "rule")

CORE = (CUSTOMER, CONTACT, LEAD, OPPORTUNITY, ORDER, ORDER_LINE, PRODUCT, ACTIVITY, USER)
"""The nouns whose keys are in ``identity``."""
NOUNS = (
    *CORE,
    *(COMPETITOR, QUOTE, QUOTE_LINE, PAYMENT, NEED, CLOSING_STEP, PRICE, RATE, TARGET),
    *(PLAN, RELATION, WALLET, ATTACHMENT, CASE, REQUEST, INCIDENT, SURVEY, CHECK, VERIFICATION),
    *(SEGMENT, CAMPAIGN, MEMBER, PLAYBOOK, RULE),
)
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

        raise UsageError(say('"{text}" is no record\'s number', text=text), f"crm find {quote(text)}")
    return found
