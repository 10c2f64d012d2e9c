"""Where each noun is looked for: its folded columns, its free texts, and what is told beside its name."""

from __future__ import annotations

from typing import NamedTuple

from crmcli.domain import nouns
from crmcli.domain.nouns import Noun


class Place(NamedTuple):
    """A noun: the folded columns of its names, what is told of it, its order by name, its own texts.

    ``note`` and ``custom`` are texts of every table that has them and need not be named.
    """

    noun: Noun
    folded: tuple[str, ...]
    about: str
    sort: str = "name_sort"
    texts: tuple[str, ...] = ()


_CUSTOMER = "(SELECT c.name FROM customer c WHERE c.id = r.customer_id)"
_CONTACT = "(SELECT p.name FROM contact p WHERE p.id = r.contact_id)"
_LEAD = "(SELECT coalesce(l.name, l.company) FROM lead l WHERE l.id = r.lead_id)"
_PRODUCT = "(SELECT d.name FROM product d WHERE d.id = r.product_id)"
_NAME, _NUMBER = ("name_fold",), ("number_fold",)

_FIRST = (
    Place(nouns.CUSTOMER, _NAME, "r.city"),
    Place(
        nouns.CONTACT,
        _NAME,
        "coalesce((SELECT c.name FROM customer_contact k JOIN customer c ON c.id = k.customer_id WHERE "
        "k.contact_id = r.id ORDER BY k.until IS NOT NULL, k.is_primary DESC, k.id LIMIT 1), r.city)",
    ),
    Place(nouns.LEAD, _NAME, "CASE WHEN r.name IS NULL THEN r.city ELSE coalesce(r.company, r.city) END"),
    Place(nouns.OPPORTUNITY, _NAME, _CUSTOMER, texts=("lost_note",)),
    Place(nouns.ORDER, _NUMBER, f"coalesce({_CUSTOMER}, r.ordered_on)", "number_fold"),
    Place(nouns.PRODUCT, ("name_fold", "sku_fold"), "coalesce(r.sku, r.category)"),
    Place(nouns.USER, _NAME, "coalesce(r.team, r.branch)"),
    Place(nouns.COMPETITOR, _NAME, "r.website", texts=("strengths", "weaknesses")),
    Place(
        nouns.QUOTE,
        ("name_fold", "number_fold"),
        f"coalesce({_CUSTOMER}, {_LEAD})",
        texts=("terms", "lost_note"),
    ),
    Place(nouns.PAYMENT, _NUMBER, f"coalesce({_CUSTOMER}, r.paid_on)", "number_fold"),
    Place(nouns.NEED, _NAME, f"coalesce({_CUSTOMER}, {_LEAD}, {_CONTACT})"),
    Place(nouns.CLOSING_STEP, _NAME, "(SELECT s.name FROM stage s WHERE s.id = r.stage_id)"),
    Place(nouns.PLAN, _NAME, _CUSTOMER),
    Place(nouns.CAMPAIGN, _NAME, "r.status", texts=("subject", "body")),
    Place(nouns.PLAYBOOK, _NAME, "r.period", texts=("steps",)),
    Place(nouns.RULE, _NAME, "r.wording", texts=("wording",)),
    Place(nouns.SEGMENT, _NAME, "r.filter"),
    Place(nouns.CASE, _NAME, _CUSTOMER, texts=("resolution",)),
    Place(nouns.REQUEST, _NAME, _CUSTOMER),
    Place(nouns.INCIDENT, _NAME, "substr(r.started_at, 1, 10)"),
)
_FURTHER = (
    Place(
        nouns.ACTIVITY,
        (),
        f"coalesce({_CUSTOMER}, {_CONTACT}, {_LEAD}, substr(r.at, 1, 10))",
        texts=("subject", "body"),
    ),
    Place(
        nouns.ORDER_LINE,
        (),
        "(SELECT coalesce(o.number, o.ordered_on) FROM sales_order o WHERE o.id = r.order_id)",
        texts=("description",),
    ),
    Place(
        nouns.QUOTE_LINE,
        (),
        "(SELECT q.name FROM quote q WHERE q.id = r.quote_id)",
        texts=("description",),
    ),
    Place(nouns.ATTACHMENT, _NAME, f"coalesce({_CUSTOMER}, {_CONTACT}, {_LEAD}, r.attached_on)"),
    Place(nouns.RELATION, (), f"coalesce({_CUSTOMER}, {_CONTACT}, {_LEAD})"),
    Place(nouns.SURVEY, (), f"coalesce({_CUSTOMER}, {_CONTACT}, {_LEAD}, r.answered_on)", texts=("topic",)),
    Place(nouns.WALLET, (), _CUSTOMER),
    Place(nouns.PRICE, (), _PRODUCT),
    Place(nouns.RATE, (), "r.base"),
    Place(nouns.TARGET, (), f"coalesce({_PRODUCT}, r.branch)"),
    Place(nouns.CHECK, (), "r.shopper"),
    Place(nouns.VERIFICATION, (), f"coalesce({_CUSTOMER}, {_CONTACT})"),
    Place(nouns.MEMBER, (), f"coalesce({_CUSTOMER}, {_CONTACT}, {_LEAD})"),
)
PLACES = {place.noun.plural: place for place in (*_FIRST, *_FURTHER)}


def place_of(name: str) -> Place | None:
    """Return the place of a noun by its name, one or many: customers, customer, closing-step."""
    wanted = name.strip().lower().replace("_", "-")
    singular = {place.noun.name.replace("_", "-"): place for place in PLACES.values()}
    return PLACES.get(wanted) or singular.get(wanted)
