"""Rows of one file with the same key are one record, wherever they stand in it."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.db import open_store
from tests.domain.load.conftest import Content, Importer, meaning

Look = Callable[..., list[tuple[Any, ...]]]
BATCHES = pytest.mark.parametrize("batch", [1, 2, 5000])
HEADER = "name,e-mail,phone,city,tax number,tags\n"


@BATCHES
def test_rows_with_one_key_are_one_record(importing: Importer, look: Look, batch: int) -> None:
    rows = HEADER + "Işık,,,İzmir,1234567890,\nAda,,,,,\nIŞIK A.Ş.,,,,123 456 78 90,\nIşık,,,,1234567890,\n"
    assert importing("customer", rows, batch=batch).counts == {"new": 2, "repeated": 2}
    assert look("SELECT name FROM customer ORDER BY id") == [("Işık",), ("Ada",)]


@BATCHES
def test_later_values_win_and_blanks_keep_earlier_ones(importing: Importer, look: Look, batch: int) -> None:
    rows = "id,name,city,district\n1,Işık,İzmir,Konak\n2,Ada,,\n1,Işık Ltd.,Bursa,\n"
    importing("customer", rows, batch=batch)
    assert look("SELECT name, name_fold, city, district FROM customer WHERE id = 1") == [
        ("Işık Ltd.", "isik ltd", "Bursa", "Konak")
    ]


@BATCHES
def test_lists_grow(importing: Importer, look: Look, keys_of: Any, batch: int) -> None:
    rows = (
        "id,name,e-mail,phone,tags,A,B\n"
        "1,Işık,a@b.com,0532 123 45 67,vip,x,\n"
        "2,Ada,,,,,\n"
        "1,Işık,c@d.com;A@B.com,0533 111 22 33,bayi,,y\n"
    )
    done = importing("customer", rows, batch=batch, maps=("A=custom:A", "B=custom:B"))
    assert done.counts == {"new": 2, "repeated": 1}
    assert look("SELECT email, phone, custom FROM customer WHERE id = 1") == [
        ("a@b.com", "0532 123 45 67", '{"A": "x", "B": "y"}')
    ]
    assert keys_of(1) == [
        "email:a@b.com",
        "email:c@d.com",
        "external:1",
        "phone:+905321234567",
        "phone:+905331112233",
    ]
    assert look("SELECT count(*) FROM tagging") == [(2,)]


@BATCHES
def test_the_file_again_changes_nothing_though_its_rows_differ(
    importing: Importer, snapshot: Any, batch: int
) -> None:
    rows = HEADER + (
        "Işık,a@b.com,,İzmir,1234567890,vip\nAda,,,,,\nIşık,c@d.com,,Bursa,1234567890,bayi\nCan,,,,,\n"
    )
    importing("customer", rows, batch=batch)
    before = snapshot()
    assert importing("customer", rows, batch=batch).counts == {"unchanged": 3, "repeated": 1}
    assert snapshot() == before


@BATCHES
def test_a_repeat_brings_its_other_keys(importing: Importer, look: Look, batch: int) -> None:
    rows = HEADER + "Işık,a@b.com,,,1234567890,\nIşık,c@d.com,,,1234567890,\nIşık,c@d.com,,Bursa,,\n"
    assert importing("customer", rows, batch=batch).counts == {"new": 1, "repeated": 2}
    assert look("SELECT city FROM customer") == [("Bursa",)]


@BATCHES
def test_rows_with_ids_of_their_own_stay_apart(importing: Importer, look: Look, batch: int) -> None:
    rows = "id,name,phone\n1,Işık,0532 123 45 67\n2,Işık,0532 123 45 67\n,Işık,0532 123 45 67\n2,Işık Ltd.,\n"
    assert importing("customer", rows, batch=batch).counts == {"new": 2, "repeated": 2}
    assert look("SELECT name FROM customer ORDER BY id") == [("Işık",), ("Işık Ltd.",)]


@BATCHES
def test_an_id_may_come_with_a_later_row(importing: Importer, keys_of: Any, batch: int) -> None:
    rows = "id,name,phone\n,Işık,0532 123 45 67\n7,Işık,0532 123 45 67\n8,Işık,0532 123 45 67\n"
    assert importing("customer", rows, batch=batch).counts == {"new": 2, "repeated": 1}
    assert keys_of(1) == ["external:7", "phone:+905321234567"]
    assert keys_of(2) == ["external:8", "phone:+905321234567"]


@BATCHES
def test_rows_that_are_one_stored_record_are_joined(importing: Importer, look: Look, batch: int) -> None:
    importing("customer", HEADER + "Işık,a@b.com,0532 123 45 67,Muş,1234567890,\n")
    rows = HEADER + "Işık Ltd.,,,İzmir,1234567890,\nAda,,,,,\nIşık,,0532 123 45 67,Bursa,,\n"
    assert importing("customer", rows, batch=batch).counts == {"new": 1, "changed": 1, "repeated": 1}
    assert look("SELECT name, city FROM customer WHERE id = 1") == [("Işık", "Bursa")]
    assert importing("customer", rows, batch=batch).counts == {"unchanged": 2, "repeated": 1}


@BATCHES
def test_honest_repeats_without_a_key_are_kept(importing: Importer, look: Look, batch: int) -> None:
    rows = "ordered_on,total\n2026-01-01,10\n2026-01-01,10\n2026-01-02,10\n2026-01-01,10\n"
    assert importing("order", rows, batch=batch).counts == {"new": 4}
    assert importing("order", rows, batch=batch).counts == {"unchanged": 4}
    assert importing("order", rows + "2026-01-01,10\n", batch=batch).counts == {"new": 1, "unchanged": 4}
    assert look("SELECT count(*), sum(total_minor) FROM sales_order") == [(5, 5000)]


@BATCHES
def test_a_bad_repeat_is_rejected_alone(importing: Importer, look: Look, batch: int) -> None:
    rows = "id,name,owner\n1,Işık,\n2,Ada,\n1,Işık Ltd.,nobody\n1,Işık A.Ş.,\n"
    done = importing("customer", rows, batch=batch, rejects=True)
    assert done.counts == {"new": 2, "repeated": 1, "rejected": 1}
    assert [line for line, _ in done.reasons] == [4]
    assert look("SELECT name FROM customer WHERE id = 1") == [("Işık A.Ş.",)]


@BATCHES
def test_a_good_repeat_of_a_bad_row_is_taken(importing: Importer, look: Look, batch: int) -> None:
    rows = "id,name,owner\n1,Işık,nobody\n2,Ada,\n1,Işık Ltd.,\n1,Işık A.Ş.,\n"
    done = importing("customer", rows, batch=batch, rejects=True)
    assert done.counts == {"new": 2, "repeated": 1, "rejected": 1}
    assert [line for line, _ in done.reasons] == [2]
    assert look("SELECT name FROM customer WHERE id = 1") == [("Işık A.Ş.",)]


@BATCHES
def test_every_row_of_a_refused_record_is_rejected(importing: Importer, batch: int) -> None:
    importing("customer", "id,name\n1,Işık\n")
    rows = "id,name\n1,Işık\n2,Ada\n1,Işık\n"
    done = importing("customer", rows, batch=batch, rejects=True, mode="create")
    assert done.counts == {"new": 1, "rejected": 2}
    assert [line for line, _ in done.reasons] == [2, 4]


@BATCHES
def test_a_repeated_opportunity_begins_in_its_last_stage(importing: Importer, look: Look, batch: int) -> None:
    rows = "id,name,stage,close_date\n1,Masa,New,2026-01-05\n2,Dolap,New,\n1,Masa,Won,2026-02-01\n"
    assert importing("opportunity", rows, batch=batch).counts == {"new": 2, "repeated": 1}
    query = "SELECT s.name, o.closed_on FROM opportunity o JOIN stage s ON s.id = o.stage_id WHERE o.id = 1"
    assert look(query) == [("Won", "2026-02-01")]
    assert look("SELECT changed_on FROM stage_change WHERE opportunity_id = 1") == [("2026-02-01",)]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["", "1", "2", "3"]),
        st.sampled_from(["Işık", "IŞIK", "Ada", "—"]),
        st.sampled_from(["", "a@b.com", "A@B.com", "c@d.com;a@b.com", "yok"]),
        st.sampled_from(["", "0532 123 45 67", "+905321234567", "0533 111 22 33"]),
        st.sampled_from(["", "1234567890", "1111111111", "5555555550"]),
        st.sampled_from(["", "İzmir", "Bursa"]),
    ),
    max_size=12,
)


def import_all(batch: int, *texts: str) -> tuple[list[Any], Content]:
    """Import files into a store of their own; return what was said of each, and what is stored."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"{folder}/crm.db")
        importing = Importer(store, Path(folder), {"batch": batch})
        done = [importing("customer", text, rejects=True) for text in texts]
        with store.reading() as db:
            return [(each.counts, each.reasons) for each in done], meaning(db)


def text_of(rows: list[Any], *, ids: bool) -> str:
    """Return rows as a file, with their ids or without."""
    table = [("id", "name", "e-mail", "phone", "tax number", "city"), *rows]
    return "".join(",".join(row if ids else row[1:]) + "\n" for row in table)


@settings(max_examples=25)
@given(rows=ROWS, old=ROWS, ids=st.booleans())
def test_where_a_batch_ends_makes_no_difference(rows: list[Any], old: list[Any], ids: bool) -> None:
    files = [text_of(part, ids=ids) for part in (old, rows)]
    whole = import_all(5000, *files)
    assert import_all(1, *files) == whole
    assert import_all(3, *files) == whole


@settings(max_examples=25)
@given(rows=ROWS, ids=st.booleans())
def test_any_file_comes_in_once(rows: list[Any], ids: bool) -> None:
    text = text_of(rows, ids=ids)
    [_, (again, _)], _ = import_all(5000, text, text)
    # Joining rows may make a record like another one: then the file is told to give a key.
    assert set(again) <= {"unchanged", "repeated", "rejected"}
