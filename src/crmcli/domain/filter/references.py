"""Fields that name another record: by its number, its name, a part of it, or a product's article number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.filter.answers import Field
from crmcli.domain.filter.frame import Frame, plain, refuse
from crmcli.domain.filter.wrong import FilterError
from crmcli.said import named, say
from crmcli.sql import like

if TYPE_CHECKING:
    from crmcli.domain.filter.tree import Literal
    from crmcli.domain.nouns import Noun

_FOLDED = ("name_fold", "number_fold", "sku_fold")


def reference(name: str, expression: str, table: str) -> Field:
    """Return a field that refers to a row of ``table``."""

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        number = _number(frame, name, operator, table, literal)
        if number is not None:
            return f"{expression} = {frame.bind(number)}"
        if operator not in ("=", "~"):
            hint = say("{name} ~ ali", name=name)
            raise FilterError(
                say('"{name}" is a name: compare it with =, != or ~', name=name), literal.at, hint
            )
        test = name_test(frame, table, operator, literal, name)
        return f"{expression} IN (SELECT id FROM {table} WHERE {test})"

    return Field(name, say("name or number"), compare, lambda _: f"{expression} IS NULL")


def linked(name: str, source: str, expression: str, table: str) -> Field:
    """Return a field that refers to rows over links; ``source`` is FROM ... WHERE of those of one record."""
    inner = reference(name, expression, table)

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        return f"EXISTS (SELECT 1 {source} AND {inner.compare(frame, operator, literal)})"

    return Field(name, say("name or number"), compare, lambda _: f"NOT EXISTS (SELECT 1 {source})")


def _number(frame: Frame, name: str, operator: str, table: str, literal: Literal) -> int | None:
    """Return the record that a number means, also one that was merged; None when the value is no number.

    Raises:
        FilterError: it is the number of another kind of record.
    """
    from crmcli.domain.nouns import BY_TABLE, split_ref

    text = plain(literal)
    found = split_ref(text)
    if found is None:
        return None
    wanted = BY_TABLE.get(table)
    if found[0] is not wanted:
        if "-" not in text or wanted is None or literal.quoted:
            return None
        from crmcli.domain.exchange.fields import a

        message = say(
            "{text} is the number of {found}, not of {wanted}",
            text=text,
            found=named(found[0].name, shown=a(found[0].name)),
            wanted=named(wanted.name, shown=a(wanted.name)),
        )
        raise FilterError(message, literal.at, f"{name} = {wanted.prefix}-12")
    if operator not in ("=", "~"):
        raise refuse(name, operator, literal.at, say("a name"), f"{name} = {text}")
    from crmcli.domain.refs import current

    return current(frame.db, *found) or found[1]


def name_test(frame: Frame, table: str, operator: str, literal: Literal, name: str) -> str:
    """Return the test that a row of ``table`` is called so, or has that in its name.

    Raises:
        FilterError: rows of that table have no name.
    """
    from crmcli.domain.stage_words import told_as
    from crmcli.domain.text import fold

    columns = [column for column in _FOLDED if column in frame.db.tables[table].columns]
    if not columns:
        raise FilterError(say('"{name}" is told by its number', name=name), literal.at, f"{name} = 12")
    wanted = fold(literal.text)
    if not wanted:
        return say("name = {bind}", bind=frame.bind(plain(literal))) if "name_fold" in columns else "1 = 0"
    if operator == "=":
        tests = [f"{column} = {frame.bind(wanted)}" for column in columns]
    else:
        tests = [f"{column} LIKE {frame.bind(f'%{like(wanted)}%')} ESCAPE '\\'" for column in columns]
    told = told_as(table, wanted, whole=operator == "=")
    tests += [f"name_fold = {frame.bind(name)}" for name in told]
    return f"({' OR '.join(tests)})"


def rows_named(frame: Frame, noun: Noun, literal: Literal, what: str) -> list[int]:
    """Return the records of a noun that a value names: by number, else by whole name, else by a part of it.

    Raises:
        FilterError: there is none.
    """
    number = _number(frame, what, "=", noun.table, literal)
    if number is not None:
        if frame.db.value(f"SELECT id FROM {noun.table} WHERE id = :id", {"id": number}) is None:
            raise FilterError(
                say("no {what} has number {ref}", what=noun.word, ref=noun.ref(number)),
                literal.at,
                f"crm {noun.name} list",
            )
        return [number]
    for operator in ("=", "~"):
        asked = Frame(frame.db, noun, frame.clock)
        test = name_test(asked, noun.table, operator, literal, what)
        query = f"SELECT id FROM {noun.table} WHERE {test} ORDER BY id"
        found = [row[0] for row in frame.db.tuples(query, asked.values)]
        if found:
            return found
    return []


def nobody_named(frame: Frame, noun: Noun, literal: Literal, what: str) -> FilterError:
    """Return the error for a name that no record has, with the nearest there is."""
    from crmcli.domain.text import nearest

    names = [row[0] for row in frame.db.tuples(f"SELECT name FROM {noun.table} ORDER BY id LIMIT 10000")]
    close = nearest(plain(literal), names)
    hint = say('did you mean "{close}"?', close=close[0]) if close else f"crm {noun.name} list"
    return FilterError(
        say('no {what} is called "{plain}"', what=named(what), plain=plain(literal)), literal.at, hint
    )
