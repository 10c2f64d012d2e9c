"""A plan's values in words, and when two of them are the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from crmcli.domain.nouns import CUSTOMER


def text_of(field: str, value: Any, users: Mapping[int, str]) -> str:
    """Return a value as a plan shows it: owners by name, amounts with their currency."""
    if field == "owner":
        return users.get(value, str(value))
    if field == "referrer" and isinstance(value, int):
        return CUSTOMER.ref(value)
    if field == "amount" and isinstance(value, tuple):
        from crmcli.domain.money import decimal_text

        return f"{decimal_text(*value)} {value[1]}"
    return str(value)


def same(target: str, field: str, kept: Any, had: Any, region: str) -> bool:
    """Tell whether what a record has and what a lead has mean the same.

    Texts are compared without case and accents, a customer's names without legal forms, phones,
    addresses and tax numbers in their normal forms.
    """
    if kept == had:
        return True
    if not (isinstance(kept, str) and isinstance(had, str)):
        return str(kept) == str(had)
    from crmcli.domain import normal
    from crmcli.domain.text import fold, match_key

    if field == "phone":
        return _equal(normal.phone(kept, region), normal.phone(had, region))
    if field == "email":
        return _equal(normal.email(kept), normal.email(had))
    if field == "tax_number":
        return _equal(normal.tax_number(kept), normal.tax_number(had))
    if field == "website":
        return _bare(kept) == _bare(had)
    if field == "name" and target == CUSTOMER.name:
        return match_key(kept) == match_key(had)
    return _equal(fold(kept) or None, fold(had) or None)


def _equal(a: object, b: object) -> bool:
    return a is not None and a == b


def _bare(website: str) -> str:
    """Return a web address without scheme, www and the last slash."""
    return re.sub(r"^(https?://)?(www\.)?", "", website.strip().lower()).rstrip("/")
