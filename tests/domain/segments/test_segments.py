"""Segments: saved, counted, frozen, compared; undone like anything else."""

from datetime import date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.adding import AddRecord
from crmcli.domain.deleting import DeleteRecords, delete_records
from crmcli.domain.editing import EditRecords
from crmcli.domain.journal.undo import Undo, undo
from crmcli.domain.segments.overlap import OverlapSegments, overlap_segments
from crmcli.domain.segments.saved import edit_segments, noun_named, one_filter, save_segment
from crmcli.domain.segments.snapshots import (
    DiffSegment,
    FreezeSegment,
    OneSegment,
    diff_segment,
    freeze_segment,
    list_snapshots,
)
from crmcli.domain.segments.views import ListSegments, ShowSegment, list_segments, show_segment
from crmcli.domain.targets import Targets
from crmcli.domain.views import ListRecords
from crmcli.errors import Conflict, NotFound, UsageError
from tests.support.making import CONTEXT, add, edit
from tests.support.store import writing

NOW = CONTEXT.today


def save(store: Store, name: str, text: str, noun: str = "customer") -> Any:
    with writing(store) as db:
        return save_segment(db, AddRecord("segment", {"name": name, "filter": text, "noun": noun}, CONTEXT))


def freeze(store: Store, ref: str, label: str | None = None, on: date = NOW) -> Any:
    with writing(store) as db:
        return freeze_segment(db, FreezeSegment(ref, on, label))


def diff(
    store: Store, since: str | None = None, to: str | None = None, *, stayed: bool = False
) -> tuple[list[tuple[str, str, str | None]], str]:
    with store.reading() as db:
        found = diff_segment(db, DiffSegment("İzmir", NOW, since, to, stayed))
        return [(row.change, row.id, row.name) for row in found.rows], found.notes[0]


@pytest.fixture
def town(store: Store) -> Store:
    """Four customers, three of them in İzmir, and a segment of these."""
    for name, city in (("Ada", "İzmir"), ("Deniz", "izmir"), ("Su", "İzmir"), ("Can", "Bursa")):
        add(store, "customer", name, city=city)
    save(store, "İzmir", "city=izmir")
    return store


def test_a_segment_is_counted_when_it_is_saved_and_each_time_it_is_listed(town: Store) -> None:
    result = save(town, "Not there", "in segment İzmir and name ~ a")
    assert result.notes == ("Not there: 1 customer now",)
    edit(town, "customer", "C-4", city="izmir")
    with town.reading() as db:
        rows = list_segments(db, ListSegments(ListRecords(), NOW)).rows
    assert [(row.name, row.size) for row in rows] == [("İzmir", 4), ("Not there", 2)]


def test_a_name_is_given_once(town: Store) -> None:
    with pytest.raises(Conflict, match='there is a segment "IZMIR" already, SG-1'):
        save(town, "IZMIR", "city=x")


def test_what_can_not_be_asked_is_not_saved(town: Store) -> None:
    for text, noun, message in (
        ("citty=x", "customer", r'no field "citty" \(column 1\)'),
        ("city=", "customers", None),
        ("status=open", "leads", None),
        ("status=open", "stones", 'there are no "stones"'),
        ("in segment Neu", "customer", "a segment can.t be a part of itself"),
        ("in segment Alt", "customer", "no segment is called"),
    ):
        if message is None:
            save(town, f"{noun} {text}", text, noun)
            continue
        with pytest.raises(UsageError, match=message):
            save(town, "Neu", text, noun)
    with town.reading() as db:
        assert db.value("SELECT count(*) FROM segment WHERE name = 'Neu'") == 0


def test_a_segment_can_not_be_made_a_part_of_itself(town: Store) -> None:
    save(town, "Inner", "in segment İzmir and name ~ a")
    with pytest.raises(UsageError, match="part of itself"), writing(town) as db:
        edit_segments(db, EditRecords("segment", Targets(("SG-1",)), {"filter": "in segment Inner"}, CONTEXT))
    with town.reading() as db:
        assert db.value("SELECT filter FROM segment WHERE id = 1") == "city=izmir"


def test_a_segment_whose_filter_broke_is_listed_without_a_size_and_says_why(town: Store) -> None:
    save(town, "Gone", "in segment İzmir")
    with writing(town) as db:
        delete_records(db, DeleteRecords("segment", Targets(("SG-1",))))
    with town.reading() as db:
        found = list_segments(db, ListSegments(ListRecords(), NOW))
    assert [(row.name, row.size) for row in found.rows] == [("Gone", None)]
    assert found.notes == ('segment "Gone": no segment is called "İzmir" (column 12)',)


def test_a_segment_shows_the_list_of_its_noun(town: Store) -> None:
    save(town, "Leads", "status=open", "lead")
    save(town, "Goods", "active=yes", "products")
    add(town, "lead", "Veli")
    add(town, "product", "Masa")
    with town.reading() as db:
        shown = [show_segment(db, ShowSegment(ref, NOW)) for ref in ("İzmir", "Leads", "Goods")]
    assert [[row.name for row in found.rows] for found in shown] == [
        ["Ada", "Deniz", "Su"],
        ["Veli"],
        ["Masa"],
    ]
    assert [found.row.__name__ for found in shown] == ["CustomerRow", "LeadRow", "MemberRow"]


def test_joined_left_and_stayed_are_told_since_a_snapshot(town: Store) -> None:
    assert freeze(town, "İzmir", "before").summary == "Froze İzmir as before: 3 customers on 2026-11-21"
    edit(town, "customer", "C-1", city="Bursa")
    edit(town, "customer", "C-4", city="İzmir")
    assert diff(town) == (
        [("joined", "C-4", "Can"), ("left", "C-1", "Ada")],
        "1 joined, 1 left, 2 stayed; --stayed lists those, too",
    )
    freeze(town, "İzmir", "after")
    edit(town, "customer", "C-1", city="İzmir")
    assert diff(town, "before", "after")[0] == [("joined", "C-4", "Can"), ("left", "C-1", "Ada")]
    assert diff(town, "after", stayed=True)[0] == [
        ("joined", "C-1", "Ada"),
        ("stayed", "C-2", "Deniz"),
        ("stayed", "C-3", "Su"),
        ("stayed", "C-4", "Can"),
    ]
    with town.reading() as db:
        sizes = [(row.label, row.size) for row in list_snapshots(db, OneSegment("SG-1")).rows]
        shown = show_segment(db, ShowSegment("SG-1", NOW, snapshot="before"))
    assert sizes == [("before", 3), ("after", 3)]
    assert [row.name for row in shown.rows] == ["Ada", "Deniz", "Su"]


def test_a_snapshot_is_found_by_its_label_or_the_day(town: Store) -> None:
    with pytest.raises(NotFound, match="was never frozen"):
        diff(town)
    freeze(town, "İzmir", "İlk", date(2026, 9, 1))
    freeze(town, "İzmir", None, date(2026, 10, 1))
    assert diff(town, "ilk")[1] == "0 joined, 0 left, 3 stayed; --stayed lists those, too"
    assert diff(town, "2026-10-15")[0] == []
    with pytest.raises(NotFound, match='no snapshot "soon"'):
        diff(town, "soon")
    with pytest.raises(NotFound, match="no snapshot until 2026-08-31"):
        diff(town, "2026-08-31")
    with pytest.raises(Conflict, match="has a snapshot İlk"):
        freeze(town, "İzmir", "ILK")


def test_who_was_merged_or_deleted_since_is_told_as_such(town: Store) -> None:
    freeze(town, "İzmir")
    with writing(town) as db:
        delete_records(db, DeleteRecords("customer", Targets(("C-3",))))
        db.update("customer", 1, {"city": "İzmir"})
        db.insert("alias", {"noun": "customer", "number": 2, "customer_id": 1})
        db.execute("DELETE FROM customer WHERE id = 2")
    assert diff(town, stayed=True)[0] == [("left", "C-3", None), ("stayed", "C-1", "Ada")]
    with town.reading() as db:
        shown = show_segment(db, ShowSegment("SG-1", NOW, snapshot="today"))
    assert [row.name for row in shown.rows] == ["Ada"]


def test_two_segments_are_compared(town: Store) -> None:
    save(town, "A names", "name ~ a")
    save(town, "Leads", "status=open", "leads")
    with town.reading() as db:
        one, other = overlap_segments(db, OverlapSegments("İzmir", "A names", NOW)).rows
        both = overlap_segments(db, OverlapSegments("İzmir", "A names", NOW, members=True)).rows
        with pytest.raises(UsageError, match="nobody in common"):
            overlap_segments(db, OverlapSegments("İzmir", "Leads", NOW))
    assert (one.size, one.both, one.only, one.share, one.jaccard) == (3, 1, 2, 1 / 3, 1 / 4)
    assert (other.size, other.both, other.only, other.share, other.jaccard) == (2, 1, 1, 1 / 2, 1 / 4)
    assert [(row.id, row.name) for row in both] == [("C-1", "Ada")]


def test_a_deletion_takes_the_snapshots_with_it_and_undo_brings_them_back(town: Store) -> None:
    freeze(town, "İzmir", "before")
    with writing(town) as db:
        delete_records(db, DeleteRecords("segment", Targets(("SG-1",))))
    with town.reading() as db:
        assert db.value("SELECT count(*) FROM segment_member") == 0
    with writing(town) as db:
        undo(db, Undo())
    assert diff(town)[1] == "0 joined, 0 left, 3 stayed; --stayed lists those, too"
    with writing(town) as db:
        number = db.value("SELECT max(created_change) FROM segment_snapshot")
    assert number is not None


def test_several_conditions_are_kept_as_one() -> None:
    assert one_filter(["a=1 or b=2", " c=3 "]) == "(a=1 or b=2) and (c=3)"
    assert one_filter([" a=1"]) == "a=1"
    assert [noun_named(text).name for text in ("customers", "order-lines", "order line", "case")] == [
        "customer",
        "order_line",
        "order_line",
        "case",
    ]


def test_a_segment_that_was_frozen_stays_of_its_noun(town: Store) -> None:
    def to_leads(ref: str) -> Any:
        with writing(town) as db:
            return edit_segments(db, EditRecords("segment", Targets((ref,)), {"noun": "leads"}, CONTEXT))

    freeze(town, "SG-1")
    with pytest.raises(Conflict, match="İzmir was frozen with customers in it"):
        to_leads("SG-1")
    save(town, "Yeni", "city=izmir")
    assert to_leads("SG-2").items[0].status == "changed"


def test_who_can_not_be_asked_after_a_renaming_is_told(town: Store) -> None:
    save(town, "Kıyı", "in segment İzmir or city=bursa")
    save(town, "Nummer", "in segment SG-1")
    with writing(town) as db:
        request = EditRecords("segment", Targets(("SG-1",)), {"name": "Ege"}, CONTEXT)
        notes = edit_segments(db, request).notes
    assert notes[0] == "Ege: 3 customers now"
    assert [note[:36] for note in notes[1:]] == ["SG-2 Kıyı can't be asked any longer:"]
