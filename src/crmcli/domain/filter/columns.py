"""The fields that stand in a record's own row: its columns, by the types that the import gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.filter import answers
from crmcli.domain.filter.answers import Field
from crmcli.domain.filter.frame import plain, refuse
from crmcli.domain.filter.numbers import whole_test
from crmcli.domain.filter.references import reference
from crmcli.domain.filter.wrong import FilterError
from crmcli.domain.nouns import BY_NAME, LEAD, PARTIES, QUOTE, Noun, split_ref
from crmcli.said import named, say
from crmcli.sql import marks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from crmcli.domain.exchange.fields import Field as Imported
    from crmcli.domain.filter.frame import Frame
    from crmcli.domain.filter.tree import Literal
    from crmcli.sql import Reader, TableInfo

_HIDDEN = ("_fold", "_sort", "_id")
_INNER = frozenset(("created_change", "custom", "id", "since_change"))
# Columns that files don't fill, and those of tables that are no nouns.
_WHOLES = frozenset(("position", "probability"))
_FLAGS = frozenset(("active", "needs_note", "done"))
# Words of closed lists that only the program sets, or that mean several.
_OPEN_LEADS = ("new", "working", "qualified")
WORDS: Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]] = {
    ("lead", "status"): {
        **dict.fromkeys(("converted", "donusturuldu", "donustu"), ("converted",)),
        **dict.fromkeys(("open", "acik"), _OPEN_LEADS),
    },
    ("stage", "outcome"): {
        **dict.fromkeys(("open", "acik"), ("open",)),
        **dict.fromkeys(("won", "kazanildi"), ("won",)),
        **dict.fromkeys(("lost", "kaybedildi"), ("lost",)),
    },
}


def own_names(db: Reader, noun: Noun) -> list[str]:
    """Return the fields that stand in a record's own row."""
    info = db.tables[noun.table]
    found = ["id"]
    for column in info.columns:
        if column in info.references:
            found.append(column.removesuffix("_id"))
        elif not column.endswith(_HIDDEN) and column not in _INNER:
            found.append(column.removesuffix("_minor").removesuffix("_milli").removeprefix("is_"))
    return found


def own(db: Reader, noun: Noun, key: str) -> Field | None:
    """Return a field that stands in a record's own row, None when there is none of that name."""
    info = db.tables[noun.table]
    if key == "id":
        return _number(noun)
    if f"{key}_id" in info.references:
        return reference(key, f"r.{key}_id", info.references[f"{key}_id"])
    if f"{key}_minor" in info.columns:
        return answers.amount(key, f"r.{key}_minor", "r.currency")
    if f"{key}_milli" in info.columns:
        return answers.milli(key, f"r.{key}_milli")
    column = key if key in info.columns else f"is_{key}"
    if column not in info.columns or column.endswith(_HIDDEN) or column in _INNER:
        return None
    return _column(noun, key, column, info)


def _number(noun: Noun) -> Field:
    """Return the field of a record's own number."""

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        found = split_ref(plain(literal))
        if found is None or found[0] is not noun:
            return whole_test(frame, "id", "r.id", operator, literal)
        return whole_test(frame, "id", "r.id", operator, literal._replace(text=str(found[1])))

    return Field("id", named("number", "filter"), compare, lambda _: "1 = 0")


def imported(noun: Noun, key: str) -> Imported | None:
    """Return the field of the import that fills a column, None when files don't."""
    from crmcli.domain.exchange.fields import NOUNS as FIELDS

    if noun.name not in BY_NAME or noun.name not in FIELDS:
        return None
    return next((field for field in FIELDS[noun.name].fields if field.name == key), None)


_MAKERS: dict[str, Callable[[str, str], Field]] = {
    "day": answers.day,
    "instant": answers.moment,
    "decimal": answers.decimal,
    "price": answers.decimal,
    "flag": answers.flag,
    **dict.fromkeys(("integer", "count", "percent"), answers.whole),
}


def _column(noun: Noun, key: str, column: str, info: TableInfo) -> Field:
    """Return the field of a column, by the type that the import says it has."""
    field = imported(noun, key)
    kind = field.type if field else _guessed(key)
    words = WORDS.get((noun.table, key), {})
    if (field and kind == "choice") or words:
        listed = field.words if field else ""
        expired = noun is QUOTE and key == "status"
        return _quote_status(listed) if expired else _choice(key, f"r.{column}", listed, words)
    if kind in _MAKERS:
        return _MAKERS[kind](key, f"r.{column}")
    if kind in ("phone", "email", "tax") and noun in PARTIES:
        return _reached(noun, key, kind)
    if kind == "currency":
        return _currency(key)
    if key == "name" and "name_fold" in info.columns and noun is not LEAD:
        return answers.named(key, noun.table)
    return answers.text(key, column, noun.table)


def _guessed(key: str) -> str:
    """Return the type of a column that no file fills."""
    if key in _FLAGS:
        return "flag"
    if key in _WHOLES:
        return "integer"
    if key.endswith("_on"):
        return "day"
    return "instant" if key == "at" or key.endswith("_at") else "text"


def _quote_status(listed: str) -> Field:
    """Return the field of a quote's status as lists show it: sent and no longer valid is expired."""
    more = dict.fromkeys(("expired", "suresi doldu", "suresi gecti", "gecersiz"), ("expired",))

    def asked(expression: str) -> Field:
        return _choice("status", expression, listed, more)

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        if frame.clock.today is None:
            return asked("r.status").compare(frame, operator, literal)
        over = f"r.status = 'sent' AND r.valid_until < {frame.bind(frame.as_of)}"
        return asked(f"CASE WHEN {over} THEN 'expired' ELSE r.status END").compare(frame, operator, literal)

    return asked("r.status")._replace(compare=compare)


def _choice(key: str, expression: str, listed: str, more: Mapping[str, Sequence[str]]) -> Field:
    from crmcli.domain.exchange.fields import choices

    words: dict[str, Sequence[str]] = {word: (stored,) for word, stored in choices(listed).items()}
    # A stored word stands under its own spelling, which may differ from its folded form: left_out.
    from crmcli.domain.text import fold

    words |= {fold(stored): (stored,) for stored in choices(listed).values()}
    words |= more
    stored = tuple(dict.fromkeys(word for each in words.values() for word in each))
    return answers.choice(key, expression, words, stored)


def _currency(key: str) -> Field:
    """Return the field of a currency: by code, sign or TL."""
    from crmcli.domain import money

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        if operator not in ("=", "~"):
            raise refuse(key, operator, literal.at, say("a word"), f"{key} = TRY")
        try:
            code = money.check_currency(plain(literal))
        except money.AmountError as error:
            raise FilterError(error.message, literal.at, error.hint) from error
        return f"r.{key} = {frame.bind(code)}"

    return Field(key, say("currency"), compare, answers.emptiness(f"r.{key}"))


def _reached(noun: Noun, key: str, kind: str) -> Field:
    """Return the field of a phone, an e-mail or a tax number: any that the record has, in any form."""
    written = answers.text(key, key, noun.table)

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        from crmcli.domain.refs import identity_forms

        if operator == "=":
            forms = identity_forms(literal.text.strip(), "TR")
            names, bound = marks("n", forms)
            query = (
                f"SELECT DISTINCT {noun.owner} FROM identity WHERE norm IN ({names}) AND kind = :kind "
                f"AND {noun.owner} IS NOT NULL"
            )
            found = [row[0] for row in frame.db.tuples(query, bound | {"kind": kind})]
            if found:
                return frame.among("r.id", found)
        return written.compare(frame, operator, literal)

    return Field(key, say("text"), compare, answers.emptiness(f"r.{key}"))
