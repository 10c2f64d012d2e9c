"""Changing and deleting records of any noun, one or many, in one change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.given import Context, cautions, typed
from crmcli.domain.nouns import BY_NAME, LEAD, OPPORTUNITY, ORDER, Noun
from crmcli.domain.records import Keys, modify
from crmcli.domain.taken import refuse_taken
from crmcli.domain.targets import Steps, Targets, Touched, on_each, steps_of
from crmcli.errors import NotFound, Refused, UsageError
from crmcli.said import say
from crmcli.sql import marks

if TYPE_CHECKING:
    from crmcli.domain.results import Change
    from crmcli.sql import Writer


@frozen
class EditRecords:
    """Records to change and the new values of their fields; an empty text empties a field.

    ``force`` lets them have a phone, e-mail or tax number that another record has; ``dropped`` are
    further phones, e-mails and external ids to take away; ``verb`` is what is told to have been done.
    """

    noun: str
    targets: Targets
    given: Mapping[str, str | Sequence[str]]
    context: Context
    force: bool = False
    verb: str = "changed"
    dropped: tuple[str, ...] = ()


def edit_records(db: Writer, request: EditRecords) -> Change[Touched]:
    """Set fields of one or many records.

    Raises:
        UsageError: no field is given, or a value can't be read; see ``given.typed``.
        Conflict: another record has the same phone, e-mail, tax number, number or external id.
    """
    noun = BY_NAME[request.noun]
    if not request.given and not request.dropped:
        raise UsageError("no field is given to change", say("{command} edit --help", command=noun.command))
    same = None if _has_amounts(db, noun, request) else typed(db, noun, request.given, request.context)
    keys = Keys(request.context.region, request.context.source)

    def apply(number: int) -> Steps:
        values = same
        if values is None:
            values = typed(db, noun, request.given, _in_its_currency(db, noun, number, request.context))
        values = dict(values)
        if noun is LEAD:
            from crmcli.domain.lead_changes import check_edit

            check_edit(db, number, values)
        moved = _moved(db, noun, number, values, request.context)
        gone = _dropped(db, noun, number, request.dropped, keys.region)
        return {**gone, **moved, **edit_one(db, noun, number, values, keys, force=request.force)}

    result = on_each(db, noun, request.targets, apply, request.verb)
    return replace(result, notes=cautions(same or {}))


def edit_one(
    db: Writer, noun: Noun, number: int, values: Mapping[str, Any], keys: Keys, *, force: bool = False
) -> dict[str, tuple[Any, Any]]:
    """Set the fields of one record and return field -> (old, new) of what changed.

    Raises:
        Conflict: see ``edit_records``.
    """
    refuse_taken(db, noun, values, keys, force=force, but=number)
    _keep_digits(db, noun, number, values)
    return steps_of(db, noun, number, modify(db, noun, number, values, keys))


def _moved(db: Writer, noun: Noun, number: int, values: dict[str, Any], context: Context) -> Steps:
    """Make a new stage of an opportunity a step of today, and take it out of the values."""
    if noun is not OPPORTUNITY or "stage" not in values:
        return {}
    from crmcli.domain.opportunity_moves import Move, move_one

    return move_one(db, number, Move(values.pop("stage"), context.today.isoformat()))


def _dropped(db: Writer, noun: Noun, number: int, texts: Sequence[str], region: str) -> Steps:
    """Take further phones, e-mails and external ids from a record.

    Raises:
        NotFound: it has no such key.
        UsageError: it is the main one, which its own field empties.
    """
    from crmcli.domain.refs import identity_forms

    steps: dict[str, tuple[Any, Any]] = {}
    ref = noun.ref(number)
    for text in texts:
        names, values = marks("n", identity_forms(text, region))
        rows = db.tuples(
            f"SELECT id, kind, coalesce(value, norm), value IS NULL FROM {noun.keys} k "
            f"WHERE {noun.owner} = :id AND norm IN ({names})",
            values | {"id": number},
        )
        if not rows:
            raise NotFound(
                say("{ref} has no {text}", ref=ref, text=text),
                say("{command} show {ref}", command=noun.command, ref=ref),
            )
        for key, kind, value, plain in rows:
            main = {"phone": "phone", "email": "email", "tax": "tax_number"}.get(kind)
            query = f"SELECT {main} FROM {noun.table} WHERE id = :id"
            # A further tax number has its text beside it; the main one's stands in its column.
            if main and (plain if kind == "tax" else db.value(query, {"id": number}) == value):
                option = main.replace("_", "-")
                hint = say('{command} edit {ref} --{option} ""', command=noun.command, ref=ref, option=option)
                raise UsageError(
                    say("{value} is the {option} of {ref} itself", value=value, option=option, ref=ref), hint
                )
            db.delete(noun.keyed, key)
            steps[say("{kind} key", kind=kind)] = (value, None)
    return steps


def _has_amounts(db: Writer, noun: Noun, request: EditRecords) -> bool:
    """Tell whether values are amounts, which are read in the currency of each record."""
    columns = db.tables[noun.table].columns
    return any(f"{name}_minor" in columns for name in request.given)


def _in_its_currency(db: Writer, noun: Noun, number: int, context: Context) -> Context:
    """Return the context with the record's own currency, where it has one."""
    found = db.value(f"SELECT currency FROM {noun.table} WHERE id = :id", {"id": number})
    return context._replace(currency=found) if found else context


def _keep_digits(db: Writer, noun: Noun, number: int, values: Mapping[str, Any]) -> None:
    """Refuse a new currency whose minor unit would make the amounts that stay mean something else.

    Raises:
        UsageError: the amounts must be given with it.
    """
    columns = [c for c in db.tables[noun.table].columns if c.endswith("_minor")]
    if not columns or not values.get("currency"):
        return
    if noun is ORDER:
        query = "SELECT currency FROM order_line WHERE order_id = :id AND currency <> :code"
        other = db.value(query, {"id": number, "code": values["currency"]})
        if other is not None:
            raise Refused(
                say("{ref} has lines in {other}", ref=ORDER.ref(number), other=other),
                say("crm order show {ref} lists them", ref=ORDER.ref(number)),
            )
    stay = [column for column in columns if column.removesuffix("_minor") not in values]
    row = db.tuples(
        f"SELECT currency, {', '.join(columns)} FROM {noun.table} WHERE id = :id", {"id": number}
    )[0]
    amounts = dict(zip(columns, row[1:], strict=True))
    if row[0] == values["currency"] or all(amounts[column] is None for column in stay):
        return
    names = ", ".join(column.removesuffix("_minor") for column in stay if amounts[column] is not None)
    raise UsageError(
        say(
            "{ref} has its {names} in {row}; in {currency} it is another amount",
            ref=noun.ref(number),
            names=names,
            row=row[0],
            currency=values["currency"],
        ),
        say("give {names} too, in {currency}", names=names, currency=values["currency"]),
    )
