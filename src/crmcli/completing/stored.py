"""Words that are in the store: records by number and name, names of short lists, values of fields.

One glance a Tab, of one snapshot, closed before anything is written; see ``engines.peeking``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from crmcli.completing import Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from crmcli.app import App
    from crmcli.completing.line import Place
    from crmcli.domain.exchange.fields import Field
    from crmcli.domain.nouns import Noun
    from crmcli.sql import Reader

T = TypeVar("T")

LISTS = {
    "STAGE": "stage",
    "REASON": "lost_reason",
    "TAG": "tag",
    "BRANCH": "branch",
    "FIELD": "custom_field",
    "OLD": "",
    "N": "change",
}
"""Words of metavars -> the short list whose names they take."""
_FILLS = {"stage": "STAGE", "lost_reason": "REASON", "reason": "REASON", "reasons": "REASON"}
_WORDY = frozenset(
    {"city", "district", "region", "country", "source", "branch", "channel", "category", "industry", "kind"}
    | {"team", "role", "title", "topic", "unit", "method", "purpose", "campaign", "shopper", "tax_office"}
)
"""Text fields in which the same words come again and again."""
_RECENT = 2_000
_MOST = 30


def _asked(app: App, ask: Callable[[Reader], list[T]]) -> list[T]:
    """Return what the store answers; nothing where it can't be asked now."""
    from crmcli.engines.peeking import peeking

    try:
        with peeking(app.store) as db:
            return ask(db)
    except Exception:  # noqa: BLE001 - the store is locked, newer, foreign, not there: nothing is offered
        return []


def records(app: App, nouns: Sequence[str], place: Place, only: dict[str, str] | None = None) -> list[Word]:
    """Return the records of some nouns that were touched last, and that what is typed may begin."""
    from crmcli.domain.nouns import BY_NAME
    from crmcli.domain.recent import recent

    found = _asked(app, lambda db: recent(db, [BY_NAME[noun] for noun in nouns], place.typed, only))
    taken = set(place.values)
    return [
        Word(known.ref, " · ".join(filter(None, (known.label, known.about))))
        for known in found
        if known.ref not in taken
    ]


def tasks(app: App, place: Place) -> list[Word]:
    """Return tasks: those that are open, or those that are done where one is to be reopened."""
    done = int(place.path[-1] == "reopen")
    return records(app, ("activity",), place, {"activity": f"r.kind = 'task' AND r.done = {done}"})


def listed(app: App, piece: str, place: Place) -> Iterable[Word]:
    """Return the names of a short list."""
    table = LISTS[piece]
    if piece == "OLD":
        table = {"tag": "tag", "branch": "branch"}.get(place.path[0], "")
    if piece == "N":
        return _changes(app) if place.path in {("undo",), ("import", "undo"), ("import", "show")} else []
    if table == "branch":
        return _asked(app, _branches)
    if table == "custom_field":
        noun = place.values[0] if place.values else ""
        return _asked(app, lambda db: _custom_of(db, noun))
    return _asked(app, lambda db: _names(db, table)) if table else []


def _names(db: Reader, table: str) -> list[Word]:
    """Return the names in a table, in the order in which its list shows them."""
    active, order = "1 = 1", "name_sort, id"
    if table in ("stage", "lost_reason"):
        active = "active = 1"
    if table == "stage":
        order = "position, id"
    query = f"SELECT name FROM {table} WHERE {active} ORDER BY {order} LIMIT 200"
    names = [row[0] for row in db.tuples(query)]
    if table == "stage":
        from crmcli.domain.kinds import stage_told
        from crmcli.language import cell

        names = [cell(stage_told(name)) for name in names]
    if table == "lost_reason":
        from crmcli.domain.reason_words import reason_told
        from crmcli.language import cell

        names = [cell(reason_told(name)) for name in names]
    return [Word(name) for name in names]


def _branches(db: Reader) -> list[Word]:
    """Return the branches of our people, customers and latest activities."""
    parts = " UNION ".join(
        f"SELECT branch FROM {table} WHERE branch IS NOT NULL "
        f"AND id > (SELECT coalesce(max(id), 0) FROM {table}) - :latest"
        for table in ("crm_user", "customer", "activity")
    )
    return [Word(row[0]) for row in db.tuples(f"{parts} ORDER BY branch LIMIT 200", {"latest": _RECENT})]


def _custom_of(db: Reader, noun: str) -> list[Word]:
    query = "SELECT name, type FROM custom_field WHERE noun = :noun ORDER BY position, id"
    return [Word(*row) for row in db.tuples(query, {"noun": noun.removesuffix("s").replace("-", "_")})]


def _changes(app: App) -> list[Word]:
    """Return the latest changes by number, with what they were."""
    query = "SELECT id, coalesce(summary, command), at FROM change ORDER BY id DESC LIMIT :most"
    rows = _asked(app, lambda db: db.tuples(query, {"most": _MOST}))
    return [Word(str(number), f"{what} ({at[:10]})") for number, what, at in rows]


def custom(app: App, noun: Noun) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return name, type and choices of the custom fields of a noun."""
    from crmcli.domain.custom import declared

    found = _asked(app, lambda db: list(declared(db, noun).values()))
    return [(field.name, field.type, field.choices) for field in found]


def of_field(app: App, noun: Noun, name: str, place: Place) -> list[Word] | None:
    """Return what may be the value of a noun's field; None where the noun has none of that name."""
    from crmcli.completing.sources import begun

    if name in _FILLS:
        return list(begun(listed(app, _FILLS[name], place), place.typed))
    field = _field(noun, name)
    if field is None:
        return None
    if field.type == "ref":
        return records(app, (field.ref,), place)
    return list(begun(_of_type(app, noun, field), place.typed))


def choices_of(noun: Noun, name: str) -> list[str]:
    """Return the words of a noun's field, [] where it takes others or is none."""
    from crmcli.domain.exchange.fields import choices

    field = _field(noun, name)
    if field is None or field.type != "choice":
        return []
    return list(dict.fromkeys(choices(field.words).values()))


def _field(noun: Noun, name: str) -> Field | None:
    from crmcli.domain.exchange.fields import NOUNS

    if noun.name not in NOUNS:
        return None
    return next((field for field in NOUNS[noun.name].fields if field.name == name), None)


def _of_type(app: App, noun: Noun, field: Field) -> list[Word]:
    """Return the words of a field by its type."""
    from crmcli.completing.fixed import currencies
    from crmcli.domain.exchange.fields import choices

    match field.type:
        case "choice":
            return [Word(word) for word in dict.fromkeys(choices(field.words).values())]
        case "flag":
            return [Word("yes"), Word("no")]
        case "currency":
            return currencies()
        case "tags":
            return _asked(app, lambda db: _names(db, "tag"))
        case "text" if field.name in _WORDY:
            return _asked(app, lambda db: _used(db, noun, field.name))
    return []


def _used(db: Reader, noun: Noun, column: str) -> list[Word]:
    """Return the words that the latest records have in a text field, the usual ones first."""
    if column not in db.tables[noun.table].columns:
        return []
    query = (
        f"SELECT v, count(*) AS n FROM (SELECT {column} AS v FROM {noun.table} WHERE {column} IS NOT NULL "
        "ORDER BY id DESC LIMIT :latest) u GROUP BY v ORDER BY n DESC, v LIMIT 200"
    )
    rows: list[tuple[Any, ...]] = db.tuples(query, {"latest": _RECENT})
    return [Word(row[0]) for row in rows]


def names_of(app: App, noun: Noun) -> list[str]:
    """Return the names of what the records of a noun can be asked in a filter."""
    from crmcli.domain.filter.fields import names_of as known

    return _asked(app, lambda db: known(db, noun))
