"""Field changes told from what the journal keeps: the old values, walked back from the row as it stands."""

import json
from typing import Any

from crmcli.domain.timeline.events import Event
from crmcli.domain.timeline.revisions import changes, lead_story, steps


def revision(key: int, change: int, table: str = "customer", **old: Any) -> Event:
    return Event(
        "revision",
        "change",
        "C",
        1,
        key,
        None,
        change,
        detail=json.dumps({"created_change": 1, **old}),
        state=table,
    )


def plain(column: str, value: Any, row: dict[str, Any]) -> str:
    del column, row
    return "—" if value is None else str(value)


def test_each_change_led_to_what_the_next_one_found() -> None:
    revisions = [revision(1, 5, city="Ankara"), revision(2, 6, city="İzmir"), revision(3, 7, city=None)]
    found = steps(revisions, {"city": "Bursa"})
    assert [(step.before["city"], step.after["city"]) for step in found] == [
        (None, "Bursa"),
        ("İzmir", None),
        ("Ankara", "İzmir"),
    ]


def test_one_change_of_a_row_is_one_step_however_often_it_wrote() -> None:
    revisions = [revision(1, 5, city="Ankara", phone="1"), revision(2, 5, city="İzmir")]
    (step,) = steps(revisions, {"city": "Bursa", "phone": "2"})
    assert step.before == {"city": "Ankara", "phone": "1"}


def test_what_was_set_and_set_back_in_one_change_is_no_change() -> None:
    revisions = [revision(1, 5, city="Bursa"), revision(2, 5, city="İzmir")]
    (step,) = steps(revisions, {"city": "Bursa"})
    assert step.before == {}
    assert changes("customer", [step], {}, plain) == []


def test_a_change_names_its_fields_and_leaves_derived_ones_out() -> None:
    found = steps(
        [revision(1, 5, name="Işık", name_fold="isik", name_sort="hsik", owner_id=None)],
        {"name": "Işık A.Ş.", "name_fold": "isik a s", "name_sort": "x", "owner_id": 3},
    )
    (event,) = changes("customer", found, {"name": "Işık A.Ş."}, plain)
    assert event.title == "name: Işık → Işık A.Ş.; owner: — → 3"
    assert event.party is None


def test_of_custom_fields_only_those_that_differ_are_told() -> None:
    found = steps(
        [revision(1, 5, custom='{"sector":"food","size":"m"}')], {"custom": '{"size":"m","vip":"yes"}'}
    )
    (event,) = changes("customer", found, {}, plain)
    assert event.title == "sector: food → —; vip: — → yes"


def lead(*revisions: Event, **current: Any) -> list[tuple[str, str | None, str | None]]:
    row = {"id": 7, "name": "Ada", "lost_reason_id": None, "lost_on": None, "lost_note": None, **current}
    return [(e.type, e.title or e.detail, e.moment) for e in lead_story(steps(revisions, row), row, plain)]


def test_a_lost_and_reopened_lead_tells_both() -> None:
    lost = revision(1, 5, "lead", status="working", lost_reason_id=None, lost_on=None)
    reopened = revision(2, 6, "lead", status="lost", lost_reason_id=3, lost_on="2026-03-15")
    assert lead(lost, reopened, status="new") == [
        ("lead", "reopened", None),
        ("lost", "3", "2026-03-15"),
    ]


def test_the_last_loss_takes_the_place_of_what_the_leads_row_says() -> None:
    row = {
        "id": 7,
        "name": "Ada",
        "status": "lost",
        "lost_reason_id": 3,
        "lost_on": "2026-03-15",
        "lost_note": None,
    }
    found = steps([revision(1, 5, "lead", status="new", lost_reason_id=None, lost_on=None)], row)
    (event,) = lead_story(found, row, plain)
    assert (event.source, event.key, event.change) == ("lead_lost", 7, 5)


def test_a_conversion_tells_itself_and_one_taken_back_is_said() -> None:
    assert lead(revision(1, 5, "lead", status="qualified"), status="converted") == []
    assert lead(revision(1, 5, "lead", status="converted"), status="qualified") == [
        ("lead", "conversion taken back", None)
    ]


def test_other_steps_of_a_lead_are_told_as_they_are() -> None:
    assert lead(revision(1, 5, "lead", status="new"), status="working") == [
        ("lead", "status: new → working", None)
    ]
