"""The timeline's rules on events made by hand: each once, in order, summed up per currency."""

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.timeline.events import Event, Placed, distinct, placed, totals, without_echoes

_NUMBERS = iter(range(1, 1_000_000))
ISTANBUL = ZoneInfo("Europe/Istanbul")


def event(source: str = "activity", moment: str | None = "2026-11-20", **given: Any) -> Event:
    """An event noted by hand on 21 November at nine."""
    number = given.pop("number", next(_NUMBERS))
    kind = given.pop("type", {"activity": "call"}.get(source, source))
    fixed = {"recorded": "2026-11-21T09:00:00Z", "command": "log call", "actor": "ayse", "change": 7}
    return Event(source, kind, "A", number, given.pop("key", number), moment, **{**fixed, **given})


def order(day: str | None, amount: int | None, currency: str | None = "TRY", **given: Any) -> Event:
    return event(
        "order", day, amount=amount, currency=currency, state=given.pop("state", "completed"), **given
    )


def moments(places: list[Placed]) -> list[str | None]:
    return [place.moment for place in places]


def test_an_event_that_comes_by_two_ways_is_one_event() -> None:
    by_lead = event(number=4, customer=None)
    by_customer = event(number=4, customer=12)
    assert distinct([by_lead, by_customer, by_lead]) == [by_customer]


def test_records_of_two_kinds_with_one_number_are_two_events() -> None:
    assert len(distinct([event(number=4), event("order", number=4)])) == 2


def test_events_stand_by_day_then_by_time() -> None:
    events = [event(moment=m) for m in ("2026-11-20T15:00:00Z", "2026-11-19", "2026-11-20T08:00:00Z")]
    assert moments(placed(events, UTC)) == ["2026-11-19", "2026-11-20T08:00:00Z", "2026-11-20T15:00:00Z"]


def test_a_day_without_a_time_stands_before_the_times_of_that_day() -> None:
    events = [event(moment="2026-11-20T00:00:01Z"), event("order", "2026-11-20")]
    assert moments(placed(events, UTC)) == ["2026-11-20", "2026-11-20T00:00:01Z"]


def test_what_was_noted_on_its_own_day_stands_at_the_time_it_was_noted() -> None:
    call = event(moment="2026-11-21T08:30:00Z")
    conversion = event("conversion", "2026-11-21", recorded="2026-11-21T08:45:00Z")
    later = event(moment="2026-11-21T09:30:00Z")
    assert [place.event for place in placed([later, conversion, call], UTC)] == [call, conversion, later]


def test_a_lead_stands_before_its_conversion_and_that_before_the_opportunity_it_made() -> None:
    kinds = ["opportunity", "activity", "conversion", "lead"]
    events = [event(kind, "2026-11-21") for kind in kinds]
    assert [place.event.source for place in placed(events, UTC)] == [
        "lead",
        "activity",
        "conversion",
        "opportunity",
    ]


def test_days_are_those_of_the_zone_asked_for() -> None:
    late = event(moment="2026-10-31T22:30:00Z")
    assert placed([late], UTC)[0].day == "2026-10-31"
    assert placed([late], ISTANBUL)[0].day == "2026-11-01"


def test_without_a_day_of_its_own_an_event_noted_by_hand_is_as_old_as_its_note() -> None:
    place = placed([event("opportunity", None)], UTC)[0]
    assert (place.moment, place.day) == ("2026-11-21T09:00:00Z", "2026-11-21")


def test_what_was_imported_without_a_day_has_none_and_stands_first() -> None:
    imported = event("order", None, command="import orders …")
    assert [p.day for p in placed([event(moment="1999-01-01"), imported], UTC)] == ["", "1999-01-01"]


def test_who_noted_it_did_it_unless_a_user_is_named_or_it_was_imported() -> None:
    by_hand, named = event(), event(who="Elif Demir")
    imported = event(command="import activities …")
    assert [placed([e], UTC)[0].who for e in (by_hand, named, imported)] == ["ayse", "Elif Demir", None]


def test_the_branch_that_noted_it_stands_in_where_the_event_has_none() -> None:
    noted = event(recorded_branch="Kadıköy")
    assert placed([noted], UTC)[0].branch == "Kadıköy"
    assert placed([event(branch="İzmir", recorded_branch="Kadıköy")], UTC)[0].branch == "İzmir"
    assert placed([event(recorded_branch="Kadıköy", command="demo")], UTC)[0].branch is None


def test_a_conversion_tells_of_the_customer_and_the_contact_it_made() -> None:
    made = [event(source, change=9) for source in ("conversion", "customer", "contact", "opportunity")]
    other = event("contact", change=10)
    assert [e.source for e in without_echoes([*made, other])] == ["conversion", "opportunity", "contact"]


def test_a_contact_imported_without_a_date_is_no_event() -> None:
    assert without_echoes([event("contact", None, command="import contacts …")]) == []
    assert len(without_echoes([event("contact", "2026-01-01", command="import contacts …")])) == 1


def sums(*orders: Event) -> list[int | None]:
    places = placed(orders, UTC)
    found = totals(places)
    return [found.get(place.event.key) for place in places]


def test_the_total_adds_up_and_a_refund_takes_off() -> None:
    assert sums(
        order("2026-01-01", 10_000), order("2026-02-01", 5_050), order("2026-03-01", -10_000, type="refund")
    ) == [10_000, 15_050, 5_050]


def test_each_currency_has_a_total_of_its_own() -> None:
    orders = [order(f"2026-01-0{d}", 100, c) for d, c in ((1, "TRY"), (2, "EUR"), (3, "TRY"), (4, "EUR"))]
    assert sums(*orders) == [100, 100, 200, 200]


def test_cancelled_orders_and_those_without_day_or_amount_have_no_total() -> None:
    cancelled = order("2026-01-02", 700, state="cancelled")
    undated = order(None, 900, command="import orders …")
    nothing = order("2026-01-03", None, None)
    assert sums(undated, order("2026-01-01", 100), cancelled, nothing, order("2026-01-04", 1)) == [
        None,
        100,
        None,
        None,
        101,
    ]


def test_opportunities_have_no_part_in_the_total() -> None:
    places = placed([event("opportunity", amount=9, currency="TRY")], UTC)
    assert totals(places) == {}


_DAYS = st.sampled_from([None, "2026-01-01", "2026-01-02", "2026-01-02T10:00:00Z", "2026-02-01"])
_EVENTS = st.lists(
    st.builds(
        Event,
        source=st.sampled_from(["activity", "order", "lead"]),
        type=st.sampled_from(["call", "order", "lead"]),
        noun=st.just("A"),
        number=st.just(1),
        key=st.integers(1, 9),
        moment=_DAYS,
        change=st.just(1),
        amount=st.integers(-1000, 1000),
        currency=st.sampled_from(["TRY", "EUR"]),
        recorded=st.just("2026-01-02T12:00:00Z"),
    ),
    max_size=30,
)


@given(_EVENTS, st.randoms(use_true_random=False))
def test_the_order_in_which_events_are_found_makes_no_difference(events: list[Event], rnd: Any) -> None:
    once = distinct(events)
    shuffled = once.copy()
    rnd.shuffle(shuffled)
    assert placed(shuffled, ISTANBUL) == placed(once, ISTANBUL)


@given(_EVENTS)
def test_the_last_totals_are_the_sums(events: list[Event]) -> None:
    places = placed(distinct(events), UTC)
    last: dict[str | None, int] = {}
    found = totals(places)
    for place in places:
        if place.event.source == "order" and place.day:
            last[place.event.currency] = found[place.event.key]
    for currency, total in last.items():
        orders = [place.event for place in places if place.event.source == "order" and place.day]
        assert total == sum(event.amount or 0 for event in orders if event.currency == currency)
