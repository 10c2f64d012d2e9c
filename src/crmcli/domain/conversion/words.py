"""A plan's values in words, and when two of them are the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from crmcli.domain.nouns import CUSTOMER

if TYPE_CHECKING:
    from collections.abc import Mapping


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
    form = _form(target, field, kept, region)
    return form is not None and form == _form(target, field, had, region)


def _form(target: str, field: str, text: str, region: str) -> object:
    """Return what stands for a text when it is compared, None when nothing can."""
    from crmcli.domain import normal
    from crmcli.domain.text import fold, match_key

    if field == "phone":
        return normal.phone(text, region)
    if field == "email":
        return normal.email(text)
    if field == "tax_number":
        return normal.tax_number(text)
    if field == "website":
        return re.sub(r"^(https?://)?(www\.)?", "", text.strip().lower()).rstrip("/")
    if field == "name" and target == CUSTOMER.name:
        return match_key(text) or None
    return fold(text) or None
