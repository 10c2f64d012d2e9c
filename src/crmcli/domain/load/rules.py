"""What is particular to each noun when a file of it is loaded: keys, defaults, words for what is odd."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from crmcli.domain.load.frame import Values


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
            return "a lost lead needs a reason: --set 'lost_reason=not recorded', or map a column"
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
    "activity": Rules((("external_id",),), defaults={"done": 1}),
    "consent": Rules(()),
    "competitor": Rules((("external_id",), ("name",)), ("name",), {"active": 1}),
    "quote": Rules((("external_id",), ("number",)), defaults={"status": "draft", "version": 1}),
    "quote_line": Rules((("external_id",),)),
    "payment": Rules((("external_id",), ("number",))),
    "need": Rules((("external_id",),), defaults={"status": "open", "weight": 3}),
    "closing_step": Rules((("external_id",),), defaults={"required": 1, "active": 1}),
    "price": Rules((("external_id",),)),
    "rate": Rules((("external_id",),)),
    "target": Rules((("external_id",),)),
    "plan": Rules((("external_id",),), defaults={"status": "open"}),
    "relation": Rules((("external_id",),)),
    "wallet": Rules((("external_id",),)),
    "attachment": Rules((("external_id",),), defaults={"copied": 0}),
    "case": Rules((("external_id",),), defaults={"status": "open", "priority": "normal"}),
    "request": Rules((("external_id",),), defaults={"status": "open"}),
    "incident": Rules((("external_id",),)),
    "survey": Rules((("external_id",),), defaults={"scale": 5}),
    "check": Rules((("external_id",),)),
    "verification": Rules((("external_id",),), defaults={"passed": 1}),
    "segment": Rules((("external_id",), ("name",)), ("name",), {"noun": "customer"}),
    "campaign": Rules(
        (("external_id",), ("name",)),
        ("name",),
        {"status": "planned", "purpose": "marketing", "holdout_percent": 0},
    ),
    "member": Rules((("external_id",),), defaults={"part": "reached"}),
    "playbook": Rules((("external_id",), ("name",)), ("name",), {"active": 1, "period": "once"}),
    "rule": Rules((("external_id",), ("name",)), ("name",), {"active": 1}),
    "address": Rules(()),
}
