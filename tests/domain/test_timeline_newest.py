"""The newest events of a history are the last ones of the whole, whatever it holds and whose it is."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.db import Store, open_store
from crmcli.domain.timeline import Heading, Scope, View, timeline
from crmcli.domain.timeline.fetch import parts, rows
from crmcli.domain.timeline.newest import floor
from crmcli.domain.timeline.scope import resolve
from crmcli.sql import Writer
from tests.support.history import noted

TODAY = date(2026, 11, 21)
ISTANBUL = ZoneInfo("Europe/Istanbul")
VIEW = View(as_of=TODAY, now=datetime(2026, 11, 21, 14, 30, tzinfo=UTC))
KINDS = ("call", "email", "note", "task")


def day(chance: Random) -> str:
    """A day of this month, often the same, sometimes one to come."""
    return f"2026-11-{chance.choice((1, 5, 5, 12, 20, 20, 21, 21, 23)):02}"


def moment(chance: Random) -> str:
    """An instant near midnight somewhere, or a day."""
    return chance.choice((day(chance), f"{day(chance)}T{chance.choice((0, 9, 20, 21, 22, 23)):02}:30:00Z"))


def some_party(chance: Random) -> dict[str, int | None]:
    """Who an event is about: a customer, a contact, a lead, or two of them."""
    owners = {"customer_id": (1, 2), "contact_id": (1, 2), "lead_id": (1,)}
    names = chance.sample(sorted(owners), chance.choice((1, 1, 2)))
    return {name: chance.choice(owners[name]) for name in names}


def anyones(db: Writer, chance: Random, count: int) -> None:
    """Write a random history of two customers, two contacts and a lead."""
    form = {"name_fold": "x", "name_sort": "x"}
    for name in ("Ada", "Bora"):
        db.insert("customer", {"name": name, **form, "kind": "person", "created_on": "2026-01-01"})
        contact = db.insert("contact", {"name": f"{name} Kaya", **form})
        times = {"since": chance.choice((None, "2026-11-05")), "until": chance.choice((None, "2026-11-20"))}
        db.insert("customer_contact", {"customer_id": contact, "contact_id": contact, **times})
    lead = db.insert(
        "lead", {"name": "Can", **form, "status": "new", "customer_id": chance.choice((1, None))}
    )
    db.insert("opportunity", {"name": "x", **form, "customer_id": 1, "stage_id": 1, "lead_id": lead})
    for _ in range(count):
        _event(db, chance)


def _event(db: Writer, chance: Random) -> None:
    what = chance.randrange(6)
    amount = {"currency": chance.choice(("TRY", "TRY", "EUR"))}
    if what <= 1:
        kind, done = chance.choice(KINDS), chance.choice((1, 1, 1, 0))
        row = {"kind": kind, "at": moment(chance), "done": done, **some_party(chance)}
        if kind == "task" and done and chance.random() < 0.7:
            row["done_on"] = day(chance)
        orders = db.value("SELECT max(id) FROM sales_order")
        db.insert("activity", row | ({"order_id": orders} if orders and chance.random() < 0.2 else {}))
    elif what <= 3:
        row = {"customer_id": chance.choice((1, 1, 2, None)), "contact_id": chance.choice((1, None))}
        row |= {"ordered_on": chance.choice((day(chance), day(chance), None)), "status": "completed"}
        row |= {"total_minor": chance.choice((100, 250, -50, None)), **amount}
        row |= {"status": chance.choice(("completed", "cancelled", "open"))}
        row |= {"delivered_on": chance.choice((None, day(chance))), "promised_on": "2026-11-10"}
        db.insert("sales_order", row)
    elif what == 4:
        row = {"customer_id": chance.choice((1, 1, 2)), "paid_on": day(chance)}
        db.insert("payment", {**row, "amount_minor": chance.choice((40, 500, -30)), **amount})
    else:
        case = {"name": "broken", "name_fold": "x", "name_sort": "x", "status": "open", "priority": "normal"}
        db.insert("support_case", {**case, "opened_at": moment(chance), **some_party(chance)})


SCOPES = (
    Scope(customers=(1,)),
    Scope(customers=(2,), tree=True),
    Scope(contacts=(1,)),
    Scope(leads=(1,)),
    Scope(opportunities=(1,)),
    Scope(customers=(1, 2)),
)
TYPES = (
    (),
    (),
    ("activity",),
    ("call",),
    ("task",),
    ("order,refund,payment",),
    ("order",),
    ("delivery,case",),
)


def compare(store: Store, scope: Scope, view: View) -> None:
    """Hold the newest of a history against the last ones of the whole."""
    with store.reading() as db:
        whole = timeline(db, scope, Heading("x", "nothing"), replace(view, limit=0))
        newest = timeline(db, scope, Heading("x", "nothing"), view)
    # Which columns people see depends on what is shown; the values don't.
    assert [vars(row) for row in newest.rows] == [vars(row) for row in whole.rows][-view.limit :]
    assert (newest.total or len(newest.rows)) == len(whole.rows)


def check(store: Store, seed: int, count: int) -> None:
    """Write a history and compare many views of it."""
    chance = Random(seed)  # noqa: S311 - a history, no secret
    with store.writing(noted("2026-11-20T21:30:00Z", chance.choice(("test", "import x")))) as db:
        anyones(db, chance, count)
    for _ in range(12):
        view = replace(
            VIEW,
            limit=chance.choice((1, 2, 5, 10, 40)),
            types=chance.choice(TYPES),
            as_of=chance.choice((TODAY, TODAY, date(2026, 11, 12), date(2026, 12, 31))),
            now=VIEW.now.astimezone(chance.choice((UTC, ISTANBUL))),
        )
        compare(store, chance.choice(SCOPES), view)


@settings(max_examples=25)
@given(st.integers(0, 2**32), st.sampled_from((0, 3, 30, 120)))
def test_the_newest_are_the_last_of_the_whole(seed: int, count: int) -> None:
    with TemporaryDirectory() as folder:
        check(open_store(str(Path(folder) / "crm.db")), seed, count)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_newest_are_the_last_of_the_whole_on_both_engines(store: Store, seed: int) -> None:
    check(store, seed, 90)


def test_of_a_long_history_only_the_end_is_read(store: Store) -> None:
    with store.writing(noted("2026-11-20T21:30:00Z")) as db:
        form = {"name": "Ada", "name_fold": "ada", "name_sort": "ada"}
        db.insert("customer", {**form, "kind": "person"})
        days = [f"20{year:02}-{month:02}-15" for year in range(10, 26) for month in range(1, 13)]
        for at in days:
            db.insert("activity", {"kind": "call", "at": at, "customer_id": 1, "done": 1})
            order = {"customer_id": 1, "ordered_on": at, "status": "completed", "total_minor": 100}
            db.insert("sales_order", {**order, "currency": "TRY"})
    with store.reading() as db:
        found = resolve(db, Scope(customers=(1,)))
        asked = list(parts(found, frozenset()))
        since = floor(db, asked, 10, TODAY, UTC).since
        read = {part.source.name: len(rows(db, part, since)) for part in asked}
    assert (read["activity"], read["order"]) == (5, 5)
    with store.reading() as db:
        listing = timeline(db, Scope(customers=(1,)), Heading("x", "nothing"), replace(VIEW, limit=10))
    assert [row.total for row in listing.rows if row.type == "order"] == [18800, 18900, 19000, 19100, 19200]
    assert listing.total == 2 * len(days) + 1
