"""Many pairs merged in one go and taken back: the store is as before, whatever was done in between."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain import records
from crmcli.domain.journal.undo import Undo, undo
from crmcli.domain.merging.merge import MergeMany, merge_many
from crmcli.domain.nouns import ACTIVITY, CONTACT, CUSTOMER, ORDER, Noun
from crmcli.sql import Writer
from tests.support.store import writing

pytestmark = pytest.mark.campaign

KEYS = records.Keys()
CITIES = ("Iğdır", "İzmir", "Şırnak", None)
Rows = dict[str, dict[int, tuple[Any, ...]]]
CREATED = 1
"""The column ``created_change``: the number of a change tells nothing of what is stored."""


def make(db: Writer, noun: Noun, **values: Any) -> int:
    return records.create(db, noun, values, KEYS)


def fill(store: Store, pairs: int) -> None:
    """Make pairs of customers, 1 and 2, 3 and 4 ..., that differ now and then, with work on each."""
    with writing(store) as db:
        for n in range(1, 2 * pairs + 1):
            second = n % 2 == 0
            shared = f"0532 {n // 200:03} {n // 2 % 100:02} 00"
            phones = (f"0533 {n // 100:03} {n % 100:02} 00",) if second and n % 3 else (shared,)
            customer = make(
                db,
                CUSTOMER,
                name=f"Müşteri {(n + 1) // 2}{' Ltd. Şti.' if second else ''}",
                kind="organisation",
                phone=phones,
                email=(f"m{n}@ornek.example",) if n % 4 else None,
                city=CITIES[n % 4],
                note=f"not {n}" if n % 5 == 0 else None,
                custom={"sınıf": str(n % 3)},
                tags=("vip", f"t{n % 7}"),
                external_id=str(n),
                parent=n - 2 if n > 2 and n % 6 == 0 else None,
            )
            make(db, CONTACT, name=f"Kişi {n}", customer=customer, role="alıcı")
            for total in range(n % 3):
                make(db, ORDER, customer=customer, status="completed", total=total + n, currency="TRY")
            make(db, ACTIVITY, kind="call", at="2026-11-20", customer=customer, subject=f"arama {n}")
            db.insert(
                "consent", {"channel": "email", "purpose": "marketing", "state": "given", "customer_id": n}
            )


def merge_all(store: Store, pairs: int) -> int:
    """Merge every pair in one change; return its number."""
    lines = tuple((f"C-{2 * n - 1}", f"C-{2 * n}") for n in range(1, pairs + 1))
    with writing(store) as db:
        result = merge_many(db, MergeMany(lines))
        assert {item.status for item in result.items} == {"merged"}
        return db.change


def work_on(store: Store, pairs: int) -> None:
    """Do what stops no undo: correct orders, sell, call, add a contact, to records that are kept."""
    with writing(store) as db:
        for (number,) in db.tuples("SELECT id FROM sales_order WHERE id % 7 = 0 ORDER BY id"):
            records.modify(db, ORDER, number, {"total": number, "note": "düzeltildi"}, KEYS)
        for n in range(1, pairs + 1, 5):
            kept = 2 * n - 1
            make(db, ORDER, customer=kept, status="open", number=f"Y-{n}")
            make(db, ACTIVITY, kind="note", at="2026-11-21", customer=kept, subject="sonra")
            make(db, CONTACT, name=f"Yeni {n}", customer=kept)


def rows(store: Store, *, without_changes: bool = False) -> Rows:
    """Return every row of every table but the journal's own, by number."""
    with store.reading() as db:
        found = {}
        for name, info in db.tables.items():
            held = db.tuples(f"SELECT {', '.join(info.columns)} FROM {name} ORDER BY id")
            cut = CREATED + 1 if without_changes else CREATED
            found[name] = {row[0]: row[:CREATED] + row[cut:] for row in held}
    return found


def take_back(store: Store, number: int, *, keep: bool = False) -> Any:
    with writing(store) as db:
        return undo(db, Undo(number, keep_edited=keep))


@pytest.fixture
def pairs(rounds: Callable[[int, int], int]) -> int:
    """How many pairs are merged."""
    return rounds(24, 500)


@pytest.fixture
def twin(tmp_path: Path) -> Store:
    """Another store, where nothing is merged."""
    from crmcli.db import open_store

    return open_store(str(tmp_path / "twin.db"))


def test_merges_taken_back_leave_every_row_as_it_was_to_the_byte(store: Store, pairs: int) -> None:
    fill(store, pairs)
    before = rows(store)
    change = merge_all(store, pairs)
    after = rows(store)
    assert len(after["customer"]) == pairs
    assert take_back(store, change).exit_code == 0
    assert rows(store) == before
    assert take_back(store, change + 1).exit_code == 0
    assert rows(store) == after


def test_merges_taken_back_after_other_work_leave_what_that_work_alone_would_have_left(
    store: Store, twin: Store, pairs: int
) -> None:
    for each in (store, twin):
        fill(each, pairs)
    change = merge_all(store, pairs)
    for each in (store, twin):
        work_on(each, pairs)
    assert take_back(store, change).exit_code == 0
    mine, others = (rows(each, without_changes=True) for each in (store, twin))
    assert {name for name in mine if mine[name] != others[name]} == set()


def test_records_edited_since_are_kept_and_named_and_all_else_is_reversed(
    store: Store, twin: Store, pairs: int
) -> None:
    for each in (store, twin):
        fill(each, pairs)
    change = merge_all(store, pairs)
    edited = {2 * n - 1 for n in range(1, pairs + 1, 4)}
    with writing(store) as db:
        for number in edited:
            records.modify(db, CUSTOMER, number, {"website": f"{number}.example"}, KEYS)
    result = take_back(store, change, keep=True)
    told: dict[str, set[str]] = {}
    for line in result.items:
        told.setdefault(line.outcome, set()).add(line.records.partition(" ")[0])
    assert told["kept"] == {f"C-{number}" for number in edited}
    assert "refused" not in told
    mine, others = rows(store, without_changes=True), rows(twin, without_changes=True)
    different = {
        number for number in others["customer"] if mine["customer"][number] != others["customer"][number]
    }
    assert different == edited
    for name in mine.keys() - {"customer", "identity", "address"}:
        assert mine[name] == others[name], name
    # What a kept record got from the other stays with it: a key for its own e-mail, a further address.
    for name in ("identity", "address"):
        assert others[name].items() <= mine[name].items()
