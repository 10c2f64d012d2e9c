"""What is particular to each noun when a file of it is loaded: keys, defaults, words for what is odd."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from crmcli.domain.load.frame import Values
from crmcli.domain.load.market_rules import campaign_fits, member_fits, playbook_fits, rule_fits
from crmcli.domain.load.segment_rules import segment_fits
from crmcli.domain.tasks.fits import task_fits
from crmcli.said import listed, named, say


class Rules(NamedTuple):
    """How rows of one noun are told apart, and what they are given where the file is silent.

    ``keys`` are tried in order, a key of several fields needs all of them; ``alone`` is the key of
    files that have none of the others. A row without any key is told apart by its content.
    """

    keys: tuple[tuple[str, ...], ...]
    alone: tuple[str, ...] = ()
    defaults: Mapping[str, Any] = {}
    check: Callable[[Values], str | None] | None = None
    inner: tuple[str, ...] = ()  # references to the same noun: resolved when all rows are in


def lead_fits(values: Values) -> str | None:
    """Drop what only a lost lead has from the others; return why a lost one can't be taken."""
    if values.get("status") == "lost":
        if not values.get("lost_reason"):
            return say("a lost lead needs a reason: --set 'lost_reason=not recorded', or map a column")
    else:
        for name in ("lost_reason", "lost_note", "lost_on"):
            values.pop(name, None)
    return None


def line_fits(values: Values) -> str | None:
    """Work out the amount of a line that has none: quantity x unit price - discount."""
    if values.get("amount") is None and values.get("unit_price") is not None and values.get("currency"):
        from decimal import ROUND_HALF_EVEN, Decimal

        from crmcli.domain.money import minor_digits

        quantity = Decimal(values.get("quantity") or 1000) / 1000
        scale = Decimal(10) ** minor_digits(values["currency"])
        exact = quantity * Decimal(values["unit_price"]) * scale
        amount = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
        values["amount"] = amount - (values.get("discount") or 0)
    return None


def relation_fits(values: Values) -> str | None:
    """Part supplier/customer into its two words; refuse a relation of somebody with himself."""
    role = str(values.get("role") or "")
    if "/" in role and not values.get("other_role"):
        first, _, other = role.partition("/")
        values["role"], values["other_role"] = first.strip(), other.strip()
        if not first.strip() or not other.strip() or "/" in other:
            return say('"{role}" is not one role or two', role=role)
    for name in ("customer", "contact", "lead"):
        if values.get(name) and values.get(name) == values.get(f"other_{name}"):
            return say("{values} can't be related to itself", values=values[name])
    for side in ("", "other_"):
        whose = [name for name in ("customer", "contact", "lead") if values.get(f"{side}{name}")]
        if len(whose) > 1:
            return say(
                "a relation has one {side} side, not {named}",
                side=named(side.strip("_") or "first", "side"),
                named=listed(map(named, whose), say(" and ")),
            )
    return None


def wallet_fits(values: Values) -> str | None:
    """Refuse an estimate that is not above zero."""
    return say("a wallet is an amount above zero") if (values.get("amount") or 0) <= 0 else None


def file_fits(values: Values) -> str | None:
    """Complete an attached file by what is at its path; refuse one that is not there and not described."""
    from crmcli.domain.attachments.files import complete

    return complete(values)


def _offer(name: str) -> Callable[[Values], str | None]:
    """Return a check of ``offer_rules``, which is loaded with the first row."""

    def check(values: Values) -> str | None:
        from crmcli.domain.load import offer_rules

        found: str | None = getattr(offer_rules, name)(values)
        return found

    return check


def _care(name: str) -> Callable[[Values], str | None]:
    """Return a check of ``care_rules``, which is loaded with the first row."""

    def check(values: Values) -> str | None:
        from crmcli.domain.load import care_rules

        found: str | None = getattr(care_rules, name)(values)
        return found

    return check


def _sale(name: str) -> Callable[[Values], str | None]:
    """Return a check of ``sale_rules``, which is loaded with the first row."""

    def check(values: Values) -> str | None:
        from crmcli.domain.load import sale_rules

        found: str | None = getattr(sale_rules, name)(values)
        return found

    return check


PARTY = (("external_id",), ("tax_number",), ("email", "name"), ("phone", "name"))

RULES = {
    "user": Rules((("external_id",), ("email",)), ("name",), {"active": 1}, inner=("manager",)),
    "customer": Rules(PARTY, ("name",), {"kind": "organisation"}, inner=("parent", "referrer")),
    "contact": Rules(PARTY),
    "lead": Rules(PARTY, defaults={"status": "new"}, check=lead_fits),
    "product": Rules((("external_id",), ("sku",)), ("name",), {"active": 1}),
    "opportunity": Rules((("external_id",),)),
    "order": Rules((("external_id",), ("number",)), defaults={"status": "completed"}),
    "order_line": Rules((("external_id",),), check=line_fits),
    "activity": Rules((("external_id",),), check=task_fits),
    "consent": Rules(()),
    "competitor": Rules((("external_id",), ("name",)), ("name",), {"active": 1}),
    "quote": Rules(
        (("external_id",), ("number",)),
        defaults={"status": "draft", "version": 1},
        check=_sale("quote_fits"),
        inner=("replaces",),
    ),
    "quote_line": Rules((("external_id",),), check=_sale("quote_line_fits")),
    "payment": Rules((("external_id",), ("number",)), check=_sale("payment_fits")),
    "need": Rules((("external_id",),), defaults={"status": "open", "weight": 3}, check=_offer("need_fits")),
    "closing_step": Rules((("external_id",),), defaults={"required": 1, "active": 1}),
    "price": Rules((("external_id",),), check=_offer("price_fits")),
    "rate": Rules(
        (("external_id",), ("currency", "base", "day")), ("currency", "day"), check=_offer("rate_fits")
    ),
    "target": Rules((("external_id",),), check=_offer("target_fits")),
    "plan": Rules((("external_id",),), defaults={"status": "open"}),
    "relation": Rules((("external_id",),), check=relation_fits),
    "wallet": Rules((("external_id",),), check=wallet_fits),
    "attachment": Rules((("external_id",),), defaults={"copied": 0}, check=file_fits),
    "case": Rules(
        (("external_id",),), defaults={"status": "open", "priority": "normal"}, check=_care("case_fits")
    ),
    "request": Rules((("external_id",),), defaults={"status": "open"}, check=_care("request_fits")),
    "incident": Rules((("external_id",),), check=_care("incident_fits")),
    "survey": Rules((("external_id",),), defaults={"scale": 5}, check=_care("survey_fits")),
    "check": Rules((("external_id",),), check=_care("check_fits")),
    "verification": Rules((("external_id",),), check=_care("verification_fits")),
    "segment": Rules((("external_id",), ("name",)), ("name",), {"noun": "customer"}, segment_fits),
    "campaign": Rules(
        (("external_id",), ("name",)),
        ("name",),
        {"status": "planned", "purpose": "marketing", "holdout_percent": 0},
        campaign_fits,
    ),
    "member": Rules(
        (("external_id",), ("campaign", "customer"), ("campaign", "contact"), ("campaign", "lead")),
        defaults={"part": "reached"},
        check=member_fits,
    ),
    "playbook": Rules(
        (("external_id",), ("name",)), ("name",), {"active": 1, "period": "once"}, playbook_fits
    ),
    "rule": Rules((("external_id",), ("name",)), ("name",), {"active": 1}, rule_fits),
    "address": Rules(()),
}
