"""A merge done again where the record that went has come to live its own life: both stay whole."""

import pytest

from crmcli.db import Store
from crmcli.domain.journal.undo import Undo, undo
from crmcli.domain.merging.merge import merge
from crmcli.domain.merging.request import MergeRequest
from crmcli.domain.nouns import CUSTOMER
from crmcli.errors import Conflict
from tests.support.making import add, edit, one
from tests.support.store import writing


def test_a_number_never_means_two_records_after_a_redo_that_keeps_later_work(store: Store) -> None:
    add(store, "customer", "Işık", phone=["0532 111 22 33"])
    add(store, "customer", "Işık Mobilya")
    add(store, "order", customer="C-1", total="500 TL")
    with writing(store) as db:
        merge(db, MergeRequest(CUSTOMER, 2, (1,)))
        merged = db.change
    with writing(store) as db:
        undo(db, Undo(merged))
        taken_back = db.change
    edit(store, "customer", "C-1", note="arandı")
    with pytest.raises(Conflict, match="C-2 Işık Mobilya: C-1 stays"), writing(store) as db:
        undo(db, Undo(taken_back, keep_edited=True))
    assert one(store, "SELECT count(*) FROM alias") == (0,)
    assert one(store, "SELECT note FROM customer WHERE id = 1") == ("arandı",)
    assert one(store, "SELECT customer_id FROM sales_order") == (1,)
    assert one(store, "SELECT customer_id FROM identity WHERE kind = 'phone'") == (1,)
