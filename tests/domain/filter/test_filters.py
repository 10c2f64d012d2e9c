"""What filters find, over every kind of field, the same on both engines; what they refuse, and where."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from crmcli.db import Store
from crmcli.domain.custom_fields import AddField, add_field
from crmcli.domain.nouns import BY_NAME, CUSTOMER
from crmcli.domain.targets import Targets, matching
from crmcli.domain.where import conditions, fields_of
from crmcli.errors import CrmError, UsageError
from crmcli.sql import Asking
from tests.support.making import add, edit
from tests.support.store import writing

AS_OF = date(2026, 11, 21)


def found(store: Store, noun: str, *wheres: str, on: date = AS_OF) -> list[int]:
    with store.reading() as db:
        return matching(db, BY_NAME[noun], Targets((), wheres, on))


@pytest.fixture
def shop(store: Store) -> Store:
    """Four customers with contacts, leads, purchases, calls, cases, surveys; two campaigns; two products."""
    add(store, "user", "Ayşe Işık")
    add(store, "customer", "Işık Mobilya", city="İzmir", owner="U-1", tags=["vip"], phone=["0532 123 45 67"])
    add(store, "customer", "Deniz", city="Ankara", parent="C-1", referrer="C-1", external_id="D-77")
    add(store, "customer", "Yılmaz ve Oğulları", city="IZMIR", kind="person", cadence_days="30")
    add(store, "customer", "Ada")
    add(store, "product", "Defter", sku="DF-1", category="Kırtasiye", price="50 TL")
    add(store, "product", "Meşe masa", sku="MM-1", category="Mobilya")
    add(store, "order", customer="C-1", total="6.000 TL", ordered_on="2026-01-10")
    add(store, "order", customer="C-1", total="100 EUR", ordered_on="2026-02-10")
    add(store, "order", customer="C-2", total="300 TL", ordered_on="2026-11-01", number="F-2")
    add(store, "order", customer="C-3", total="9.000 TL", ordered_on="2024-01-01")
    with writing(store) as db:
        for order, product, description in (
            (1, 1, None),
            (2, 2, None),
            (3, None, "Kargo ücreti"),
            (4, 1, None),
        ):
            line = {"order_id": order, "position": 1, "product_id": product, "description": description}
            db.insert("order_line", line)
    add(store, "contact", "Can Kaya", customer="C-1", role="buyer")
    add(store, "contact", "Su Ak", customer="C-2")
    add(store, "lead", "Ali", score="70", status="working", campaign="fuar")
    add(store, "lead", "Veli", amount="5.000 TL", owner="U-1")
    add(store, "opportunity", "Masa", customer="C-1", amount="5000 EUR")
    for at in ("2026-11-01", "2026-11-10", "2026-11-20T20:30:00Z", "2026-11-30"):
        add(store, "activity", kind="call", customer="C-1", at=at)
    add(store, "activity", kind="visit", customer="C-2", contact="P-2", at="2026-03-01")
    add(store, "activity", kind="task", customer="C-2", at="2026-12-01", done="no")
    with writing(store) as db:
        base = {"status": "open", "priority": "high", "name": "Kırık", "name_fold": "kirik", "name_sort": "k"}
        db.insert("support_case", base | {"customer_id": 3, "opened_at": "2026-11-02"})
        for day, nps, expected, met in (("2026-01-01", 9, 3, 5), ("2026-06-01", 3, 5, 2)):
            row = {"customer_id": 1, "answered_on": day, "nps": nps, "scale": 5}
            db.insert("survey", row | {"expectation": expected, "experience": met})
        named = {"name": "Bahar", "name_fold": "bahar", "name_sort": "bahar", "status": "planned"}
        db.insert("campaign", named | {"purpose": "marketing", "holdout_percent": 0})
        for customer, part in ((1, "reached"), (2, "held_out"), (3, "left_out")):
            db.insert("campaign_member", {"campaign_id": 1, "customer_id": customer, "part": part})
    return store


CUSTOMERS = {
    'city = "İzmir" and last_order < 180 days ago and spent >= 5000 TRY and bought "Defter"': [1, 3],
    "city in (izmir, ankara) and not owner = U-1": [2, 3],
    "city=izmir or city=ankara and tag=vip": [1, 3],
    "(city=izmir or city=ankara) and tag=vip": [1],
    "not (city=izmir)": [2, 4],
    "city > ankara": [1, 3],
    'name = "Yılmaz ve Oğulları"': [3],
    "name >= Y": [3],
    "phone = +905321234567": [1],
    "phone ~ 532 123": [1],
    "external_id = D-77": [2],
    "external_id is empty and city is not empty": [1, 3],
    "kind = şahıs": [3],
    "status = active": [1, 2],
    "status in (lapsed, aday)": [3, 4],
    "parent = C-1": [2],
    "parent.city = izmir": [2],
    "not parent.city = izmir": [1, 3, 4],
    "owner.name ~ ayşe": [1],
    "referred >= 1": [1],
    "sub_customers = 1": [1],
    "cadence_days <= 30": [3],
    "orders = 2": [1],
    "orders since 2026-02-01 >= 1": [1, 2],
    "first_order = 2026-01": [1],
    "last_order = this month": [2],
    "last_order < bu yıl": [3],
    "spent >= 5000 TRY": [1, 3],
    "spent >= 100 EUR": [1],
    "spent >= 100": [2, 3],
    "spent since this year > 0 TRY": [1, 2],
    "average_order >= 6.000 TL": [1, 3],
    "average_order = 300": [2],
    "bought DF-1": [1, 3],
    "bought PR-2": [1],
    "bought masa": [1],
    "bought category mobilya": [1],
    "bought kargo": [2],
    "bought defter since this year": [1],
    "not bought since this year": [3, 4],
    "calls = 3": [1],
    "calls since 15 days ago >= 2": [1],
    "calls since 2026-12-01 >= 1": [],
    "visits = 1 and open_tasks = 1": [2],
    "last_contact < 3 months ago": [2],
    "last_contact is empty": [3, 4],
    "last_call = 2026-11-20": [1],
    "open_cases > 0": [3],
    "cases since yesterday > 0": [],
    "open_opportunities = 1": [1],
    "nps <= 6": [1],
    "satisfaction < 0": [1],
    "contacts >= 1": [1, 2],
    "campaign Bahar": [1, 2],
    'in campaign "Bahar" and city = ankara': [2],
    "şehir = izmir ve etiket = vip": [1],
    "son sipariş < geçen ay": [1, 3],
    "harcama >= 5.000 TL": [1, 3],
    "değil şehir dolu": [4],
    "segment = Champions or segment is empty": [4],
}
OTHERS = {
    ("contact", "customer = C-1"): [1],
    ("contact", "customer ~ deniz"): [2],
    ("contact", "role = BUYER and primary = evet"): [1],
    ("contact", "visits = 1"): [2],
    ("lead", "status = open"): [1, 2],
    ("lead", "status = converted"): [],
    ("lead", "score between 60 and 80"): [1],
    ("lead", "score > 69.5"): [1],
    ("lead", "campaign = fuar"): [1],
    ("lead", "amount >= 5.000 ₺"): [2],
    ("opportunity", "customer.city = izmir and outcome = open"): [1],
    ("opportunity", "customer.spent >= 5000 TRY"): [1],
    ("opportunity", "stage.probability < 50"): [1],
    ("opportunity", "amount >= 4000 EUR and amount >= 4000"): [1],
    ("order", "customer.owner = U-1 and total > 500 TRY"): [1],
    ("order", "number = f-2"): [3],
    ("order", "currency = €"): [2],
    ("order_line", "order.customer.city ~ izm and product = DF-1"): [1, 4],
    ("product", "category = kırtasiye and price <= 50 TL"): [1],
    ("activity", "kind = arama and at >= this month and at <= today"): [1, 2, 3],
    ("activity", "done = hayır"): [6],
    ("case", "priority = yüksek and customer.city = izmir"): [1],
    ("survey", "nps >= 9"): [1],
    ("member", "campaign = Bahar and part = left_out"): [3],
    ("user", "activities = 0"): [1],
}


def test_a_filter_finds_the_same_on_both_engines(shop: Store) -> None:
    assert {where: found(shop, "customer", where) for where in CUSTOMERS} == CUSTOMERS
    assert {(noun, where): found(shop, noun, where) for noun, where in OTHERS} == OTHERS


REFUSED = {
    ("customer", "citty = x"): ('customers have no field "citty" (column 1)', "did you mean city?"),
    ("customer", "city = x and nme ~ y"): ('customers have no field "nme" (column 14)', "did you mean name?"),
    ("customer", "owner.nme = x"): ('users have no field "nme" (column 7)', "did you mean name?"),
    ("customer", "last_order < never"): ('"never" is no day (column 14)', None),
    ("customer", "last_order ~ 2026"): ('"last_order" is a day, of which ~ finds no part (column 14)', None),
    ("customer", "spent >= many"): ('"many" is not an amount (column 10)', None),
    ("customer", "spent >= 5 elma"): ('"5 elma" is no amount: "elma" is no currency (column 10)', None),
    ("customer", "orders > few"): ('"few" is no number (column 10)', "orders >= 5"),
    ("customer", "owner = C-1"): (
        "C-1 is the number of a customer, not of a user (column 9)",
        "owner = U-12",
    ),
    ("customer", "owner < ali"): ('"owner" is a name: compare it with =, != or ~ (column 9)', None),
    ("customer", "status = activ"): (
        "is not one of prospect, customer, lapsed (column 10)",
        "did you mean customer?",
    ),
    ("customer", "kind > person"): ('"kind" is a word: compare it with =, != or in (column 8)', None),
    ("customer", 'bought "Deftr"'): ('no product is called "Deftr" (column 8)', 'did you mean "Defter"?'),
    ("customer", "bought PR-9"): ("no product has number PR-9 (column 8)", None),
    ("customer", "bought category Oyuncak"): ('no product is of the category "Oyuncak" (column 17)', None),
    ("customer", "bought x since oops"): ('"oops" is no day (column 16)', None),
    ("customer", "city since 2026 = x"): ('"city" counts nothing from a day on (column 1)', None),
    ("customer", "segment = Champion"): (
        'no segment is called "Champion" (column 11)',
        'did you mean "Champions"?',
    ),
    ("customer", "campaign Güz"): ('no campaign is called "Güz" (column 10)', None),
    ("order", "bought masa"): ("orders buy nothing (column 1)", None),
    ("order", "in campaign Bahar"): ("orders are no members of campaigns (column 13)", None),
    ("user", "active = maybe"): ('"active" is yes or no, not "maybe" (column 10)', "active = yes"),
    ("lead", "score = 7.5"): ('score is a whole number, not "7.5" (column 9)', None),
}


def test_what_can_not_be_asked_is_refused_at_its_place(shop: Store) -> None:
    for (noun, where), (message, hint) in REFUSED.items():
        with pytest.raises(UsageError) as caught:
            found(shop, noun, where)
        assert message in caught.value.message, where
        assert hint is None or caught.value.hint == hint, where


def test_several_conditions_are_joined_by_and(shop: Store) -> None:
    assert found(shop, "customer", "city=izmir or city=ankara", "tag=vip") == [1]


def test_a_field_that_begins_with_not_is_a_field(shop: Store) -> None:
    with writing(shop) as db:
        add_field(db, AddField("customer", "Not defteri", "text"))
    edit(shop, "customer", "C-2", custom=["Not defteri=mavi"])
    assert found(shop, "customer", "not defteri = mavi") == [2]
    assert found(shop, "customer", "not defteri != mavi") == [1, 3, 4]
    assert found(shop, "customer", "not not defteri = mavi") == [1, 3, 4]


def test_custom_days_are_compared_with_relative_ones(shop: Store) -> None:
    with writing(shop) as db:
        add_field(db, AddField("customer", "Sözleşme", "date"))
    edit(shop, "customer", "C-2", custom=["Sözleşme=2026-12-05"])
    assert found(shop, "customer", "sözleşme < in 30 days") == [2]
    assert found(shop, "customer", "sözleşme = next month") == [2]
    assert found(shop, "customer", "sözleşme between today and 1 week from now") == []


def test_what_is_counted_ends_on_the_day_asked_about(shop: Store) -> None:
    assert found(shop, "customer", "orders >= 1", on=date(2025, 1, 1)) == [3]
    assert found(shop, "customer", "status = customer", on=date(2024, 6, 1)) == [3]
    assert found(shop, "customer", "calls >= 1", on=date(2026, 11, 5)) == [1]
    assert found(shop, "customer", "bought DF-1", on=date(2025, 1, 1)) == [3]


def test_moments_are_of_local_days(shop: Store) -> None:
    with shop.reading() as db:
        db.asking = lambda: Asking(AS_OF, ZoneInfo("Europe/Istanbul"), 365)
        asked = {day: matching(db, BY_NAME["activity"], Targets((), (f"at = {day}",))) for day in
                 ("2026-11-20", "2026-11-10")}  # fmt: skip
    assert asked == {"2026-11-20": [3], "2026-11-10": [2]}
    with shop.reading() as db:
        db.asking = lambda: Asking(AS_OF, ZoneInfo("Asia/Tokyo"), 365)
        assert matching(db, BY_NAME["activity"], Targets((), ("at = today",))) == [3]


def test_amounts_of_currencies_without_or_with_three_decimals_are_compared_as_amounts(shop: Store) -> None:
    add(shop, "opportunity", "Yen", amount="5000 JPY")
    add(shop, "opportunity", "Dinar", amount="5000.125 KWD")
    assert found(shop, "opportunity", "amount >= 5000") == [1, 2, 3]
    assert found(shop, "opportunity", "amount > 5000") == [3]
    assert found(shop, "opportunity", "amount = 5000 JPY") == [2]
    assert found(shop, "opportunity", "amount <= 4999.5") == []


def test_saved_segments_are_parts_of_filters_and_never_of_themselves(shop: Store) -> None:
    for name, text in (("A", "city = izmir"), ("B", 'in segment "A" and tag = vip'), ("C", "in segment C")):
        add(shop, "segment", name, filter=text)
    assert found(shop, "customer", "in segment B") == [1]
    assert found(shop, "customer", "not in segment SG-1") == [2, 4]
    assert found(shop, "customer", 'segment = "A" or city = ankara') == [1, 2, 3]
    assert found(shop, "opportunity", "customer.segment = A") == [1]
    with pytest.raises(UsageError, match="a segment can't be a part of itself: C > C"):
        found(shop, "customer", "in segment C")
    with pytest.raises(UsageError, match='segment "A" is of customers, not of leads'):
        found(shop, "lead", "in segment A")
    edit(shop, "segment", "SG-1", filter="in segment B")
    with pytest.raises(UsageError, match="B > A > B"):
        found(shop, "customer", "in segment B")


def test_a_standard_segment_may_be_named_in_either_language(shop: Store) -> None:
    every = [found(shop, "customer", f"segment = {name}") for name in ("Champions", "şampiyonlar")]
    assert every[0] == every[1]
    assert found(shop, "customer", "in segment champions") == every[0]
    assert sorted(found(shop, "customer", "segment is not empty")) == [1, 2, 3]


def test_every_column_of_every_noun_can_be_asked(shop: Store) -> None:
    """A new column is a field by itself; what is inside or a form is not."""
    with shop.reading() as db:
        for noun in BY_NAME.values():
            fields = set(fields_of(db, noun))
            for column in db.tables[noun.table].columns:
                if column.endswith(("_fold", "_sort")) or column in (
                    "created_change",
                    "custom",
                    "since_change",
                ):
                    continue
                plain = (
                    column.removesuffix("_id")
                    .removesuffix("_minor")
                    .removesuffix("_milli")
                    .removeprefix("is_")
                )
                assert plain in fields, (noun.name, column)


def test_very_many_conditions_are_one_statement(shop: Store) -> None:
    assert found(
        shop, "customer", " or ".join(f"name = x{number}" for number in range(499)) + " or city=ankara"
    ) == [2]
    assert found(shop, "customer", *[f"orders < {number}" for number in range(3, 300)]) == [1, 2, 3, 4]


def test_without_a_day_relative_ones_are_refused_and_all_else_answers(shop: Store) -> None:
    with shop.reading() as db:
        assert matching(db, CUSTOMER, Targets((), ("last_order >= 2026-11-01",))) == [2]
        for where in ("last_order < last month", "status = lapsed", "segment = Champions"):
            with pytest.raises(CrmError):
                conditions(db, CUSTOMER, [where])
