"""What people type for a record's fields, read into the values that records are written from.

The fields, their types and the words of closed lists are those of the import; the same normal
forms, days, amounts and references are read. What can't be read is refused with the field's name,
the value and a way out; nothing is guessed and no text is altered but for the space around it.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from crmcli.domain.exchange.fields import MANY, Field, a
from crmcli.domain.exchange.fields import noun as declared
from crmcli.domain.kinds import stage_told
from crmcli.domain.needed import is_needed
from crmcli.domain.nouns import BY_NAME, CONTACT, Noun
from crmcli.domain.readings import LONGEST_LINES, READERS, Context, amount, moment
from crmcli.domain.records import LINK, column_of
from crmcli.errors import Conflict, CrmError, NotFound, Refused, UsageError
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from crmcli.sql import Reader

__all__ = ["Context", "amount", "assigned", "cautions", "moment", "row_named", "split_assignment", "typed"]

_LISTS = {"stage": "stage", "lost_reason": "lost_reason"}
"""Fields that name a row of a short list, by their table."""
_AMOUNT = say("write it as 1.234,56 TL or 1234.56")
_BESIDE = frozenset(("external_id", "tags", "first_name", "last_name"))
"""Fields that a record has without a column of that name."""


def typed(
    db: Reader, noun: Noun, given: Mapping[str, str | Sequence[str]], context: Context
) -> dict[str, Any]:
    """Return field -> value of what was typed, as ``records.create`` and ``modify`` take it.

    Phones, e-mails and tags may be several and come as tuples, the main one first; days and
    instants are ISO text, amounts minor units with a ``currency`` beside them, references the
    numbers of records. ``custom`` is a sequence of ``name=value``. An empty text is None: it empties
    the field.

    Raises:
        UsageError: there is no such field, or a value is not of its field's kind.
        Refused: a text holds what can't be stored, or a field that must have a value would have none.
        NotFound: a reference names nobody.
        Conflict: a reference may name several.
    """
    values: dict[str, Any] = {}
    amounts: dict[str, str] = {}
    for name, written in given.items():
        if name == "custom" or name.startswith("custom."):
            values["custom"] = {**values.get("custom", {}), **_custom(db, noun, name, written)}
            continue
        field = _field(db, noun, name)
        texts = _texts(field, written)
        if not any(text.strip() for text in texts):
            if is_needed(noun, name):
                raise Refused(
                    say("{name} can't be empty", name=name),
                    say("leave {name} out, or give it a value", name=name),
                )
            values[name] = None
        elif field.type == "amount":
            amounts[name] = texts[0]
        else:
            values[name] = _value(db, field, texts, context)
    if amounts:
        _add_amounts(values, amounts, context)
    if noun is CONTACT and "customer" not in values:
        _refuse_unlinked(values)
    return _whole_name(values)


def assigned(
    given: Mapping[str, str | Sequence[str] | None], sets: Sequence[str] = (), customs: Sequence[str] = ()
) -> dict[str, str | Sequence[str]]:
    """Return what options gave, without those not used, with ``--set field=value`` and ``--custom`` added.

    Raises:
        UsageError: an assignment lacks its =, or a field is given twice.
    """
    found = {name: value for name, value in given.items() if value is not None and value != []}
    for text in sets:
        name, value = split_assignment(text, "--set city=İzmir")
        name = name if name.startswith("custom.") else name.lower().replace("-", "_").replace(" ", "_")
        if name in found:
            raise UsageError(
                say("{name} is given twice", name=name), say("leave one of the two {name} out", name=name)
            )
        found[name] = value
    if customs:
        found["custom"] = [*found.get("custom", ()), *customs]
    return found


def split_assignment(text: str, example: str) -> tuple[str, str]:
    """Return name and value of ``name=value``.

    Raises:
        UsageError: it is none.
    """
    name, mark, value = text.partition("=")
    if not mark or not name.strip():
        raise UsageError(
            say('"{text}" assigns nothing', text=text), say("write it as {example}", example=example)
        )
    return name.strip(), value


def row_named(db: Reader, table: str, text: str) -> int:
    """Return the row of a short list (stages, lost reasons) by its name or an unambiguous part of it.

    Raises:
        NotFound: no row has such a name; the hint names those there are.
        Conflict: several have.
    """
    from crmcli.domain.stage_words import told_as
    from crmcli.domain.text import fold

    what = table.replace("_", " ")
    rows = db.tuples(f"SELECT id, name, name_fold FROM {table} WHERE active = 1 ORDER BY id")
    wanted = fold(text)
    found = [row for row in rows if row[2] == wanted]
    found = found or [row for row in rows if row[2] in told_as(table, wanted, whole=True)]
    if not found and wanted:
        parts = told_as(table, wanted, whole=False)
        found = [row for row in rows if wanted in row[2]] or [row for row in rows if row[2] in parts]
    if len(found) == 1:
        return int(found[0][0])
    if not found:
        from crmcli.domain.near import one_of

        said = say('no {what} is called "{text}"', what=named(what), text=text.strip())
        raise NotFound(
            said, one_of(text, [stage_told(row[1]) if table == "stage" else row[1] for row in rows])
        )
    names = ", ".join(row[1] for row in found)
    raise Conflict(
        say('"{text}" may be any of {names}', text=text.strip(), names=names),
        say('write "{found}"', found=found[0][1]),
    )


def cautions(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what to warn of in values that are kept as they are: a tax number that fails its check."""
    from crmcli.domain.normal import tax_number

    text = values.get("tax_number")
    tax = tax_number(text) if text else None
    if tax is None or tax.valid is not False:
        return ()
    if len(tax.number) not in (10, 11):
        return (
            say(
                "tax number {text} has {count} digits, not 10 (VKN) or 11 (TCKN)",
                text=text,
                count=len(tax.number),
            ),
        )
    return (say("tax number {text} fails its check digit", text=text),)


def _field(db: Reader, noun: Noun, name: str) -> Field:
    """Return a field that a record of the noun has of its own."""
    field = declared(noun.name).field(name)
    known = db.tables[noun.table].columns
    linked = noun is CONTACT and name in LINK
    if linked or name in _BESIDE or column_of(name, known) in known:
        return field
    raise UsageError(
        say("{name} is a field of imports only", name=name), say("{a} itself has none", a=a(noun.name))
    )


def _refuse_unlinked(values: Mapping[str, Any]) -> None:
    """Refuse what is said of a contact at a customer when no customer is named."""
    for name in LINK:
        if name in values:
            raise UsageError(
                say("{name} is of a contact at a customer", name=name),
                f"crm contact link P-4 C-12 --{name} ...",
            )


def _texts(field: Field, written: str | Sequence[str]) -> list[str]:
    """Return the texts of a field; several only where it may have several."""
    texts = [written] if isinstance(written, str) else list(written)
    if len(texts) > 1 and field.merge != MANY:
        raise UsageError(
            say("{name} is given {count} times", name=field.name, count=len(texts)),
            say("give one {name}", name=field.name),
        )
    return texts


def _value(db: Reader, field: Field, texts: list[str], context: Context) -> Any:
    """Return a field's typed value."""
    with _about(field.name):
        if field.name in _LISTS:
            return row_named(db, _LISTS[field.name], texts[0])
        if field.type == "ref":
            return _record(db, BY_NAME[field.ref], texts[0], context.region)
        read = READERS[field.type]
        if field.merge == MANY:
            parts = (read(text, field, context) for text in texts if text.strip())
            return tuple(dict.fromkeys(part for found in parts for part in found))
        value = read(texts[0], field, context)
        return value[0] if isinstance(value, tuple) else value


def _record(db: Reader, noun: Noun, text: str, region: str) -> int:
    """Return the number of the record that a name means; a customer who is unknown can be added."""
    from crmcli.domain.refs import resolve
    from crmcli.errors import NotFound

    try:
        return resolve(db, noun, text, region=region)
    except NotFound as error:
        from crmcli.domain.nouns import split_ref

        if noun.name == "customer" and not error.details and split_ref(text) is None:
            from shlex import quote

            error.hint = f"crm customer add {quote(text)}"
        raise


@contextmanager
def _about(name: str, hint: str | None = None) -> Iterator[None]:
    """Let an error that does not name the field name it, and one without a way out have this one."""
    try:
        yield
    except CrmError as error:
        if error.message.startswith((name, f"no {name} ")):
            raise
        spelt = named(name.replace("_", " "), "column", name)
        raise type(error)(
            say("{name}: {why}", name=spelt, why=error.message), error.hint or hint, error.details
        ) from error


def _custom(db: Reader, noun: Noun, name: str, written: str | Sequence[str]) -> dict[str, str | None]:
    """Return name -> value of custom fields; an empty value is None, which takes one out."""
    from crmcli.domain.custom import canonical, declared, named
    from crmcli.domain.text import check_text

    texts = [written] if isinstance(written, str) else list(written)
    if name != "custom":
        pairs = [(name.removeprefix("custom."), texts[-1])]
    else:
        pairs = [split_assignment(text, "--custom sector=software") for text in texts]
    known = declared(db, noun)
    found: dict[str, str | None] = {}
    for field, value in pairs:
        kept = check_text(value, field, LONGEST_LINES, lines=True) if value.strip() else None
        mine = named(known, field)
        if mine is not None:
            found[mine.name] = canonical(mine, kept) if kept else None
        else:
            found[check_text(field, "custom field")] = kept
    return found


def _add_amounts(values: dict[str, Any], amounts: Mapping[str, str], context: Context) -> None:
    """Put amounts into ``values`` as minor units of one currency."""
    from crmcli.domain.money import split_currency

    said: dict[str, str] = {"currency": values["currency"]} if values.get("currency") else {}
    for name, text in amounts.items():
        with _about(name, _AMOUNT):
            code = split_currency(text)[1]
        if code:
            said[name] = code
    codes = sorted(set(said.values()))
    if len(codes) > 1:
        each = listed(
            say("{name} in {code}", name=named(name.replace("_", " "), "column"), code=code)
            for name, code in said.items()
        )
        raise UsageError(
            say("one record has one currency: {each}", each=each),
            say("write them all in {codes}", codes=codes[0]),
        )
    currency = codes[0] if codes else context.currency
    for name, text in amounts.items():
        with _about(name, _AMOUNT):
            values[name] = amount(text, currency)
    values["currency"] = currency


def _whole_name(values: dict[str, Any]) -> dict[str, Any]:
    """Make the name of first and last name where it is missing."""
    parts = [values.pop(part, None) for part in ("first_name", "last_name")]
    if "name" not in values and any(parts):
        values["name"] = " ".join(part for part in parts if part)
    return values
