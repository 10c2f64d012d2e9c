"""Any work, taken back and redone in any order: the store stays whole and the journal tells all of it."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from crmcli.db import open_store
from crmcli.domain import records, removing
from crmcli.domain.address import add_address
from crmcli.domain.deleting import refuse_referred
from crmcli.domain.duplicates.decisions import OnPairs, forget, tell_apart
from crmcli.domain.journal.image import image
from crmcli.domain.journal.undo import Undo, undo
from crmcli.domain.merging.merge import merge
from crmcli.domain.merging.request import MergeRequest
from crmcli.domain.nouns import ACTIVITY, CONTACT, CUSTOMER, LEAD, ORDER, Noun
from crmcli.errors import CrmError
from crmcli.sql import Reader, Writer
from tests.support.store import raw_connection, writing

pytestmark = pytest.mark.campaign

KEYS = records.Keys()
PARTIES = (CUSTOMER, CONTACT, LEAD)
PHONES = ("0532 123 45 67", "0533 765 43 21", "0534 000 11 22")
CITIES = ("Iğdır", "İzmir", "it's, a=1")

Place = st.integers(0, 5)
Party = st.sampled_from(PARTIES)
State = dict[str, dict[int, tuple[Any, ...]]]


def state(db: Reader) -> State:
    """Return every journaled row by number."""
    return {
        name: {row[0]: row for row in db.tuples(f"SELECT {', '.join(info.columns)} FROM {name}")}
        for name, info in db.tables.items()
    }


def step_back(db: Reader, after: State, change: int) -> State:
    """Return the state before a change from the one after it, by what the journal says and nothing else."""
    before = {name: dict(rows) for name, rows in after.items()}
    told = "SELECT tbl, row_id, kind, old FROM revision WHERE change_id = :id ORDER BY id DESC"
    for name, number, kind, old in db.tuples(told, {"id": change}):
        if kind == "I":
            del before[name][number]
        else:
            values = image(old)
            values["id"] = number
            before[name][number] = tuple(values[column] for column in db.tables[name].columns)
    for name, info in db.tables.items():
        created = info.columns.index("created_change")
        for number, row in list(before[name].items()):
            if row[created] == change:
                del before[name][number]
    return before


class Desk(RuleBasedStateMachine):
    """A desk where records are added, changed, linked, merged, deleted, taken back and redone."""

    def __init__(self) -> None:
        """Open a new store."""
        super().__init__()
        self.folder = TemporaryDirectory()
        self.url = str(Path(self.folder.name) / "crm.db")
        self.store = open_store(self.url)
        self.states: dict[int, State] = {}

    @initialize()
    def some(self) -> None:
        """Start with two of each kind, tied to each other; the first has no phone."""
        for noun in PARTIES:
            for place in (4, 1):
                self.add(noun, place)
        self.link(0, 0)
        self.link(1, 1)
        self.sell(1)

    def done(self, work: Callable[[Writer], object], *needed: int) -> bool:
        """Do something in a change of its own, if all it needs is there; what is refused leaves no trace."""
        if 0 in needed:
            return False
        before = self.now()
        try:
            with writing(self.store) as db:
                work(db)
                number = db.change
        except CrmError:
            assert self.now() == before
            return False
        if self.last() == number:
            self.states[number] = before
        return True

    def now(self) -> State:
        """Return the store as it is."""
        with self.store.reading() as db:
            return state(db)

    def last(self) -> int:
        """Return the latest change."""
        with self.store.reading() as db:
            return int(db.value("SELECT coalesce(max(id), 0) FROM change"))

    def pick(self, noun: Noun, place: int) -> int:
        """Return one of the records that are there; 0 is nobody."""
        with self.store.reading() as db:
            there = [number for (number,) in db.tuples(f"SELECT id FROM {noun.table} ORDER BY id")]
        return there[place % len(there)] if there else 0

    @rule(noun=Party, place=Place)
    def add(self, noun: Noun, place: int) -> None:
        """Add a record."""
        given = {CUSTOMER: {"kind": "person"}, LEAD: {"status": "new"}}.get(noun, {})
        values = {
            **given,
            "name": f"Işık {place}",
            "phone": (PHONES[place % 3],) if place < 4 else None,
            "tags": ("vip", f"t{place % 2}"),
            "custom": {"sınıf": str(place)} if place % 2 else {},
        }
        self.done(lambda db: records.create(db, noun, values, KEYS))

    @rule(noun=Party, place=Place, city=st.sampled_from(CITIES), phone=st.sampled_from((None, *PHONES)))
    def edit(self, noun: Noun, place: int, city: str, phone: str | None) -> None:
        """Change two fields of a record."""
        number = self.pick(noun, place)
        values = {"city": city, "phone": (phone,) if phone else None}
        self.done(lambda db: records.modify(db, noun, number, values, KEYS), number)

    @rule(place=Place, above=Place)
    def raise_above(self, place: int, above: int) -> None:
        """Put a customer under another."""
        number, parent = self.pick(CUSTOMER, place), self.pick(CUSTOMER, above)
        self.done(lambda db: records.modify(db, CUSTOMER, number, {"parent": parent}, KEYS), number)

    @rule(place=Place, customer=Place)
    def link(self, place: int, customer: int) -> None:
        """Let a contact work for a customer."""
        contact, employer = self.pick(CONTACT, place), self.pick(CUSTOMER, customer)
        self.done(lambda db: records.link_contact(db, contact, {"customer": employer}), contact, employer)

    @rule(place=Place)
    def sell(self, place: int) -> None:
        """Add an order of a customer."""
        values = {"customer": self.pick(CUSTOMER, place) or None, "status": "open"}
        self.done(lambda db: records.create(db, ORDER, values, KEYS))

    @rule(place=Place, total=st.integers(1, 3))
    def correct(self, place: int, total: int) -> None:
        """Change the total of an order."""
        number = self.pick(ORDER, place)
        self.done(
            lambda db: records.modify(db, ORDER, number, {"total": total, "currency": "TRY"}, KEYS), number
        )

    @rule(noun=Party, place=Place)
    def note(self, noun: Noun, place: int) -> None:
        """Log an activity, keep an address, a consent."""
        number = self.pick(noun, place)
        self.done(lambda db: self._noted(db, noun, number), number)

    def _noted(self, db: Writer, noun: Noun, number: int) -> None:
        records.create(db, ACTIVITY, {"kind": "note", "at": "2026-11-21", noun.name: number}, KEYS)
        add_address(db, noun, number, "home", {"city": f"{noun.name}{number}"})
        db.insert("consent", {"channel": "any", "purpose": "m", "state": "given", noun.owner: number})

    @rule(noun=Party, place=Place)
    def delete(self, noun: Noun, place: int) -> None:
        """Delete a record that nobody refers to."""
        number = self.pick(noun, place)

        def work(db: Writer) -> None:
            refuse_referred(db, noun, number)
            removing.delete(db, noun, number)

        self.done(work, number)

    @rule(place=Place)
    def cancel(self, place: int) -> None:
        """Delete an order."""
        number = self.pick(ORDER, place)
        self.done(lambda db: removing.delete(db, ORDER, number), number)

    @rule(noun=Party, keep=Place, gone=Place)
    def merge(self, noun: Noun, keep: int, gone: int) -> None:
        """Merge two records."""
        first, second = self.pick(noun, keep), self.pick(noun, gone)
        done = self.done(lambda db: merge(db, MergeRequest(noun, first, (second,))), first, second)
        assert done == (first != second)

    @rule(noun=Party, keep=Place, gone=Place, city=st.sampled_from(CITIES))
    def merge_work_and_take_back(self, noun: Noun, keep: int, gone: int, city: str) -> None:
        """Take a merge back after the kept record was edited: what was not touched comes back."""
        first, second = self.pick(noun, keep), self.pick(noun, gone)
        if first == second:
            return
        self.merge(noun, keep, gone)
        number = self.last()
        self.done(lambda db: records.modify(db, noun, first, {"city": f"{city} {number}"}, KEYS))
        assert self.done(lambda db: undo(db, Undo(number, keep_edited=True)))
        assert second in self.now()[noun.table]

    @rule(noun=Party, one=Place, two=Place, apart=st.booleans())
    def decide(self, noun: Noun, one: int, two: int, apart: bool) -> None:
        """Tell two records apart, or forget that."""
        first, second = self.pick(noun, one), self.pick(noun, two)
        asked = OnPairs((noun.ref(first), noun.ref(second)))
        self.done(lambda db: tell_apart(db, asked) if apart else forget(db, asked), first, second)

    @rule()
    def take_back_the_last(self) -> None:
        """The latest change, whatever it was, can be taken back and leaves what was before it."""
        number = self.last()
        if number not in self.states:
            return
        after = self.now()
        assert self.done(lambda db: undo(db, Undo(number)))
        assert self.now() == self.states[number]
        assert self.done(lambda db: undo(db, Undo(self.last())))
        assert self.now() == after

    @rule(steps=st.integers(1, 15), keep=st.booleans())
    def take_back(self, steps: int, keep: bool) -> None:
        """Take back any change."""
        self.done(lambda db: undo(db, Undo(db.change - steps, keep_edited=keep)))

    @rule()
    def walk_back(self) -> None:
        """Walk the journal back from the last change to the first: every state comes by again."""
        last = self.last()
        with self.store.reading() as db:
            current = state(db)
            for number in range(last, min(self.states) - 1, -1):
                current = step_back(db, current, number)
                assert current == self.states.get(number, current), f"before change {number}"

    @rule(redo=st.booleans())
    def undo_or_redo(self, redo: bool) -> None:
        """Take back or redo what the program thinks is the latest."""
        self.done(lambda db: undo(db, Undo(redo=redo)))

    @invariant()
    def every_reference_is_to_a_row_that_is_there(self) -> None:
        """The engine's own check finds nothing."""
        if not Path(self.url).exists():
            return
        connection = raw_connection(self.url)
        try:
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        finally:
            connection.close()

    @invariant()
    def every_number_means_one_record_and_every_phone_is_a_key(self) -> None:
        """No former number is one that is there; a record answers to its own phone."""
        with self.store.reading() as db:
            for noun in PARTIES:
                twice = (
                    f"SELECT a.number FROM alias a JOIN {noun.table} r ON r.id = a.number WHERE a.noun = :n"
                )
                assert db.tuples(twice, {"n": noun.name}) == []
                keyless = (
                    f"SELECT id, phone FROM {noun.table} r WHERE phone IS NOT NULL AND NOT EXISTS (SELECT 1 "
                    f"FROM identity i WHERE i.{noun.owner} = r.id AND i.kind = 'phone' AND i.value = r.phone)"
                )
                assert db.tuples(keyless) == []

    def teardown(self) -> None:
        """Walk the journal back from the last change to the first: every state comes by again."""
        self.folder.cleanup()


def test_whatever_is_done_is_taken_back_and_redone_and_leaves_the_store_whole(
    rounds: Callable[[int, int], int],
) -> None:
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=rounds(12, 400),
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
        ),
    )
