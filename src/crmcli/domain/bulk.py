"""Many new records of one noun at once, a column at a time; the import's way in.

Writes exactly what ``records.create`` writes for each row, in few statements.
"""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING, Any

from crmcli.domain.nouns import CONTACT, LEAD, Noun
from crmcli.domain.records import LINK, REACHED, TAGGED, column_of, dump_custom
from crmcli.domain.text import fold, fold_all, sort_key, sort_keys
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmcli.domain.load.frame import Frame
    from crmcli.sql import Reader, Writer

ROW_SOURCE = "#row"  # the source of keys made from a row's content
_NOT_COLUMNS = ("external_id", "tags", "row_key")


def create_many(db: Writer, noun: Noun, frame: Frame, source: str) -> Sequence[int]:
    """Insert records; return their numbers in the order of the frame's rows.

    ``source`` is the program that external ids belong to. The column ``row_key`` holds the keys of
    rows that have no other: their content and how often it came.
    """
    if not len(frame):
        return ()
    ids = db.allocate(noun.table, len(frame))
    columns = stored(db, noun, frame) | _forms(db, noun, frame)
    db.insert_many(noun.table, ("id", *columns), zip(ids, *columns.values(), strict=True))
    _insert_keys(db, noun, ids, frame, source)
    if noun in TAGGED and "tags" in frame.columns:
        _insert_tags(db, noun, ids, frame.columns["tags"])
    if noun is CONTACT and "customer" in frame.columns:
        _insert_links(db, ids, frame)
    return ids


def stored(db: Reader, noun: Noun, frame: Frame) -> dict[str, list[Any]]:
    """Return column -> the values as they are stored, without the forms made of them; None for blank."""
    known = db.tables[noun.table].columns
    made: dict[str, list[Any]] = {}
    for name, values in frame.columns.items():
        column = column_of(name, known)
        if name in _NOT_COLUMNS or column not in known or (noun is CONTACT and name in LINK):
            continue
        made[column] = values
        if name == "custom":
            made[column] = [dump_custom(value) if value else None for value in values]
        elif tuple in set(map(type, values)):
            made[column] = [value[0] if value else None for value in values]
    return made


def _forms(db: Reader, noun: Noun, frame: Frame) -> dict[str, list[Any]]:
    """Return column -> the folded and sorting forms."""
    made: dict[str, list[Any]] = {}
    count = len(frame)
    if noun is LEAD or "name" in frame.columns:
        names: Sequence[str | None] = frame.columns.get("name") or [None] * count
        firms: Sequence[str | None] = (noun is LEAD and frame.columns.get("company")) or [None] * count
        shown = [name or firm or "" for name, firm in zip(names, firms, strict=True)]
        made["name_sort"] = sort_keys(shown)
        made["name_fold"] = frame.folds.get("name") or fold_all(shown)
    known = db.tables[noun.table].columns
    for name in ("sku", "number"):
        if name in frame.columns and f"{name}_fold" in known:
            values = frame.columns[name]
            made[f"{name}_fold"] = [
                folded if value else None for value, folded in zip(values, frame.folds[name], strict=True)
            ]
    return made


def _insert_keys(db: Writer, noun: Noun, ids: Sequence[int], frame: Frame, source: str) -> None:
    if noun.keyed != "identity":
        _insert_record_keys(db, noun, ids, frame, source)
        return
    for kind, (places, norms, texts) in frame.norms.items():
        owners = [ids[place] for place in places]
        same = {"kind": kind, "noun": noun.name}
        if kind == "external":
            same["source"] = source
        elif noun not in REACHED:
            continue
        if texts is None:
            db.insert_many("identity", ("norm", noun.owner), zip(norms, owners, strict=True), same)
        else:
            rows = zip(norms, owners, texts, strict=True)
            db.insert_many("identity", ("norm", noun.owner, "value"), rows, same)
    if "row_key" in frame.columns:
        made = zip(frame.columns["row_key"], ids, strict=True)
        same = {"kind": "external", "noun": noun.name, "source": ROW_SOURCE}
        db.insert_many("identity", ("norm", noun.owner), compress(made, frame.columns["row_key"]), same)


def _insert_record_keys(db: Writer, noun: Noun, ids: Sequence[int], frame: Frame, source: str) -> None:
    """Insert the external ids of what is no person, and the keys made of rows' content."""
    places, norms, _ = frame.norms.get("external", ((), (), None))
    owners = [ids[place] for place in places]
    same = {"noun": noun.name, "source": source}
    db.insert_many(noun.keyed, ("norm", "number"), zip(norms, owners, strict=True), same)
    if "row_key" in frame.columns:
        made = zip(frame.columns["row_key"], ids, strict=True)
        same = {"noun": noun.name, "source": ROW_SOURCE}
        db.insert_many(noun.keyed, ("norm", "number"), compress(made, frame.columns["row_key"]), same)


def _insert_tags(db: Writer, noun: Noun, ids: Sequence[int], tags: Sequence[Sequence[str] | None]) -> None:
    names = dict.fromkeys(name for several in tags for name in several or ())
    if not names:
        return
    folded = {name: fold(name) or name for name in names}
    numbers = tag_numbers(db, {form: name for name, form in reversed(folded.items())})
    number_of = {name: numbers[form] for name, form in folded.items()}
    pairs = (
        (number_of[name], row_id) for row_id, several in zip(ids, tags, strict=True) for name in several or ()
    )
    db.insert_many("tagging", ("tag_id", noun.owner), dict.fromkeys(pairs))


def tag_numbers(db: Writer, wanted: Mapping[str, str]) -> dict[str, int]:
    """Return folded name -> tag, making those that are new; ``wanted`` is folded name -> name."""
    listed, values = within(db.engine, "name_fold", "forms", list(wanted))
    numbers = dict(db.tuples(f"SELECT name_fold, id FROM tag WHERE {listed}", values))
    for folded, name in wanted.items():
        if folded not in numbers:
            numbers[folded] = db.insert(
                "tag", {"name": name, "name_fold": folded, "name_sort": sort_key(name)}
            )
    return numbers


def _insert_links(db: Writer, ids: Sequence[int], frame: Frame) -> None:
    """Link new contacts to their customers; the first contact of a customer is its primary one."""
    count = len(frame)
    several = [frame.columns.get(name) or [None] * count for name in LINK]
    linked = [(row_id, *link) for row_id, *link in zip(ids, *several, strict=True) if link[0] is not None]
    if not linked:
        return
    listed, values = within(db.engine, "customer_id", "ids", sorted({link[1] for link in linked}))
    query = f"SELECT customer_id FROM customer_contact WHERE is_primary = 1 AND {listed}"
    has_primary = {row[0] for row in db.tuples(query, values)}
    made = []
    for row_id, customer, role, since, until, told in linked:
        primary = int(customer not in has_primary) if told is None else told
        if primary:
            has_primary.add(customer)
        made.append((customer, row_id, role, since, until, primary))
    db.insert_many(
        "customer_contact", ("customer_id", "contact_id", "role", "since", "until", "is_primary"), made
    )
