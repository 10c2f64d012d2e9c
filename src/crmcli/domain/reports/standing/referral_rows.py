"""Rows of ``report referrals``: a customer in the tree, a referrer, the whole, a group of customers."""

from __future__ import annotations

from typing import Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Money, Number, Percent, Ref, Text
from crmcli.domain.tree import Branch, Twig
from crmcli.said import named

_CODE = "Currency of the amounts."
_BROUGHT = "Customers it brought itself."
_BELOW = "Customers it brought, those they brought, and so on down."
_LEADS = "Leads it brought that are neither lost nor converted."
_OWN = "Sum of the totals of its own purchases and refunds."
_REVENUE = "The same of all customers below it, its own left out."


@frozen
class TreeRow:
    """A customer in the tree of referrals; ``revenue`` is that of all below it, not its own."""

    id: Annotated[int, Ref("C", "no."), "Number of the customer."]
    name: Annotated[Twig, Branch(), "Its name, below that of who brought it."]
    brought: Annotated[int, Number(), _BROUGHT]
    below: Annotated[int, Number("in all"), _BELOW]
    leads: Annotated[int, Number("candidates"), _LEADS]
    own: Annotated[int | None, Money("currency", "own revenue"), _OWN]
    revenue: Annotated[int | None, Money("currency", "brought in"), _REVENUE]
    currency: Annotated[str | None, Text(show=DETAIL), _CODE]
    depth: Annotated[int, Number(show=DETAIL), "How many stand above it; 0 was brought by nobody."]
    referrer: Annotated[int | None, Ref("C", show=DETAIL), "Number of the customer who brought it."]


@frozen
class TopRow:
    """A customer who brought others; ``share`` is of the revenue of all who were referred, 0..1.

    Shares may add up to more than 1: who brought somebody who brought others is credited with both.
    """

    id: Annotated[int, Ref("C", "no."), "Number of the customer."]
    name: Annotated[str, Text(), "Its name."]
    brought: Annotated[int, Number(), _BROUGHT]
    below: Annotated[int, Number("in all"), _BELOW]
    leads: Annotated[int, Number("candidates"), _LEADS]
    own: Annotated[int | None, Money("currency", "own revenue"), _OWN]
    revenue: Annotated[int | None, Money("currency", "brought in"), _REVENUE]
    share: Annotated[
        float | None,
        Percent(bar=True),
        "What it brought in over the revenue of all who were referred; a chain counts for each above it.",
    ]
    currency: Annotated[str | None, Text(show=DETAIL), _CODE]


@frozen
class SummaryRow:
    """All referrals: ``rate`` is referred / customers, ``share`` their part of all revenue, 0..1."""

    KEYS = ("currency",)
    customers: Annotated[int, Number(), "Customers there were on the day."]
    referred: Annotated[int, Number(), "Those of them whom a customer brought."]
    rate: Annotated[float | None, Percent(named("rate", "share")), "Referred over customers."]
    referrers: Annotated[int, Number(), "Customers who brought others."]
    leads: Annotated[int, Number("candidates"), "Leads they brought, neither lost nor converted."]
    revenue: Annotated[
        int | None, Money("currency", "of referred"), "Sum of the totals of purchases of those referred."
    ]
    share: Annotated[float | None, Percent("of revenue"), "That revenue over the revenue of all."]
    currency: Annotated[str | None, Text(show=DETAIL), _CODE]


@frozen
class GroupRow:
    """Referrals among the customers of a group; candidates and referrers are those of the group."""

    group: Annotated[str | None, Text(), "What the rows are told by; blank for who has none."]
    customers: Annotated[int, Number(), "Customers of the group there were on the day."]
    referred: Annotated[int, Number(), "Those of them whom a customer brought."]
    rate: Annotated[float | None, Percent(named("rate", "share"), bar=True), "Referred over customers."]
    referrers: Annotated[int, Number(), "Customers of the group who brought others."]
    leads: Annotated[int, Number("candidates"), "Leads they brought, neither lost nor converted."]
    revenue: Annotated[
        int | None, Money("currency", "of referred"), "Sum of the totals of purchases of those referred."
    ]
    whole: Annotated[
        int | None, Money("currency", "of all", show=ROOMY), "The same of all customers of the group."
    ]
    share: Annotated[float | None, Percent("of revenue"), "Revenue of the referred over that of all."]
    currency: Annotated[str | None, Text(show=DETAIL), _CODE]
