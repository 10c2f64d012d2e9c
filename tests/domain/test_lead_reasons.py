"""The catalogue of reasons for which leads are lost."""

import pytest

from crmcli.db import Store
from crmcli.domain.nouns import LEAD
from crmcli.domain.reason import (
    AddReason,
    EditReason,
    ListReasons,
    RetireReasons,
    add_reason,
    edit_reason,
    find_reason,
    list_reasons,
    retire_reasons,
)
from crmcli.errors import Conflict, NotFound, Refused, UsageError
from tests.domain.conversion_cases import lead, record
from tests.support.store import writing


def test_a_new_store_has_reasons_and_other_asks_for_a_note(store: Store) -> None:
    with store.reading() as db:
        rows = {row.name: row.needs_note for row in list_reasons(db, ListReasons()).rows}
    assert rows["price"] is False
    assert rows["other"] is True


def test_the_list_counts_what_was_lost_for_each(store: Store) -> None:
    with writing(store) as db:
        reason = find_reason(db, "price").number
        lead(db, name="A", status="lost", lost_reason=reason)
        counts = {row.name: (row.leads, row.opportunities) for row in list_reasons(db, ListReasons()).rows}
        assert counts["price"] == (1, 0)
        assert counts["timing"] == (0, 0)


def test_a_reason_is_added_once(store: Store) -> None:
    with writing(store) as db:
        add_reason(db, AddReason("Kullanılmış aldı", needs_note=True))
        assert find_reason(db, "kullanilmis aldi").needs_note
        with pytest.raises(Conflict):
            add_reason(db, AddReason("KULLANILMIŞ ALDI"))


def test_a_renamed_reason_keeps_what_was_lost_for_it(store: Store) -> None:
    with writing(store) as db:
        reason = find_reason(db, "price")
        number = record(db, LEAD, name="A", status="lost", lost_reason=reason.number)
        edit_reason(db, EditReason("price", new_name="fiyat"))
        query = "SELECT r.name FROM lead l JOIN lost_reason r ON r.id = l.lost_reason_id WHERE l.id = :id"
        assert db.value(query, {"id": number}) == "fiyat"
        with pytest.raises(Conflict):
            edit_reason(db, EditReason("fiyat", new_name="Timing"))
        with pytest.raises(UsageError):
            edit_reason(db, EditReason("fiyat"))


def test_a_retired_reason_is_refused_and_comes_back(store: Store) -> None:
    with writing(store) as db:
        retire_reasons(db, RetireReasons(("price", "timing")))
        with pytest.raises(Refused) as error:
            find_reason(db, "price")
        assert error.value.hint == 'crm reason edit "price" --active'
        with pytest.raises(NotFound):
            find_reason(db, "tim")
        edit_reason(db, EditReason("price", active=True))
        add_reason(db, AddReason("timing"))
        assert find_reason(db, "price").active
        assert find_reason(db, "timing").active


def test_the_last_reason_stays(store: Store) -> None:
    with writing(store) as db:
        names = tuple(row.name for row in list_reasons(db, ListReasons()).rows)
        with pytest.raises(Refused):
            retire_reasons(db, RetireReasons(names))
