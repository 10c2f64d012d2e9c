"""Folded and sorting forms that no longer match the name they were made of: found, and made again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.doctor.finding import Mend, Wrong, in_parts, named
from crmcli.domain.text import fold_all, sort_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.sql import Reader

_RECORDS = (
    *("customer", "contact", "opportunity", "product", "crm_user", "account_plan", "attachment", "need"),
    *("quote", "support_case", "request", "incident"),
)
# Words that are looked up by their form: one without a letter stands for itself.
_WORDS = (
    *("stage", "lost_reason", "tag", "custom_field", "closing_step", "competitor", "segment", "campaign"),
    *("playbook", "rule"),
)
# (table, column): a further text with a folded form, which may be empty.
_FOLDED = (("product", "sku"), ("sales_order", "number"), ("quote", "number"), ("payment", "number"))


def wrong_forms(db: Reader) -> Iterator[Wrong]:
    """Yield every form that is not what its text gives."""
    for table in (*_RECORDS, *_WORDS):
        query = f"SELECT id, name, name_fold, name_sort FROM {table} WHERE id > :after ORDER BY id"
        for part in in_parts(db, query):
            names = [name for _, name, _, _ in part]
            yield from _of_names(table, part, (names, names))
    query = (
        "SELECT id, coalesce(name, '') || ' ' || coalesce(company, ''), name_fold, name_sort, "
        "coalesce(nullif(name, ''), company, '') FROM lead WHERE id > :after ORDER BY id"
    )
    for part in in_parts(db, query):
        texts = [row[1] for row in part], [row[4] for row in part]
        yield from _of_names("lead", [row[:4] for row in part], texts)
    for table, column in _FOLDED:
        query = (
            f"SELECT id, {column}, {column}_fold FROM {table} WHERE id > :after "
            f"AND ({column} IS NOT NULL OR {column}_fold IS NOT NULL) ORDER BY id"
        )
        for part in in_parts(db, query):
            folded = fold_all([text or "" for _, text, _ in part])
            for (row_id, text, stored), form in zip(part, folded, strict=True):
                right = form if text else None
                if stored != right:
                    mend = Mend(table, row_id, {f"{column}_fold": right})
                    yield Wrong(f"{named(table, row_id)} {column}_fold", mend)


def _of_names(
    table: str, rows: Sequence[tuple[int, str, str, str]], texts: tuple[list[str], list[str]]
) -> Iterator[Wrong]:
    """Yield the wrong forms of names; ``texts`` is what is folded, and what is sorted by."""
    folds, sorts = fold_all(texts[0]), sort_keys(texts[1])
    for (row_id, name, stored_fold, stored_sort), form, key in zip(rows, folds, sorts, strict=True):
        if (stored_fold, stored_sort) == (form, key):
            continue
        right = {}
        if stored_fold != form and not (table in _WORDS and not form and stored_fold == name):
            right["name_fold"] = form or (name if table in _WORDS else form)
        if stored_sort != key:
            right["name_sort"] = key
        if right:
            yield Wrong(f"{named(table, row_id)} {' and '.join(right)}", Mend(table, row_id, right))
