"""``--where``: plain comparisons on a noun's fields, compiled to SQL with bound values only.

``city=İzmir``, ``created_on>=2026-01-01``, ``name~mobilya`` (contains), ``email=`` (is empty),
``tag=vip``, ``custom.sector=software``; several are joined by ``and`` or by repeating the option.
Text is compared folded, so İzmir, izmir and IZMIR are the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD, OPPORTUNITY, Noun
from crmcli.errors import UsageError
from crmcli.sql import json_field, like, marks

if TYPE_CHECKING:
    from collections.abc import Sequence

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
_TAGGED = (CUSTOMER, CONTACT, LEAD, OPPORTUNITY)
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
    tag = ["tag"] if noun in _TAGGED else []
    return sorted({*plain, *names, *tag, *_EXTRA.get(noun.name, ())})


def _compile(db: Reader, noun: Noun, asked: Comparison, prefix: str) -> tuple[str, dict[str, Any]]:
    columns = db.tables[noun.table].columns
    if asked.field == "tag" and noun in _TAGGED:
        return _by_tag(noun, asked, prefix)
    if asked.field.startswith("custom.") and "custom" in columns:
        name = asked.field.removeprefix("custom.")
        return _by_custom(db, noun, name, asked, prefix)
    if asked.field in _NAMES and _NAMES[asked.field][0] in columns:
        return _by_name(asked, prefix, *_NAMES[asked.field])
    if asked.field == "id":
        return _compared("r.id", asked.operator, _number(asked, noun), prefix)
    if f"{asked.field}_minor" in columns or asked.field == "spent":
        column = "r.spent" if asked.field == "spent" else f"r.{asked.field}_minor"
        return _by_amount(column, asked, prefix)
    if asked.field == "orders" and noun is CUSTOMER:
        return _compared("coalesce(r.orders, 0)", asked.operator, _whole(asked), prefix)
    if asked.field in columns and not asked.field.endswith(_HIDDEN):
        return _by_column(db, noun, asked, prefix)
    if asked.field in _EXTRA.get(noun.name, ()):
        value = _day(asked) if asked.field == "last_order" else asked.value
        return _compared(f"r.{asked.field}", asked.operator, value, prefix)
    raise _unknown(db, noun, asked.field)


def _unknown(db: Reader, noun: Noun, field: str) -> UsageError:
    from crmcli.domain.text import nearest

    known = fields_of(db, noun)
    close = nearest(field, known)
    hint = f"did you mean {close[0]}?" if close else f"fields: {', '.join(known)}"
    return UsageError(f'{noun.plural} have no field "{field}"', hint)


_DAYS = ("created_on", "closed_on", "expected_close", "ordered_on", "lost_on", "birth_date", "at")
_WHOLES = ("score", "minutes", "probability", "active", "done")


def _by_column(db: Reader, noun: Noun, asked: Comparison, prefix: str) -> tuple[str, dict[str, Any]]:
    column = f"r.{asked.field}"
    if not asked.value:
        return (f"{column} IS NULL" if asked.operator == "=" else f"{column} IS NOT NULL"), {}
    if asked.field in _DAYS:
        return _compared(f"substr({column}, 1, 10)", asked.operator, _day(asked), prefix)
    if asked.field in _WHOLES:
        return _compared(column, asked.operator, _whole(asked), prefix)
    if asked.operator not in ("=", "!=", "~"):
        return _compared(column, asked.operator, asked.value, prefix)
    from crmcli.domain.text import fold

    # The few values a column has are folded here, so that both engines compare alike.
    wanted = fold(asked.value)
    stored = db.tuples(f"SELECT DISTINCT {asked.field} FROM {noun.table} WHERE {asked.field} IS NOT NULL")
    same = [
        value
        for (value,) in stored
        if value == asked.value or (fold(value) == wanted if asked.operator != "~" else wanted in fold(value))
    ]
    return _among(column, same, prefix, wanted=asked.operator != "!=")


def _among(column: str, same: list[Any], prefix: str, *, wanted: bool) -> tuple[str, dict[str, Any]]:
    names, values = marks(prefix, same)
    if wanted:
        return f"{column} IN ({names})", values
    return (f"{column} IS NULL OR {column} NOT IN ({names})" if same else "1 = 1"), values


def _by_name(asked: Comparison, prefix: str, column: str, table: str) -> tuple[str, dict[str, Any]]:
    from crmcli.domain.nouns import split_ref
    from crmcli.domain.text import fold

    if not asked.value:
        return f"r.{column} IS {'' if asked.operator == '=' else 'NOT '}NULL", {}
    number = split_ref(asked.value)
    if number is not None and number[0].table == table:
        return _compared(f"r.{column}", asked.operator, number[1], prefix)
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
    db: Reader, noun: Noun, name: str, asked: Comparison, prefix: str
) -> tuple[str, dict[str, Any]]:
    import json

    from crmcli.domain.text import fold

    wanted = fold(name)
    stored = db.tuples(f"SELECT DISTINCT custom FROM {noun.table} WHERE custom IS NOT NULL")
    keys = {
        key
        for (text,) in stored
        for key in json.loads(text)
        if fold(key) in (wanted, fold(name.replace("_", " ")))
    }
    if not keys:
        raise UsageError(f'no {noun.name} has a custom field "{name}"', f"crm {noun.name} show ...")
    key = min(keys)
    column = json_field(db.engine, "r.custom", f":{prefix}key")
    if not asked.value:
        return f"{column} IS {'' if asked.operator == '=' else 'NOT '}NULL", {f"{prefix}key": key}
    if asked.operator == "~":
        return f"{column} LIKE :{prefix} ESCAPE '\\'", {prefix: f"%{like(asked.value)}%", f"{prefix}key": key}
    test, values = _compared(column, asked.operator, asked.value, prefix)
    return test, values | {f"{prefix}key": key}


def _by_amount(column: str, asked: Comparison, prefix: str) -> tuple[str, dict[str, Any]]:
    from crmcli.domain import money

    if not asked.value:
        return f"{column} IS {'' if asked.operator == '=' else 'NOT '}NULL", {}
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
    try:
        return int(asked.value)
    except ValueError as error:
        raise UsageError(f'{asked.field} is a whole number, not "{asked.value}"', None) from error


def _number(asked: Comparison, noun: Noun) -> int:
    from crmcli.domain.nouns import split_ref

    found = split_ref(asked.value)
    if found is not None and found[0] is noun:
        return found[1]
    return _whole(asked)
