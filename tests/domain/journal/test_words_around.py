"""What rows around a sale, of care and marketing are called in the journal."""

import pytest

from crmcli.db import Store
from crmcli.domain.deleting import DeleteRecords, delete_records
from crmcli.domain.journal.history import ShowHistory, show_history
from crmcli.domain.journal.undo import Undo, undo
from crmcli.domain.journal.words import describe, thing
from crmcli.domain.nouns import CASE
from crmcli.domain.records import modify
from crmcli.domain.targets import Targets
from tests.store.business import fill
from tests.support.history import KEYS
from tests.support.store import writing


@pytest.fixture
def business(store: Store) -> Store:
    """A business with a row in every table."""
    fill(store)
    return store


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (("support_case", 1), "CS-1"),
        (("case_step", 1), "step of CS-1"),
        (("step_done", 1), "closing step done of O-1"),
        (("incident_customer", 1), "customer of IN-1"),
        (("segment_snapshot", 1), "snapshot of SG-1"),
        (("segment_member", 1), "member of a snapshot 1"),
        (("record_key", 1), "external id of CO-1"),
        (("firing", 1), "deed of PB-1"),
        (("campaign_member", 1), "CM-1 held_out"),
        (("payment", 1), "PY-1 2026-02-28"),
    ],
)
def test_every_row_says_whose_it_is(business: Store, row: tuple[str, int], text: str) -> None:
    with business.reading() as db:
        assert describe(db, row).startswith(text)


def test_every_table_has_a_name_without_the_store_s_own_words(business: Store) -> None:
    with business.reading() as db:
        names = {thing(table) for table in db.tables}
    assert not [name for name in names if "_" in name]
    assert len(names) == len(set(names))


def test_the_history_of_a_case_is_that_of_its_fields(business: Store) -> None:
    with writing(business) as db:
        modify(db, CASE, 1, {"priority": "low", "status": "resolved", "resolved_at": "2026-11-21"}, KEYS)
    with business.reading() as db:
        lines = show_history(db, ShowHistory("CS-1")).rows
    assert [(line.field, line.old, line.new) for line in lines if line.field == "priority"] == [
        ("priority", "urgent", "low")
    ]
    assert {line.field for line in lines} >= {"priority", "status", "resolved at"}


def test_a_case_that_is_named_is_not_deleted_and_says_by_what(business: Store) -> None:
    from crmcli.errors import Conflict

    with (
        pytest.raises(Conflict, match=r"CS-1 .* named by .*activity.*A-3|attachment"),
        writing(business) as db,
    ):
        delete_records(db, DeleteRecords("case", Targets(("CS-1",))))


def test_a_deleted_quote_comes_back_with_its_lines(business: Store) -> None:
    with business.reading() as db:
        before = db.tuples("SELECT id, quote_id, unit_price FROM quote_line")
    with writing(business) as db:
        delete_records(db, DeleteRecords("quote", Targets(("Q-1",))))
        change = db.change
    with writing(business) as db:
        undo(db, Undo(change))
    with business.reading() as db:
        assert db.tuples("SELECT id, quote_id, unit_price FROM quote_line") == before
