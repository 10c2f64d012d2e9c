"""The timeline of a customer on a real store: every kind of event, each once, in order, with totals."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain import records
from crmcli.domain.customer import fetch_customer
from crmcli.domain.nouns import ACTIVITY, CONTACT, CUSTOMER, LEAD, OPPORTUNITY, ORDER
from crmcli.domain.results import Listing
from crmcli.domain.timeline import CustomerTimeline, Heading, Scope, View, customer_timeline, timeline
from crmcli.domain.timeline.rows import EventRow
from crmcli.errors import NotFound
from tests.support.history import KEYS, isik, make, moved, noted, stage

VIEW = View(as_of=date(2026, 11, 21), now=datetime(2026, 11, 21, 14, 30, tzinfo=UTC))


def shown(store: Store, ref: str = "C-1", *, tree: bool = False, **asked: Any) -> Listing[EventRow]:
    with store.reading() as db:
        return customer_timeline(db, CustomerTimeline(ref, replace(VIEW, **asked), tree=tree))


def lines(listing: Listing[EventRow]) -> list[str]:
    """Say day, type, party and text of each row."""
    parts = [
        (str(row.when)[:10], row.type, row.direction, f"{row.party}:" if row.party else None, row.text)
        for row in listing.rows
    ]
    return [" ".join(part for part in said if part) for said in parts]


@pytest.fixture
def story(store: Store) -> Store:
    """The story of Işık Mobilya."""
    isik(store)
    return store


WHOLE = """
2026-03-05 lead Ayşe Kaya: new lead, Işık Mobilya, fuar
2026-03-09 call out Ayşe Kaya: Fuar sonrası → katalog istedi
2026-03-15 lost Ayşe Kaya: timing: yaz sonu
2026-03-20 lead Ayşe Kaya: reopened
2026-03-28 conversion Ayşe Kaya: converted from L-1, fuar, 23 days, 1 touch
2026-03-28 opportunity Ayşe Kaya: opened: Mağaza yenileme
2026-04-10 visit Ayşe Kaya: Ölçü alındı
2026-04-10 won Ayşe Kaya: Mağaza yenileme
2026-04-10 order Ayşe Kaya: SP-41: Meşe Masa ×2, Montaj
2026-05-20 refund SP-77: kırık geldi
2026-05-21 order EX-9
2026-05-22 order cancelled: SP-78
2026-06-11 change owner: — → Elif Demir; phone: 0532 123 45 67 → 0533 987 65 43
2026-06-11 change tagged vip
2026-11-18 message in Ayşe Kaya: Sözleşmeyi bekliyoruz
2026-11-25 meeting planned: Sunum
"""


def test_everything_that_happened_is_told_once_and_in_order(story: Store) -> None:
    assert lines(shown(story)) == WHOLE.strip().splitlines()


def test_amounts_and_totals_stand_beside_orders(story: Store) -> None:
    money = [(row.type, row.amount, row.total, row.currency) for row in shown(story).rows if row.amount]
    assert money == [
        ("lead", 4_500_000, None, "TRY"),
        ("opportunity", 4_500_000, None, "TRY"),
        ("won", 4_500_000, None, "TRY"),
        ("order", 4_860_000, 4_860_000, "TRY"),
        ("refund", -185_000, 4_675_000, "TRY"),
        ("order", 250_000, 250_000, "EUR"),
        ("order", 990_000, None, "TRY"),
    ]


@pytest.mark.parametrize(
    "asked", [{"since": "2026-05-01"}, {"types": ("refund",)}, {"since": "10mo", "branch": "ankara"}]
)
def test_the_total_is_that_of_the_whole_history_whatever_is_shown(
    story: Store, asked: dict[str, Any]
) -> None:
    totals = {row.ref: row.total for row in shown(story, **asked).rows if row.type == "refund"}
    assert totals == {"S-2": 4_675_000}


def test_the_last_total_is_what_the_customers_record_says(store: Store) -> None:
    with store.writing(noted("2026-11-20T09:00:00Z")) as db:
        make(db, CUSTOMER, name="Ada", kind="person")
        for day, total in (("2026-01-01", 500), ("2026-02-01", -100), ("2026-01-15", 250), (None, 999)):
            make(db, ORDER, customer=1, ordered_on=day, status="completed", total=total, currency="TRY")
    with store.reading() as db:
        spent = fetch_customer(db, 1, VIEW.as_of, 365).spent
    assert [row.total for row in shown(store, types=("sale",)).rows if row.total][-1] == spent == 650
    assert isinstance(spent, int)


def test_each_row_says_who_where_and_with_which_record(story: Store) -> None:
    rows = {row.ref: row for row in shown(story).rows}
    call, refund, note = rows["A-1"], rows["S-2"], rows["A-3"]
    assert (call.who, call.channel, call.branch, call.minutes) == ("Elif Demir", "telefon", "Kadıköy", 12)
    assert (refund.who, refund.branch) == ("ayse", "Ankara")
    assert (note.direction, note.channel, note.customer, note.done) == ("in", "WhatsApp", 1, True)
    assert not rows["A-4"].done


def test_types_choose_rows(story: Store) -> None:
    assert [row.ref for row in shown(story, types=("activity",)).rows] == ["A-1", "A-2", "A-3", "A-4"]
    assert [row.ref for row in shown(story, types=("lost,won",)).rows] == ["L-1", "O-1"]
    assert [row.type for row in shown(story, types=("customer", "contact")).rows] == []


def test_a_contact_and_a_user_choose_rows(story: Store) -> None:
    assert [row.ref for row in shown(story, contact="P-1", types=("activity",)).rows] == ["A-2", "A-3"]
    assert [row.ref for row in shown(story, user="U-1", types=("activity",)).rows] == ["A-1"]
    with pytest.raises(NotFound, match="no user has number U-9"):
        shown(story, user="U-9")


def test_the_newest_are_shown_where_there_is_a_limit(story: Store) -> None:
    listing = shown(story, limit=2)
    assert [row.ref for row in listing.rows] == ["A-3", "A-4"]
    assert listing.total == 16
    assert [row.ref for row in shown(story, limit=2, newest_first=True).rows] == ["A-4", "A-3"]


def test_later_than_the_day_asked_for_only_plans_are_shown(story: Store) -> None:
    listing = shown(story, as_of=date(2026, 5, 20))
    assert [row.ref for row in listing.rows][-2:] == ["S-2", "A-4"]
    assert listing.notes == ("5 events after 2026-05-20 not shown; --as-of takes a later day",)


def test_months_are_those_of_the_zone(story: Store) -> None:
    from zoneinfo import ZoneInfo

    with story.writing(noted("2026-11-20T09:00:00Z")) as db:
        make(db, ACTIVITY, kind="note", at="2026-10-31T22:30:00Z", body="late", customer=1, done=1)
    local = VIEW.now.astimezone(ZoneInfo("Europe/Istanbul"))
    row = next(row for row in shown(story, now=local).rows if row.text == "late")
    assert (row.when, row.month) == (datetime(2026, 10, 31, 22, 30, tzinfo=UTC), "2026-11")


def test_groups_are_months_or_nothing(story: Store) -> None:
    assert shown(story).group == "month"
    assert shown(story, group="none").group is None


def test_a_customer_without_a_past_is_told_the_way_to_one(store: Store) -> None:
    with store.writing(noted("2026-11-20T09:00:00Z", "import customers …")) as db:
        make(db, CUSTOMER, name="Ada", kind="person")
    assert lines(shown(store)) == ["2026-11-20 customer imported"]
    empty = shown(store, types=("call",))
    assert (empty.rows, empty.empty) == ([], "no event is like that")


def test_customers_under_it_come_with_their_names(store: Store) -> None:
    with store.writing(noted("2026-11-20T09:00:00Z", "import …")) as db:
        make(db, CUSTOMER, name="Holding", kind="organisation")
        make(db, CUSTOMER, name="Bornova", kind="organisation", parent=1)
        make(db, CUSTOMER, name="Depo", kind="organisation", parent=2)
        contact = make(db, CONTACT, name="Can", customer=3)
        for number in (1, 2, 3):
            make(
                db,
                ORDER,
                customer=number,
                ordered_on=f"2026-01-0{number}",
                status="completed",
                total=number * 100,
                currency="TRY",
            )
        make(db, ACTIVITY, kind="call", at="2026-02-01", contact=contact, done=1)
    tree = [
        (row.party, row.customer, row.total) for row in shown(store, tree=True).rows if row.type == "order"
    ]
    assert tree == [(None, 1, 100), ("Bornova", 2, 300), ("Depo", 3, 600)]
    assert [row.party for row in shown(store, tree=True, types=("call",)).rows] == ["Can, Depo"]
    assert [row.total for row in shown(store, types=("order",)).rows] == [100]


def test_a_contacts_events_count_while_they_were_at_the_customer(store: Store) -> None:
    with store.writing(noted("2026-11-20T09:00:00Z", "import …")) as db:
        make(db, CUSTOMER, name="Eski", kind="organisation")
        make(db, CUSTOMER, name="Yeni", kind="organisation")
        can = make(db, CONTACT, name="Can", customer=1, role="buyer", since="2020-01-01", until="2022-06-30")
        records.modify(db, CONTACT, can, {"customer": 2, "since": "2022-07-01"}, KEYS)
        for at in ("2019-12-31", "2020-01-01", "2022-06-30T23:00:00Z", "2022-07-01"):
            make(db, ACTIVITY, kind="call", at=at, subject=at[:10], contact=can, done=1)
        make(
            db, ACTIVITY, kind="call", at="2022-01-01", subject="about Yeni", contact=can, customer=2, done=1
        )
    assert lines(shown(store, types=("call", "contact"))) == [
        "2020-01-01 contact Can: new contact, buyer",
        "2020-01-01 call Can: 2020-01-01",
        "2022-06-30 contact Can: left, was buyer",
        "2022-06-30 call Can: 2022-06-30",
    ]
    assert [row.text for row in shown(store, "C-2", types=("call",)).rows] == ["about Yeni", "2022-07-01"]


def test_a_contacts_lead_that_became_another_customer_is_that_customers(store: Store) -> None:
    with store.writing(noted("2026-11-20T09:00:00Z", "import …")) as db:
        for name in ("One", "Two"):
            make(db, CUSTOMER, name=name, kind="organisation")
        can = make(db, CONTACT, name="Can", customer=1)
        make(db, LEAD, name="open", status="new", contact=can, created_on="2026-01-01")
        make(db, LEAD, name="gone", status="converted", contact=can, created_on="2026-01-02")
        db.insert(
            "conversion",
            {
                "lead_id": 2,
                "customer_id": 2,
                "converted_on": "2026-02-01",
                "actor": "x",
                "touches": 0,
                "plan": "[]",
            },
        )
    assert [row.party for row in shown(store, types=("lead",)).rows] == ["open"]
    assert [row.type for row in shown(store, "C-2", types=("lead", "conversion")).rows] == [
        "lead",
        "conversion",
    ]


def test_opportunities_that_were_imported_closed_say_so(store: Store) -> None:
    with store.writing(noted("2026-11-20T09:00:00Z", "import …")) as db:
        make(db, CUSTOMER, name="Ada", kind="person")
        price = db.value("SELECT id FROM lost_reason WHERE name = 'price'")
        given = {"customer": 1, "amount": 500, "currency": "TRY"}
        make(
            db,
            OPPORTUNITY,
            name="a",
            stage=stage(db, "Won"),
            created_on="2017-01-01",
            closed_on="2017-02-01",
            **given,
        )
        make(
            db,
            OPPORTUNITY,
            name="b",
            stage=stage(db, "Lost"),
            closed_on="2017-03-01",
            lost_reason=price,
            **given,
        )
        make(
            db,
            OPPORTUNITY,
            name="c",
            stage=stage(db, "Lost"),
            created_on="2017-04-01",
            closed_on="2017-05-01",
            **given,
        )
        moved(db, 3, None, "Lost", None)
    assert lines(shown(store, types=("opportunity", "won", "lost", "stage"))) == [
        "None opportunity opened: b",
        "2017-01-01 opportunity opened: a",
        "2017-02-01 won a",
        "2017-03-01 lost b — price",
        "2017-04-01 opportunity opened: c",
        "2017-05-01 lost c",
    ]


def test_a_change_of_an_amount_is_told_in_its_currency(store: Store) -> None:
    with store.writing(noted("2026-11-20T09:00:00Z")) as db:
        make(db, CUSTOMER, name="Ada", kind="person")
        make(
            db,
            OPPORTUNITY,
            name="Showroom",
            customer=1,
            stage=stage(db, "New"),
            amount=100_050,
            currency="TRY",
        )
    with store.writing(noted("2026-11-21T09:00:00Z")) as db:
        records.modify(db, OPPORTUNITY, 1, {"amount": 5_000, "currency": "EUR"}, KEYS)
    assert lines(shown(store, types=("change",))) == [
        "2026-11-21 change Showroom: amount: 1000.50 TRY → 50.00 EUR"
    ]


def test_the_same_engine_tells_of_contacts_leads_opportunities_and_orders(story: Store) -> None:
    def told(scope: Scope) -> list[str]:
        with story.reading() as db:
            heading = Heading("x", "nothing", party="Ayşe Kaya")
            return [f"{row.ref} {row.type}" for row in timeline(db, scope, heading, VIEW).rows]

    lead = ["L-1 lead", "A-1 call", "L-1 lost", "L-1 lead", "L-1 conversion", "A-2 visit"]
    assert told(Scope(leads=(1,))) == lead
    assert told(Scope(opportunities=(1,))) == [
        *lead[:5],
        "O-1 opportunity",
        "A-2 visit",
        "O-1 won",
        "S-1 order",
    ]
    assert told(Scope(orders=(1,))) == ["A-2 visit", "S-1 order"]
    assert told(Scope(contacts=(1,))) == [
        *lead[:5],
        "O-1 opportunity",
        "A-2 visit",
        "O-1 won",
        "S-1 order",
        "A-3 message",
    ]
    assert told(Scope()) == []


def test_a_reference_that_nobody_answers_to_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound, match="no customer has number C-9"):
        shown(store, "C-9")
