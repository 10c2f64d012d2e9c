"""``--where``: plain comparisons on a noun's fields, compiled to SQL with bound values only.

``city=İzmir``, ``created_on>=2026-01-01``, ``name~mobilya`` (contains), ``email=`` (is empty),
``tag=vip``, ``custom.sector=software`` (a declared field by its name alone, too); several are joined
by ``and`` or by repeating the option.
Text is compared folded, so İzmir, izmir and IZMIR are the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.records import TAGGED
from crmcli.errors import UsageError
from crmcli.sql import like, within

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.domain.nouns import Noun
    from crmcli.sql import Reader

_SHAPE = re.compile(r"\s*([\w.]+(?: [\w.]+)*?)\s*(!=|>=|<=|=|<|>|~)\s*(.*?)\s*$", re.DOTALL)
_AND = re.compile(r"\s+(?:and|ve)\s+(?=[\w. ]+?\s*(?:!=|>=|<=|=|<|>|~))", re.IGNORECASE)

# Fields that are another record's name: field -> (column, table).
_NAMES = {
    "owner": ("owner_id", "crm_user"),
    "user": ("user_id", "crm_user"),
    "parent": ("parent_id", "customer"),
    "customer": ("customer_id", "customer"),
    "referrer": ("referrer_id", "customer"),
    "contact": ("contact_id", "contact"),
    "product": ("product_id", "product"),
    "stage": ("stage_id", "stage"),
    "reason": ("lost_reason_id", "lost_reason"),
    "lost_reason": ("lost_reason_id", "lost_reason"),
    "manager": ("manager_id", "crm_user"),
    "lead": ("lead_id", "lead"),
    "opportunity": ("opportunity_id", "opportunity"),
    "order": ("order_id", "sales_order"),
}
_HIDDEN = ("_fold", "_sort", "_id")
_EXTRA = {"customer": ("status", "orders", "last_order", "spent")}


class Comparison(NamedTuple):
    """One comparison as written."""

    field: str
    operator: str
    value: str


def conditions(db: Reader, noun: Noun, wheres: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """Return an SQL test over alias ``r`` and its values; ``1 = 1`` when nothing is asked.

    Raises:
        UsageError: no comparison, no such field, or a value that is not of the field's kind.
    """
    tests: list[str] = []
    values: dict[str, Any] = {}
    for comparison in parse(wheres):
        test, bound = _compile(db, noun, comparison, f"w{len(tests)}_")
        tests.append(f"({test})")
        values |= bound
    return " AND ".join(tests) or "1 = 1", values


def parse(wheres: Sequence[str]) -> list[Comparison]:
    """Return the comparisons of one or several ``--where``."""
    found = []
    for text in wheres:
        if not text.isprintable():
            from crmcli.domain.text import check_text

            check_text(text, "--where", lines=True)
        for part in _AND.split(text):
            match = _SHAPE.match(part)
            if match is None:
                raise UsageError(f'"{part}" compares nothing', "--where 'city=İzmir'")
            value = match[3]
            if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
                value = value[1:-1]
            found.append(Comparison(match[1].strip().lower().replace(" ", "_"), match[2], value))
    return found


def fields_of(db: Reader, noun: Noun) -> list[str]:
    """Return the names that may stand in a comparison on ``noun``."""
    columns = db.tables[noun.table].columns
    plain = [
        column.removesuffix("_minor").removesuffix("_milli")
        for column in columns
        if not column.endswith(_HIDDEN) and column not in ("created_change", "custom")
    ]
    names = [field for field, (column, _) in _NAMES.items() if column in columns]
    tag = ["tag"] if noun in TAGGED else []
    from crmcli.domain.custom import declared

    custom = [field.name for field in declared(db, noun).values()]
    return sorted({*plain, *names, *tag, *custom, *_EXTRA.get(noun.name, ())})


def _compile(db: Reader, noun: Noun, asked: Comparison, prefix: str) -> tuple[str, dict[str, Any]]:
    columns, field = db.tables[noun.table].columns, asked.field
    if field == "tag" and noun in TAGGED:
        found = _by_tag(noun, asked, prefix)
    elif field.startswith("custom.") and "custom" in columns:
        found = _by_custom(db, noun, asked, prefix, field.removeprefix("custom."))
    elif field in _NAMES and _NAMES[field][0] in columns:
        found = _by_name(db, asked, prefix, *_NAMES[field])
    elif field == "id":
        found = _compared("r.id", asked.operator, _number(asked, noun), prefix)
    elif f"{field}_minor" in columns:
        found = _by_amount(f"r.{field}_minor", asked, prefix)
    elif field in columns and not field.endswith(_HIDDEN):
        found = _by_column(db, noun, asked, prefix)
    elif field in _EXTRA.get(noun.name, ()):
        found = _by_standing(asked, prefix)
    else:
        mine = _declared(db, noun, field)
        if mine is None:
            raise _unknown(db, noun, field)
        found = _by_custom(db, noun, asked, prefix, mine)
    return found


def _declared(db: Reader, noun: Noun, field: str) -> str | None:
    """Return the name of a declared custom field."""
    from crmcli.domain.custom import declared, named

    found = named(declared(db, noun), field)
    return found.name if found else None


def _by_standing(asked: Comparison, prefix: str) -> tuple[str, dict[str, Any]]:
    """Compare what follows from a customer's orders; see ``purchases.standing``."""
    column = f"r.{asked.field}"
    if asked.field == "spent":
        return _by_amount(column, asked, prefix)
    if asked.field == "orders":
        return _compared(f"coalesce({column}, 0)", asked.operator, _whole(asked), prefix)
    if asked.field == "last_order":
        return _by_day(column, asked, prefix)
    return _compared(column, asked.operator, asked.value, prefix)


def _unknown(db: Reader, noun: Noun, field: str) -> UsageError:
    from crmcli.domain.text import nearest

    known = fields_of(db, noun)
    close = nearest(field, known)
    hint = f"did you mean {close[0]}?" if close else f"fields: {', '.join(known)}"
    return UsageError(f'{noun.plural} have no field "{field}"', hint)


_DAYS = ("created_on", "closed_on", "expected_close", "ordered_on", "lost_on", "birth_date", "at")
_FLAGS = ("active", "done")
_WHOLES = ("score", "minutes", "position", "probability", *_FLAGS)
_LARGEST = 2**63 - 1


def _by_column(db: Reader, noun: Noun, asked: Comparison, prefix: str) -> tuple[str, dict[str, Any]]:
    column = f"r.{asked.field}"
    if not asked.value:
        return _emptiness(column, asked), {}
    if asked.field in _DAYS:
        return _by_day(f"substr({column}, 1, 10)", asked, prefix)
    if asked.field in _WHOLES:
        return _compared(column, asked.operator, _whole(asked), prefix)
    if asked.operator not in ("=", "!=", "~"):
        return _compared(column, asked.operator, asked.value, prefix)
    stored = db.tuples(f"SELECT DISTINCT {asked.field} FROM {noun.table} WHERE {asked.field} IS NOT NULL")
    return _among(db, column, (value for (value,) in stored), asked, prefix)


def _among(
    db: Reader, column: str, stored: Iterable[str], asked: Comparison, prefix: str
) -> tuple[str, dict[str, Any]]:
    """Return the test that a text is one of those stored which equal, or hold, what is asked for.

    They are folded here, so that both engines compare alike.
    """
    from crmcli.domain.text import fold

    wanted = fold(asked.value)
    same = [
        value
        for value in stored
        if value == asked.value or (fold(value) == wanted if asked.operator != "~" else wanted in fold(value))
    ]
    test, values = within(db.engine, column, prefix, same)
    return (f"{column} IS NULL OR NOT ({test})" if asked.operator == "!=" else test), values


def _by_day(column: str, asked: Comparison, prefix: str) -> tuple[str, dict[str, Any]]:
    if not asked.value:
        return _emptiness(column, asked), {}
    return _compared(column, asked.operator, _day(asked), prefix)


def _emptiness(column: str, asked: Comparison) -> str:
    """Return the test that a column is empty, or with any operator but = that it is not."""
    return f"{column} IS {'' if asked.operator == '=' else 'NOT '}NULL"


def _by_name(
    db: Reader, asked: Comparison, prefix: str, column: str, table: str
) -> tuple[str, dict[str, Any]]:
    from crmcli.domain.nouns import split_ref
    from crmcli.domain.text import fold

    if not asked.value:
        return _emptiness(f"r.{column}", asked), {}
    number = split_ref(asked.value)
    if number is not None and number[0].table == table:
        from crmcli.domain.refs import current

        meant = current(db, *number) or number[1]
        return _compared(f"r.{column}", asked.operator.replace("~", "="), meant, prefix)
    if asked.operator not in ("=", "!=", "~"):
        raise UsageError(
            f'"{asked.field}" is a name: compare it with =, != or ~', f"--where '{asked.field}~ali'"
        )
    pattern = like(fold(asked.value))
    pattern = f"%{pattern}%" if asked.operator == "~" else pattern
    name = "number_fold" if table == "sales_order" else "name_fold"
    test = f"r.{column} IN (SELECT id FROM {table} WHERE {name} LIKE :{prefix} ESCAPE '\\')"
    if asked.operator == "!=":
        test = f"r.{column} IS NULL OR NOT {test}"
    return test, {prefix: pattern}


def _by_tag(noun: Noun, asked: Comparison, prefix: str) -> tuple[str, dict[str, Any]]:
    from crmcli.domain.text import fold

    has = f"EXISTS (SELECT 1 FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.{noun.owner} = r.id"
    if not asked.value:
        return (f"NOT {has})" if asked.operator == "=" else f"{has})"), {}
    test = f"{has} AND t.name_fold = :{prefix})"
    return (f"NOT {test}" if asked.operator == "!=" else test), {prefix: fold(asked.value) or asked.value}


def _by_custom(
    db: Reader, noun: Noun, asked: Comparison, prefix: str, name: str
) -> tuple[str, dict[str, Any]]:
    """Compare a custom field: by its type where it is declared, else as text.

    The values there are, which are few, are compared here, so that both engines compare alike.
    """
    from crmcli.domain.where_custom import column_of, holds

    column, bound, field = column_of(db, noun, name, prefix)
    if not asked.value:
        return _emptiness(column, asked), bound
    found = db.tuples(f"SELECT DISTINCT {column} FROM {noun.table} r WHERE custom IS NOT NULL", bound)
    values = [value for (value,) in found if value is not None]
    if field.type == "text" and asked.operator in ("=", "!=", "~"):
        test, more = _among(db, column, values, asked, prefix)
        return test, bound | more
    keeps = holds(field, asked.operator, asked.value)
    test, more = within(db.engine, column, prefix, [value for value in values if keeps(value)])
    return (f"{column} IS NULL OR {test}" if asked.operator == "!=" else test), bound | more


def _by_amount(column: str, asked: Comparison, prefix: str) -> tuple[str, dict[str, Any]]:
    from crmcli.domain import money

    if not asked.value:
        return _emptiness(column, asked), {}
    _refuse_part(asked, "an amount")
    number, code = money.split_currency(asked.value)
    try:
        minor = money.to_minor(money.parse_amount(number, None), code or "TRY")
    except ValueError as error:
        raise UsageError(
            f'"{asked.value}" is no amount: {error}', f"--where '{asked.field}>=5000 TRY'"
        ) from error
    test, values = _compared(column, asked.operator, minor, prefix)
    if code:
        test, values = f"{test} AND r.currency = :{prefix}code", values | {f"{prefix}code": code}
    return test, values


def _compared(column: str, operator: str, value: Any, prefix: str) -> tuple[str, dict[str, Any]]:
    if operator == "~":
        return f"{column} LIKE :{prefix} ESCAPE '\\'", {prefix: f"%{like(str(value))}%"}
    if operator == "!=":
        return f"({column} IS NULL OR {column} <> :{prefix})", {prefix: value}
    return f"{column} {operator} :{prefix}", {prefix: value}


def _day(asked: Comparison) -> str:
    from crmcli.domain.dates import parse_day

    try:
        return parse_day(asked.value, None).isoformat()
    except ValueError as error:
        raise UsageError(
            f'"{asked.value}" is no day: {error}', f"--where '{asked.field}>=2026-01-31'"
        ) from error


def _whole(asked: Comparison) -> int:
    _refuse_part(asked, "a number")
    if asked.field in _FLAGS:
        from crmcli.domain.exchange.fields import FLAGS
        from crmcli.domain.text import fold

        if fold(asked.value) in FLAGS:
            return FLAGS[fold(asked.value)]
    try:
        found = int(asked.value)
    except ValueError as error:
        raise UsageError(f'{asked.field} is a whole number, not "{asked.value}"', None) from error
    if abs(found) > _LARGEST:
        raise UsageError(f"{asked.field} has no number as large as {asked.value[:20]}", None)
    return found


def _refuse_part(asked: Comparison, what: str) -> None:
    """Refuse to look for a part of what is no text."""
    if asked.operator == "~":
        raise UsageError(
            f'"{asked.field}" is {what}, of which ~ finds no part', f"--where '{asked.field}>=5'"
        )


def _number(asked: Comparison, noun: Noun) -> int:
    from crmcli.domain.nouns import split_ref

    found = split_ref(asked.value)
    if found is not None and found[0] is noun:
        return found[1]
    return _whole(asked)
