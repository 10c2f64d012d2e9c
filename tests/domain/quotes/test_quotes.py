"""Quotes in the store: lines that add up, versions, what becomes of them, and what is refused."""

from datetime import date, timedelta
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.adding import AddRecord
from crmcli.domain.deleting import DeleteRecords, delete_records
from crmcli.domain.editing import EditRecords, edit_records
from crmcli.domain.quotes.accepting import AcceptQuote, accept_quote
from crmcli.domain.quotes.adding import AddQuote, add_quote
from crmcli.domain.quotes.editing import EditQuotes, edit_quotes
from crmcli.domain.quotes.moves import (
    RejectQuotes,
    ReopenQuotes,
    SendQuotes,
    reject_quotes,
    reopen_quotes,
    send_quotes,
)
from crmcli.domain.quotes.rows import ListQuotes, list_quotes, show_quote
from crmcli.domain.quotes.typed import Wanted
from crmcli.domain.quotes.versions import NewVersion, new_version
from crmcli.domain.results import Change
from crmcli.domain.targets import Targets
from crmcli.domain.views import ListRecords, ShowRecord
from crmcli.errors import Conflict, CrmError, NotFound, Refused, UsageError
from tests.support.making import CONTEXT, add, one
from tests.support.store import writing

TODAY = CONTEXT.today


def quote(store: Store, party: str | None, *lines: str, **given: Any) -> Change[Any]:
    more = {name: given.pop(name) for name in ("discount", "tax", "usual_tax") if name in given}
    items = given.pop("items", ())
    with writing(store) as db:
        record = AddRecord("quote", given, CONTEXT)
        return add_quote(db, AddQuote(record, party, Wanted(lines, items), **more))


def change(store: Store, ref: str, *lines: str, **given: Any) -> Change[Any]:
    more = {name: given.pop(name) for name in ("discount", "tax", "usual_tax") if name in given}
    drop = given.pop("drop", ())
    with writing(store) as db:
        return edit_quotes(db, EditQuotes(Targets((ref,)), given, CONTEXT, Wanted(lines, (), drop), **more))


def send(store: Store, *refs: str, on: date = TODAY, log: str | None = None) -> Change[Any]:
    with writing(store) as db:
        return send_quotes(db, SendQuotes(Targets(refs), on, log, TODAY))


def accept(store: Store, ref: str, *, order: bool = True, win: bool = False, **given: str) -> Change[Any]:
    with writing(store) as db:
        return accept_quote(db, AcceptQuote(ref, TODAY, given, CONTEXT, order=order, win=win))


def reject(store: Store, ref: str, reason: str | None = "price", note: str | None = None) -> Change[Any]:
    with writing(store) as db:
        return reject_quotes(db, RejectQuotes(Targets((ref,)), TODAY, reason, note))


def reopen(store: Store, ref: str) -> Change[Any]:
    with writing(store) as db:
        return reopen_quotes(db, ReopenQuotes(Targets((ref,)), TODAY))


def version(store: Store, ref: str, today: date = TODAY) -> Change[Any]:
    with writing(store) as db:
        return new_version(db, NewVersion(ref, today))


def sums(store: Store, number: int = 1) -> tuple[Any, ...]:
    names = "net_minor, discount_minor, tax_minor, total_minor, currency"
    return one(store, f"SELECT {names} FROM quote WHERE id = :id", id=number)


def status(store: Store, number: int) -> str:
    found: str = one(store, "SELECT status FROM quote WHERE id = :id", id=number)[0]
    return found


@pytest.fixture
def shop(store: Store) -> Store:
    """A customer, a lead, an opportunity; a table at 4.500 that costs 2.800, two books, one in euro."""
    add(store, "customer", "Işık Mobilya")
    add(store, "lead", "Veli Can")
    add(store, "opportunity", "Showroom", customer="C-1")
    add(store, "product", "Meşe masa", sku="MM-1", price="4.500 TL", cost="2800")
    add(store, "product", "Kitap", price="100", tax_percent="1")
    add(store, "product", "Katalog", price="10 EUR")
    return store


def test_a_quote_is_what_the_lines_come_to(shop: Store) -> None:
    result = quote(
        shop, "ışık", "Meşe masa:2:4.500", "Nakliye:1:750", discount="5%", tax="20", valid_until="30d"
    )
    assert result.summary == "Added Q-1 Meşe masa ₺11,115.00"
    assert result.notes == ('"Nakliye" is no product of ours: kept in words',)
    assert sums(shop) == (926_250, 48_750, 185_250, 1_111_500, "TRY")
    head = "SELECT status, version, quoted_on, valid_until, customer_id FROM quote"
    assert one(shop, head) == ("draft", 1, "2026-11-21", "2026-12-21", 1)
    with shop.reading() as db:
        record = show_quote(db, ShowRecord("Q-1"), TODAY)
    lines = record.sections[0].rows
    assert [
        (line.product, line.quantity, line.discount, line.tax, line.amount, line.cost) for line in lines
    ] == [
        ("Meşe masa", 2000, 45_000, 171_000, 855_000, 560_000),
        ("Nakliye", 1000, 3_750, 14_250, 71_250, None),
    ]
    assert (record.item.cost, record.item.margin) == (None, None)


def test_the_margin_is_known_when_every_cost_is(shop: Store) -> None:
    quote(shop, "C-1", "MM-1:2", "MM-1:1:4000:50%", tax="20")
    with shop.reading() as db:
        record = show_quote(db, ShowRecord("Q-1"), TODAY)
    assert record.item.cost == 840_000
    assert record.item.margin == pytest.approx((1_100_000 - 840_000) / 1_100_000)
    assert record.sections[0].rows[1].margin == pytest.approx((200_000 - 280_000) / 200_000)


@pytest.mark.parametrize(
    ("line", "given", "tax"),
    [
        ("kitap:1", {}, 100),
        ("kitap:1", {"usual_tax": "20"}, 100),
        ("kitap:1", {"tax": "10", "usual_tax": "20"}, 1_000),
        ("kitap:1:::8%", {"tax": "10", "usual_tax": "20"}, 800),
        ("MM-1:1", {"usual_tax": "20"}, 90_000),
        ("MM-1:1", {"tax": "8,1"}, 36_450),
    ],
)
def test_the_tax_is_the_lines_own_then_the_options_the_products_the_settings(
    shop: Store, line: str, given: dict[str, str], tax: int
) -> None:
    assert quote(shop, "C-1", line, **given).notes == ()
    assert sums(shop)[2] == tax


def test_a_line_of_which_nobody_tells_the_tax_is_said(shop: Store) -> None:
    result = quote(shop, "C-1", "MM-1")
    assert sums(shop)[2] == 0
    assert result.notes == (
        "1 line has no tax, since no rate is known: --tax 20, or crm config set tax_percent 20",
    )


def test_a_quote_has_one_currency(shop: Store) -> None:
    quote(shop, "C-1", "katalog:3", tax="0", discount="5 EUR")
    assert sums(shop) == (2_500, 500, 0, 2_500, "EUR")
    with pytest.raises(UsageError, match="not EUR and TRY"):
        quote(shop, "C-1", "katalog", "MM-1")
    quote(shop, "C-1", "MM-1:1:100", currency="usd", tax="0")
    assert sums(shop, 2)[3:] == (10_000, "USD")


def test_a_dated_price_holds_on_the_day_of_the_quote(shop: Store) -> None:
    add(shop, "price", product="MM-1", valid_from="2026-12-01", price="5000", cost="3000")
    quote(shop, "C-1", "MM-1", tax="0")
    quote(shop, "C-1", "MM-1", tax="0", quoted_on="2026-12-01")
    assert (sums(shop, 1)[0], sums(shop, 2)[0]) == (450_000, 500_000)


def test_an_opportunity_brings_whom_it_is_for(shop: Store) -> None:
    quote(shop, None, "MM-1", opportunity="O-1", tax="0")
    assert one(shop, "SELECT customer_id, opportunity_id, name FROM quote") == (1, 1, "Showroom")
    add(shop, "customer", "Another")
    with pytest.raises(UsageError, match="O-1 is of C-1, the quote to C-2"):
        quote(shop, "C-2", "MM-1", opportunity="O-1")


@pytest.mark.parametrize(
    ("party", "lines", "given", "said"),
    [
        (None, ("MM-1",), {}, "made to a customer or a lead"),
        ("C-9", ("MM-1",), {}, "no customer has number C-9"),
        ("C-1", ("lamba",), {}, 'no product answers to "lamba"'),
        ("C-1", ("MM-1:1:5:900%",), {}, "not between 0 and 100 percent"),
        ("C-1", ("MM-1",), {"total": "5"}, "the total of a quote follows from its lines"),
        ("C-1", ("MM-1",), {"status": "sent"}, "the status of a quote is not typed"),
        ("C-1", ("MM-1",), {"discount": "5000"}, "a discount lies between"),
        ("C-1", ("MM-1",), {"discount": "5 EUR"}, "the discount is in EUR, the quote in TRY"),
        ("C-1", ("MM-1",), {"valid_until": "2026-11-20"}, "before its own day"),
        ("C-1", ("MM-1",), {"lead": "L-1"}, "both say to whom"),
    ],
)
def test_what_can_not_be_a_quote_is_refused_and_leaves_nothing(
    shop: Store, party: str | None, lines: tuple[str, ...], given: dict[str, str], said: str
) -> None:
    with pytest.raises(CrmError) as caught:
        quote(shop, party, *lines, **given)
    assert said in caught.value.message
    assert one(shop, "SELECT count(*) FROM quote") == (0,)
    assert one(shop, "SELECT count(*) FROM quote_line") == (0,)


def test_a_number_is_a_quotes_own(shop: Store) -> None:
    quote(shop, "C-1", "MM-1", number="T-1", tax="0")
    with pytest.raises(Conflict, match="Q-1 Meşe masa has the number t-1 already"):
        quote(shop, "C-1", "MM-1", number="t-1")


def test_a_draft_changes_and_its_amounts_follow(shop: Store) -> None:
    quote(shop, "C-1", "MM-1:2", tax="20")
    result = change(shop, "Q-1", "kitap:10", drop=("QL-1",), name="Books")
    assert sums(shop) == (100_000, None, 1_000, 101_000, "TRY")
    assert result.items[0].changes["total"] == ("10800.00 TRY", "1010.00 TRY")
    change(shop, "Q-1", discount="10%")
    assert sums(shop) == (90_000, 10_000, 900, 90_900, "TRY")
    change(shop, "Q-1", discount="20%", tax="10")
    assert sums(shop) == (80_000, 20_000, 8_000, 88_000, "TRY")
    change(shop, "Q-1", discount="0")
    assert sums(shop) == (100_000, None, 10_000, 110_000, "TRY")
    change(shop, "Q-1", drop=("QL-2",))
    assert sums(shop)[:4] == (None, None, None, None)


def test_a_line_that_is_another_quotes_is_not_dropped(shop: Store) -> None:
    quote(shop, "C-1", "MM-1", tax="0")
    quote(shop, "C-1", "MM-1", tax="0")
    with pytest.raises(NotFound, match="Q-1 has no line QL-2"):
        change(shop, "Q-1", drop=("QL-2",))


def test_what_was_sent_stays_but_for_what_the_customer_does_not_hold(shop: Store) -> None:
    quote(shop, "C-1", "MM-1", tax="0", valid_until="30d")
    send(shop, "Q-1")
    change(shop, "Q-1", note="called twice", valid_until="2027-01-31")
    for given in ({"name": "X"}, {"discount": "5%"}, {"terms": "cash"}, {"customer": "C-1"}):
        with pytest.raises(Refused, match="Q-1 can't be changed: what was sent stays as it is"):
            change(shop, "Q-1", **given)
    with pytest.raises(Refused) as caught:
        change(shop, "Q-1", "MM-1")
    assert caught.value.hint == "crm quote version Q-1 makes a draft that takes its place"


def test_a_new_version_takes_the_place_of_the_old_one_when_it_is_sent(shop: Store) -> None:
    quote(shop, "C-1", "MM-1:2", tax="20", number="T-1", valid_until="10d", terms="cash")
    send(shop, "Q-1")
    made = version(shop, "T-1", date(2026, 11, 25))
    assert made.notes == ("Q-1 stands until crm quote send Q-2",)
    names = "number, version, status, replaces_id, quoted_on, valid_until, terms, total_minor"
    assert one(shop, f"SELECT {names} FROM quote WHERE id = 2") == (
        "T-1/2",
        2,
        "draft",
        1,
        "2026-11-25",
        "2026-12-05",
        "cash",
        1_080_000,
    )
    change(shop, "Q-2", discount="10%")
    assert (sums(shop, 1)[3], sums(shop, 2)[3]) == (1_080_000, 972_000)
    with pytest.raises(Conflict, match="Q-2 is a newer version of Q-1 already"):
        version(shop, "Q-1")
    assert send(shop, "Q-2").notes == ("Q-1 is replaced",)
    assert (status(shop, 1), status(shop, 2)) == ("replaced", "sent")
    version(shop, "Q-2")
    assert one(shop, "SELECT number FROM quote WHERE id = 3") == ("T-1/3",)
    with shop.reading() as db:
        record = show_quote(db, ShowRecord("Q-2"), TODAY)
    assert [row.id for row in record.sections[1].rows] == [1, 2, 3]


def test_a_rejected_version_stays_rejected_when_the_next_is_sent(shop: Store) -> None:
    quote(shop, "C-1", "MM-1", tax="0")
    send(shop, "Q-1")
    reject(shop, "Q-1")
    version(shop, "Q-1")
    assert send(shop, "Q-2").notes == ()
    assert status(shop, 1) == "rejected"


def test_what_can_not_be_sent_is_told(shop: Store) -> None:
    quote(shop, "C-1", name="empty")
    quote(shop, "C-1", "MM-1", tax="0", quoted_on="2026-11-01", valid_until="2026-11-20")
    with pytest.raises(Refused, match="Q-1 has no line"):
        send(shop, "Q-1")
    with pytest.raises(Refused, match="Q-2 holds until 2026-11-20 only"):
        send(shop, "Q-2")
    send(shop, "Q-2", on=date(2026, 11, 20))
    assert send(shop, "Q-2").items[0].status == "unchanged"
    with pytest.raises(UsageError, match='"smoke" is not logged'):
        send(shop, "Q-2", log="smoke")


def test_sending_may_be_logged_with_whom_it_went_to(shop: Store) -> None:
    quote(shop, "C-1", "MM-1", tax="0", opportunity="O-1")
    send(shop, "Q-1", log="email")
    row = one(shop, "SELECT kind, direction, customer_id, opportunity_id, subject, done FROM activity")
    assert row == ("email", "out", 1, 1, "Q-1 Showroom", 1)


def test_a_quote_expires_after_its_last_day(shop: Store) -> None:
    quote(shop, "C-1", "MM-1", tax="0", valid_until="5d")
    quote(shop, "C-1", "MM-1", tax="0", valid_until="5d")
    send(shop, "Q-1")

    def listed(day: str, wanted: str | None = None) -> list[tuple[int, str]]:
        with shop.reading() as db:
            found = list_quotes(db, ListQuotes(ListRecords(), date.fromisoformat(day), wanted))
        return [(row.id, row.status) for row in found.rows]

    assert listed("2026-11-26") == [(2, "draft"), (1, "sent")]
    assert listed("2026-11-27") == [(2, "draft"), (1, "expired")]
    assert listed("2026-11-27", "expired") == [(1, "expired")]
    assert listed("2026-11-27", "sent") == []
    with pytest.raises(UsageError, match='no quote has the status "expird"'):
        listed("2026-11-27", "expird")


def test_an_accepted_quote_is_an_order_of_its_lines(shop: Store) -> None:
    quote(shop, "C-1", "MM-1:2", items=("Nakliye:1:750:10%",), tax="20", opportunity="O-1")
    send(shop, "Q-1")
    result = accept(shop, "Q-1", number="2026-7", promised_on="tomorrow", due_on="2026-12-31")
    assert result.summary == "Accepted Q-1 Showroom: S-1 of ₺11,610.00"
    assert result.notes == ("O-1 is open still: crm opportunity win O-1",)
    head = (
        "SELECT customer_id, opportunity_id, status, total_minor, net_minor, tax_minor, currency, number, "
        "ordered_on, promised_on, due_on FROM sales_order"
    )
    assert one(shop, head) == (
        *(1, 1, "open", 1_161_000, 967_500, 193_500, "TRY"),
        *("2026-7", "2026-11-21", "2026-11-22", "2026-12-31"),
    )
    with shop.reading() as db:
        lines = db.tuples(
            "SELECT product_id, description, quantity_milli, unit_price, discount_minor, tax_minor, "
            "amount_minor, cost_minor FROM order_line ORDER BY position"
        )
    assert lines == [
        (1, None, 2000, "4500.00", None, 180_000, 900_000, 560_000),
        (None, "Nakliye", 1000, "750", 7_500, 13_500, 67_500, None),
    ]
    assert one(shop, "SELECT status, order_id, decided_on FROM quote") == ("accepted", 1, "2026-11-21")
    with pytest.raises(Refused, match="Q-1 is accepted"):
        accept(shop, "Q-1")


def test_accepting_may_win_the_opportunity_and_make_no_order(shop: Store) -> None:
    quote(shop, None, "MM-1", opportunity="O-1", tax="0")
    result = accept(shop, "Q-1", order=False, win=True)
    assert [item.id for item in result.items] == ["Q-1", "O-1"]
    assert one(shop, "SELECT s.outcome FROM opportunity o JOIN stage s ON s.id = o.stage_id") == ("won",)
    assert one(shop, "SELECT count(*) FROM sales_order") == (0,)


def test_a_quote_to_a_lead_is_the_customers_once_it_is_one(shop: Store) -> None:
    quote(shop, "L-1", "MM-1", tax="0")
    with pytest.raises(Refused, match="Q-1 is made to L-1, who is no customer yet") as caught:
        accept(shop, "Q-1")
    assert caught.value.hint == "crm convert L-1"
    with writing(shop) as db:
        values = {
            "lead_id": 1,
            "customer_id": 1,
            "converted_on": "2026-11-21",
            "actor": "tester",
            "touches": 0,
        }
        made = {"customer_created": 0, "contact_created": 0, "opportunity_created": 0, "plan": "[]"}
        db.insert("conversion", values | made)
    with shop.reading() as db:
        assert list_quotes(db, ListQuotes(ListRecords(), TODAY)).rows[0].customer == "Işık Mobilya"
        assert show_quote(db, ShowRecord("Q-1"), TODAY).item.customer == 1
    accept(shop, "Q-1")
    assert one(shop, "SELECT customer_id FROM sales_order") == (1,)


def test_a_rejection_has_a_reason_and_is_taken_back(shop: Store) -> None:
    quote(shop, "C-1", "MM-1", tax="0")
    send(shop, "Q-1")
    for reason, note, said in (
        (None, None, "needs a reason"),
        ("other", None, "needs a note"),
        ("xyz", None, "no reason is"),
    ):
        with pytest.raises(CrmError, match=said):
            reject(shop, "Q-1", reason, note)
    reject(shop, "Q-1", "other", "moved away")
    assert one(shop, "SELECT status, lost_note, decided_on FROM quote") == (
        "rejected",
        "moved away",
        "2026-11-21",
    )
    reopen(shop, "Q-1")
    row = "SELECT status, lost_reason_id, lost_note, decided_on FROM quote"
    assert one(shop, row) == ("sent", None, None, None)


def test_an_accepted_quote_is_reopened_once_its_order_is_cancelled(shop: Store) -> None:
    quote(shop, "C-1", "MM-1", tax="0")
    accept(shop, "Q-1")
    with pytest.raises(Refused, match="Q-1 became S-1, which stands"):
        reopen(shop, "Q-1")
    with writing(shop) as db:
        edit_records(db, EditRecords("order", Targets(("S-1",)), {"status": "cancelled"}, CONTEXT))
    reopen(shop, "Q-1")
    assert one(shop, "SELECT status, order_id FROM quote") == ("sent", None)


@pytest.mark.parametrize("act", [reject, reopen, version, send])
def test_a_replaced_quote_is_history(shop: Store, act: Any) -> None:
    quote(shop, "C-1", "MM-1", tax="0")
    send(shop, "Q-1")
    version(shop, "Q-1")
    send(shop, "Q-2")
    with pytest.raises((Refused, Conflict)):
        act(shop, "Q-1")
    assert status(shop, 1) == "replaced"


def test_deleting_a_quote_takes_its_lines(shop: Store) -> None:
    quote(shop, "C-1", "MM-1", "kitap", tax="0")
    with writing(shop) as db:
        delete_records(db, DeleteRecords("quote", Targets(("Q-1",))))
    assert one(shop, "SELECT (SELECT count(*) FROM quote), (SELECT count(*) FROM quote_line)") == (0, 0)


def test_a_draft_that_is_accepted_takes_the_place_of_the_version_that_was_sent(shop: Store) -> None:
    quote(shop, "C-1", "MM-1:1", tax="20")
    send(shop, "Q-1")
    version(shop, "Q-1")
    assert "Q-1 is replaced" in accept(shop, "Q-2").notes
    assert (status(shop, 1), status(shop, 2)) == ("replaced", "accepted")
    with pytest.raises(Refused, match="Q-1 is replaced"):
        accept(shop, "Q-1")


def test_one_deal_is_not_made_twice_through_a_newer_version(shop: Store) -> None:
    quote(shop, "C-1", "MM-1:1", tax="20")
    send(shop, "Q-1")
    version(shop, "Q-1")
    left = accept(shop, "Q-1").notes
    assert left == ("Q-2, a newer version, is a draft still: crm quote delete Q-2",)
    for act in (send, accept):
        with pytest.raises(Refused, match="Q-1, which Q-2 is a version of, is accepted"):
            act(shop, "Q-2")
    assert one(shop, "SELECT count(*) FROM sales_order") == (1,)


def test_a_rejected_version_is_not_opened_beside_the_one_that_followed(shop: Store) -> None:
    quote(shop, "C-1", "MM-1:1", tax="20")
    send(shop, "Q-1")
    reject(shop, "Q-1")
    version(shop, "Q-1")
    send(shop, "Q-2")
    with pytest.raises(Refused, match="Q-2 is a newer version"):
        reopen(shop, "Q-1")
    assert (status(shop, 1), status(shop, 2)) == ("rejected", "sent")


def test_a_quote_without_a_line_is_not_accepted(shop: Store) -> None:
    quote(shop, "C-1", name="Empty")
    with pytest.raises(Refused, match="Q-1 has no line"):
        accept(shop, "Q-1")
    assert one(shop, "SELECT count(*) FROM sales_order") == (0,)


def test_nothing_becomes_of_a_quote_on_a_day_to_come(shop: Store) -> None:
    quote(shop, "C-1", "MM-1:1", tax="20")
    tomorrow = TODAY + timedelta(1)
    with pytest.raises(UsageError, match="is still to come"):
        send(shop, "Q-1", on=tomorrow)
    with writing(shop) as db, pytest.raises(UsageError, match="is still to come"):
        accept_quote(db, AcceptQuote("Q-1", tomorrow, {}, CONTEXT))
    with writing(shop) as db, pytest.raises(UsageError, match="is still to come"):
        reject_quotes(db, RejectQuotes(Targets(("Q-1",)), tomorrow, "price", None, TODAY))
    assert status(shop, 1) == "draft"


def test_a_quote_holds_no_shorter_than_until_its_own_day(shop: Store) -> None:
    quote(shop, "C-1", "MM-1:1", tax="20", valid_until="30d")
    with pytest.raises(UsageError, match="before its own day"):
        change(shop, "Q-1", valid_until="2026-11-01")
    with pytest.raises(UsageError, match="before its own day"):
        change(shop, "Q-1", quoted_on="2027-11-01")
    assert change(shop, "Q-1", quoted_on="2026-10-01", valid_until="30d").notes == (
        "Q-1 holds until 2026-10-31 only, which is over",
    )


def test_the_way_out_of_an_expired_quote_is_one(shop: Store) -> None:
    quote(shop, "C-1", "MM-1:1", tax="20", quoted_on="2026-06-01", valid_until="30d")
    with pytest.raises(Refused) as refused:
        send(shop, "Q-1")
    assert refused.value.hint == "crm quote edit Q-1 --valid 2026-12-21"
    change(shop, "Q-1", valid_until=refused.value.hint.rpartition(" ")[2])
    send(shop, "Q-1")
    assert status(shop, 1) == "sent"


def test_a_quote_that_holds_for_ever_has_versions(shop: Store) -> None:
    quote(shop, "C-1", "MM-1:1", tax="20", valid_until="9999-12-31")
    send(shop, "Q-1")
    version(shop, "Q-1", TODAY + timedelta(10))
    assert one(shop, "SELECT valid_until FROM quote WHERE id = 2") == ("9999-12-31",)


@pytest.mark.parametrize("given", [{"order": "S-1"}, {"lost_note": "too dear"}, {"lost_reason": "price"}])
def test_a_draft_has_neither_an_order_nor_a_reason(shop: Store, given: dict[str, str]) -> None:
    add(shop, "order", customer="C-1", total="5")
    quote(shop, "C-1", "MM-1:1", tax="20")
    with pytest.raises(CrmError):
        change(shop, "Q-1", **given)


def test_what_is_not_on_sale_is_said_of_a_line(shop: Store) -> None:
    add(shop, "product", "Eski", price="1", withdrawn_on="2026-01-31", tax_percent="1")
    add(shop, "product", "Yeni", price="1", introduced_on="2027-01-01", tax_percent="1")
    gone, coming = "PR-4 Eski is withdrawn since 2026-01-31", "PR-5 Yeni is sold from 2027-01-01 on"
    assert quote(shop, "C-1", "Eski:1", "Yeni:2", "Eski:3").notes == (gone, coming)
    assert change(shop, "Q-1", "Eski:1").notes == (gone,)
    assert quote(shop, "C-1", "Eski:1", quoted_on="2026-01-31").notes == ()


def test_a_percentage_comes_off_what_is_given_back_too(shop: Store) -> None:
    quote(shop, "C-1", "MM-1:-2", discount="10%", tax="20")
    assert sums(shop) == (-810_000, -90_000, -162_000, -972_000, "TRY")


def test_files_of_a_quote_are_shown_with_it(shop: Store) -> None:
    quote(shop, "C-1", "MM-1:1", tax="20")
    file = {"name": "plan.pdf", "path": "/tmp/plan.pdf", "sha256": "0" * 64, "size": 10, "copied": 0}  # noqa: S108
    with writing(shop) as db:
        db.insert("attachment", {**file, "name_fold": "plan.pdf", "name_sort": "plan.pdf", "quote_id": 1})
    with shop.reading() as db:
        record = show_quote(db, ShowRecord("Q-1"), TODAY)
    assert [(part.title, len(part.rows)) for part in record.sections] == [("Lines", 1), ("Files", 1)]
