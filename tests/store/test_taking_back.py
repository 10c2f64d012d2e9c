"""Taking a change back when the store itself objects: whole or not at all, unless asked for the rest."""

import pytest

from crmcli.db import Store
from crmcli.domain import records, removing
from crmcli.domain.journal.undo import Undo, undo
from crmcli.domain.nouns import CUSTOMER
from crmcli.errors import Conflict, Refused
from tests.store.business import contents, named
from tests.support.store import raw_connection, writing

KEYS = records.Keys()


def deleted_with_its_key_taken(store: Store) -> int:
    """Delete a customer and give its key to another; return the change that deleted it."""
    with writing(store) as db:
        first = records.create(db, CUSTOMER, {"name": "Eski", "kind": "person", "external_id": "7"}, KEYS)
    with writing(store) as db:
        removing.delete(db, CUSTOMER, first)
        change = db.change
    with writing(store) as db:
        records.create(db, CUSTOMER, {"name": "Yeni", "kind": "person", "external_id": "7"}, KEYS)
    return change


def test_a_key_taken_since_stops_the_whole_undo(store: Store, engine_url: str) -> None:
    change = deleted_with_its_key_taken(store)
    before = contents(engine_url)
    taken = "another record has this external id already"
    with pytest.raises(Conflict, match=taken) as caught, writing(store) as db:
        undo(db, Undo(change))
    assert caught.value.hint == f"crm undo {change} --keep-edited"
    assert contents(engine_url) == before


def test_asked_for_the_rest_it_is_put_back_without_the_key_and_said_once(store: Store) -> None:
    change = deleted_with_its_key_taken(store)
    with writing(store) as db:
        result = undo(db, Undo(change, keep_edited=True))
    assert [(line.outcome, line.what, line.count) for line in result.items] == [
        ("reversed", "customer put back", 1),
        ("refused", "phone, e-mail or key", 1),
    ]
    assert result.exit_code == 5


def test_a_name_taken_since_stops_the_undo_of_a_renaming(store: Store, engine_url: str) -> None:
    with writing(store) as db:
        first = db.insert("tag", named("eski"))
    with writing(store) as db:
        db.update("tag", first, named("yeni"))
        change = db.change
    with writing(store) as db:
        db.insert("tag", named("eski"))
    before = contents(engine_url)
    with pytest.raises(Conflict, match="there is one like this already"), writing(store) as db:
        undo(db, Undo(change))
    with pytest.raises(Conflict, match=f"nothing of change {change} can be taken back"), writing(store) as db:
        undo(db, Undo(change, keep_edited=True))
    assert contents(engine_url) == before


def test_where_everything_was_touched_since_the_change_stays_in_force(store: Store, engine_url: str) -> None:
    with writing(store) as db:
        first = records.create(db, CUSTOMER, {"name": "Eski", "kind": "person"}, KEYS)
        change = db.change
    with writing(store) as db:
        records.modify(db, CUSTOMER, first, {"city": "İzmir"}, KEYS)
    before = contents(engine_url)
    message = f"change {change} can't be taken back before change {change + 1}"
    with pytest.raises(Conflict, match=message) as caught, writing(store) as db:
        undo(db, Undo(change, keep_edited=True))
    assert caught.value.hint == f"crm undo {change + 1}"
    assert contents(engine_url) == before


@pytest.mark.parametrize("column", ["tbl", "old"])
def test_a_journal_that_holds_what_the_program_never_wrote_is_told_as_damage(
    store: Store, engine_url: str, column: str
) -> None:
    with writing(store) as db:
        number = db.insert("customer", {**named("a"), "kind": "person"})
    with writing(store) as db:
        db.update("customer", number, {"city": "İzmir"})
    connection = raw_connection(engine_url)
    connection.execute(f"UPDATE revision SET {column} = 'nonsense'")
    connection.close()
    with pytest.raises(Refused, match="the store is damaged"), writing(store) as db:
        undo(db, Undo(None))
