"""Rules run: each event once, guarded against loops, taken back whole."""

from collections.abc import Callable
from datetime import date

import pytest

from crmcli.db import Store
from crmcli.domain.editing import EditRecords
from crmcli.domain.nouns import ORDER
from crmcli.domain.rules.changing import SwitchRules, edit_rules, switch_rules
from crmcli.domain.targets import Targets
from crmcli.domain.text import fold, sort_key
from crmcli.errors import Conflict, NotFound, UsageError
from crmcli.sql import Writer
from tests.support import market
from tests.support.making import add, one
from tests.support.market import CONTEXT, fill, rule, run_rules, writing

NOON = "2026-11-21T12:00:00Z"


def case(db: Writer, customer: int | None, name: str = "Bozuk", **values: object) -> int:
    forms = {"name": name, "name_fold": fold(name), "name_sort": sort_key(name)}
    row = {"status": "open", "priority": "normal", "opened_at": NOON, **forms, "customer_id": customer}
    number = db.insert("support_case", {**row, **values})
    db.insert("case_step", {"case_id": number, "kind": "opened", "at": NOON})
    return number


def bought(db: Writer, number: int, total: int, on: str = "2026-11-20", **values: object) -> int:
    return market.bought(db, number, total, on, **values)


def happen(store: Store, act: Callable[[Writer], object]) -> None:
    with writing(store) as db:
        act(db)


def test_an_event_is_answered_once_however_often_the_rules_run(store: Store) -> None:
    fill(store, 2)
    owner = add(store, "user", "Ayşe Öz")
    rule(store, 'when a case is opened then task "Ara" for owner, due in 2 days, priority high')
    assert run_rules(store) == []
    happen(store, lambda db: case(db, 1, owner_id=owner))
    assert run_rules(store) == [("CS-1", "Kural", "task A-1 for Ayşe Öz, due 2026-11-23")]
    assert run_rules(store) == []
    happen(store, lambda db: case(db, 2))
    assert run_rules(store) == [("CS-2", "Kural", "task A-2 for nobody: there is no owner, due 2026-11-23")]
    query = "SELECT kind, done, at, subject, priority, user_id, customer_id, case_id FROM activity"
    assert one(store, query) == ("task", 0, "2026-11-23", "Ara", "high", owner, 1, 1)
    assert one(store, "SELECT key, depth, activity_id FROM firing ORDER BY id") == ("CS-1/made", 0, 1)


def test_a_rule_does_not_look_back_behind_its_beginning(store: Store) -> None:
    fill(store, 1)
    happen(store, lambda db: case(db, 1))
    rule(store, "when a case is opened then tag x")
    assert run_rules(store) == []


def test_a_customers_owner_stands_in_for_a_record_without_one(store: Store) -> None:
    fill(store, 1)
    owner = add(store, "user", "Ayşe Öz")
    happen(store, lambda db: db.update("customer", 1, {"owner_id": owner}))
    rule(store, "when an order is placed then task for owner")
    happen(store, lambda db: bought(db, 1, 500))
    run_rules(store)
    assert one(store, "SELECT user_id, order_id, subject FROM activity") == (owner, 1, "Kural")


def _step(db: Writer, kind: str) -> None:
    values = {"status": "resolved", "resolved_at": NOON} if kind == "resolved" else {}
    if values:
        db.update("support_case", 1, values)
    db.insert("case_step", {"case_id": 1, "kind": kind, "at": NOON})


def _paid(db: Writer, amount: int) -> None:
    db.insert(
        "payment", {"customer_id": 1, "paid_on": "2026-11-21", "amount_minor": amount, "currency": "TRY"}
    )


def _survey(db: Writer, nps: int) -> None:
    db.insert("survey", {"customer_id": 1, "answered_on": "2026-11-21", "nps": nps, "scale": 5})


def _lead(db: Writer, name: str) -> None:
    forms = {"name": name, "name_fold": fold(name), "name_sort": sort_key(name)}
    db.insert("lead", {**forms, "status": "new"})


def _converted(db: Writer) -> None:
    db.update("lead", 1, {"status": "converted"})
    made = {"lead_id": 1, "customer_id": 1, "converted_on": "2026-11-21", "actor": "t", "touches": 1}
    db.insert("conversion", {**made, "plan": "{}"})


def _moved(db: Writer, stage: int) -> None:
    db.insert("stage_change", {"opportunity_id": 1, "from_stage_id": 1, "to_stage_id": stage})


def _customer(db: Writer) -> None:
    from tests.support.market import customer

    customer(db, "Yeni", consent=False)


def _tag(db: Writer, name: str) -> None:
    from crmcli.domain.nouns import CUSTOMER
    from crmcli.domain.records import tag

    tag(db, CUSTOMER, 1, [name])


def _request(db: Writer) -> None:
    forms = {"name": "x", "name_fold": "x", "name_sort": "x"}
    db.insert("request", {**forms, "customer_id": 1, "status": "open"})


def _logged(db: Writer, kind: str) -> None:
    db.insert("activity", {"kind": kind, "at": NOON, "done": 1, "customer_id": 1})


EVENTS: list[tuple[str, Callable[[Writer], object], str]] = [
    ("a case is opened", lambda db: case(db, 1), "CS-2"),
    ("a case is resolved", lambda db: _step(db, "resolved"), "CS-1"),
    ("a case is reopened", lambda db: _step(db, "reopened"), "CS-1"),
    ("an order is placed", lambda db: bought(db, 1, 5), "S-1"),
    ("a quote is accepted", lambda db: db.update("quote", 1, {"status": "accepted"}), "Q-1"),
    (
        "a quote is rejected",
        lambda db: db.update("quote", 1, {"status": "rejected", "lost_reason_id": 1}),
        "Q-1",
    ),
    ("a payment is received", lambda db: _paid(db, 100), "PY-1"),
    ("a survey is answered with nps <= 6", lambda db: _survey(db, 6), "SV-1"),
    ("a lead is added", lambda db: _lead(db, "Yeni"), "L-2"),
    (
        "a lead is lost",
        lambda db: db.update("lead", 1, {"status": "lost", "lost_reason_id": 1, "lost_on": "2026-11-21"}),
        "L-1",
    ),
    ("a lead is converted", _converted, "L-1"),
    ("an opportunity is won", lambda db: _moved(db, 5), "O-1"),
    ("an opportunity is lost", lambda db: _moved(db, 6), "O-1"),
    ("an opportunity is moved to Proposal", lambda db: _moved(db, 3), "O-1"),
    ("a customer is added", _customer, "C-2"),
    ("tag vip is added", lambda db: _tag(db, "VIP"), "C-1"),
    ("a request is made", _request, "RQ-1"),
    ("a call is logged", lambda db: _logged(db, "call"), "A-1"),
]
NOTHING: list[tuple[str, Callable[[Writer], object]]] = [
    ("an order is placed", lambda db: bought(db, 1, -5)),
    ("an order is placed", lambda db: bought(db, 1, 5, status="cancelled")),
    ("a quote is accepted", lambda db: db.update("quote", 1, {"note": "x"})),
    ("a payment is received", lambda db: _paid(db, -100)),
    ("a survey is answered with nps <= 6", lambda db: _survey(db, 7)),
    ("an opportunity is won", lambda db: _moved(db, 6)),
    ("an opportunity is moved to Proposal", lambda db: _moved(db, 2)),
    ("tag vip is added", lambda db: _tag(db, "yeni")),
    ("a call is logged", lambda db: _logged(db, "visit")),
    ("an order is placed where total >= 10 TRY", lambda db: bought(db, 1, 5_00)),
    ("an order is placed where city = Ankara", lambda db: bought(db, 1, 5_00)),
]


@pytest.fixture
def shop(store: Store) -> Store:
    """A customer, a case, a quote, a lead and an opportunity: all of before the rules."""
    fill(store, 1)
    with writing(store) as db:
        case(db, 1)
        forms = {"name": "Teklif", "name_fold": "teklif", "name_sort": "teklif"}
        db.insert("quote", {**forms, "customer_id": 1, "version": 1, "status": "sent"})
        _lead(db, "Aday")
        db.insert("opportunity", {**forms, "customer_id": 1, "stage_id": 1})
    return store


@pytest.mark.parametrize(("event", "act", "ref"), EVENTS, ids=[event[0] for event in EVENTS])
def test_what_happens_is_seen_once(
    shop: Store, event: str, act: Callable[[Writer], object], ref: str
) -> None:
    rule(shop, f"when {event} then task")
    assert run_rules(shop) == []
    happen(shop, act)
    assert [row[0] for row in run_rules(shop)] == [ref]
    assert run_rules(shop) == []


@pytest.mark.parametrize(("event", "act"), NOTHING, ids=[f"{i} {e[0]}" for i, e in enumerate(NOTHING)])
def test_what_is_not_the_event_does_not_count(
    shop: Store, event: str, act: Callable[[Writer], object]
) -> None:
    rule(shop, f"when {event} then task")
    happen(shop, act)
    assert run_rules(shop) == []


def test_a_quote_expires_when_its_last_day_is_over(shop: Store) -> None:
    happen(shop, lambda db: db.update("quote", 1, {"valid_until": "2026-11-21"}))
    rule(shop, "when a quote expires then task for owner")
    assert run_rules(shop) == []
    assert [row[0] for row in run_rules(shop, on=date(2026, 11, 22))] == ["Q-1"]
    assert run_rules(shop, on=date(2026, 11, 23)) == []


def test_a_quote_that_expired_before_the_rule_was_there_is_none_of_its_events(shop: Store) -> None:
    happen(shop, lambda db: db.update("quote", 1, {"valid_until": "2026-11-20"}))
    rule(shop, "when a quote expires then task for owner")
    assert run_rules(shop) == []
    assert run_rules(shop, on=date(2026, 11, 22)) == []


OLD = "2026-11-13"
HISTORY: list[tuple[str, Callable[[Writer], object]]] = [
    ("a case is opened", lambda db: case(db, 1, opened_at=f"{OLD}T12:00:00Z")),
    ("an order is placed", lambda db: bought(db, 1, 5, OLD)),
    (
        "a quote is accepted",
        lambda db: db.update("quote", 1, {"status": "accepted", "decided_on": OLD}),
    ),
    (
        "a lead is lost",
        lambda db: db.update("lead", 1, {"status": "lost", "lost_reason_id": 1, "lost_on": OLD}),
    ),
    (
        "an opportunity is won",
        lambda db: db.insert(
            "stage_change", {"opportunity_id": 1, "from_stage_id": 1, "to_stage_id": 5, "changed_on": OLD}
        ),
    ),
    (
        "a call is logged",
        lambda db: db.insert("activity", {"kind": "call", "at": OLD, "done": 1, "customer_id": 1}),
    ),
]


@pytest.mark.parametrize(("event", "act"), HISTORY, ids=[event for event, _ in HISTORY])
def test_what_is_of_long_ago_is_history_whenever_it_was_entered(
    shop: Store, event: str, act: Callable[[Writer], object]
) -> None:
    rule(shop, f"when {event} then task")
    happen(shop, act)
    assert run_rules(shop) == []
    assert len(run_rules(shop, on=date(2026, 11, 20))) == 1, "of the last seven days then"


def test_what_was_taken_back_is_no_event(shop: Store) -> None:
    from crmcli.domain.journal.undo import Undo, undo

    rule(shop, "when a quote is accepted then task")
    rule(shop, "when an order is placed then task", "İkinci")
    happen(shop, lambda db: (db.update("quote", 1, {"status": "accepted"}), bought(db, 1, 5)))
    happen(shop, lambda db: undo(db, Undo()))
    assert run_rules(shop) == []


def test_undoing_a_run_takes_back_all_of_it(shop: Store) -> None:
    from crmcli.domain.journal.undo import Undo, undo

    rule(shop, "when an order is placed then task and tag iyi")
    happen(shop, lambda db: bought(db, 1, 5))
    assert len(run_rules(shop)) == 1
    happen(shop, lambda db: undo(db, Undo()))
    for table in ("activity", "firing", "tagging"):
        assert one(shop, f"SELECT count(*) FROM {table}") == (0,)


def test_a_segment_is_a_saved_one_or_one_of_the_report(store: Store) -> None:
    fill(store, 6)
    with writing(store) as db:
        for number, total in enumerate((10, 20, 30, 40, 50, 60), 1):
            for _ in range(number):
                bought(db, number, total * 100, f"2026-{4 + number:02}-01")
        forms = {"name": "Küçükler", "name_fold": "kucukler", "name_sort": "k"}
        db.insert("segment", {**forms, "noun": "customer", "filter": "spent < 20 TRY"})
    rule(store, "when a case is opened by a customer in Champions then task", "İyi")
    rule(store, "when a case is opened by a customer in KÜÇÜKLER then task", "Küçük")
    with pytest.raises(NotFound, match="Chmpions"):
        rule(store, "when a case is opened by a customer in Chmpions then task", "Yok")
    happen(store, lambda db: [case(db, number) for number in (1, 2, 6)])
    assert [(ref, name) for ref, name, _ in run_rules(store)] == [("CS-3", "İyi"), ("CS-1", "Küçük")]


def test_rules_lead_to_one_another_but_not_for_ever(shop: Store) -> None:
    rule(shop, "when tag a is added then tag b", "1")
    rule(shop, "when tag b is added then tag c", "2")
    rule(shop, "when tag c is added then tag d", "3")
    rule(shop, "when tag d is added then tag e", "4")
    rule(shop, "when tag e is added then tag f", "5")
    happen(shop, lambda db: _tag(db, "a"))
    assert [name for _, name, _ in run_rules(shop)] == ["1", "2", "3", "4"]
    assert one(shop, "SELECT max(depth) FROM firing") == (3,)
    assert run_rules(shop) == []


def test_a_loop_fires_each_rule_once_on_a_record(shop: Store) -> None:
    rule(shop, "when tag a is added then untag b and tag b", "1")
    rule(shop, "when tag b is added then untag a and tag a", "2")
    happen(shop, lambda db: _tag(db, "a"))
    assert [name for _, name, _ in run_rules(shop)] == ["1", "2"]
    assert run_rules(shop) == []


def test_what_a_rule_makes_is_no_event_of_its_own(shop: Store) -> None:
    rule(shop, "when a call is logged then note n", "1")
    rule(shop, "when a note is logged then note m", "2")
    happen(shop, lambda db: _logged(db, "call"))
    assert [(ref, name) for ref, name, _ in run_rules(shop)] == [("A-1", "1"), ("A-2", "2")]
    assert run_rules(shop) == []


def test_what_can_not_be_done_is_told_and_the_rest_is_done(shop: Store) -> None:
    add(shop, "user", "Ayşe Öz")
    rule(shop, "when an order is placed then tag iyi and task", "Önce")
    rule(shop, "when an order is placed then assign to Ayşe", "Sonra")
    happen(
        shop, lambda db: (bought(db, 1, 5), db.insert("sales_order", {"status": "open", "total_minor": None}))
    )
    found = run_rules(shop)
    assert ("S-2", "Önce", "S-2 is of nobody to tag") in found
    assert ("S-1", "Önce", "C-1 tagged iyi; task A-1 for nobody: there is no owner, due 2026-11-21") in found
    assert ("S-2", "Sonra", "S-2 assigned to Ayşe Öz") in found
    assert one(shop, "SELECT count(*) FROM activity") == (1,), "nothing of a firing that failed"
    happen(shop, lambda db: db.update("crm_user", 1, {"name_fold": "x"}))
    happen(shop, lambda db: bought(db, 1, 7))
    assert ("S-3", "Sonra", 'no user answers to "Ayşe"') in run_rules(shop)


def test_what_could_not_be_done_is_tried_again_whatever_else_was(shop: Store) -> None:
    add(shop, "user", "Ayşe Öz")
    rule(shop, "when an order is placed then tag iyi")
    happen(
        shop, lambda db: (bought(db, 1, 5), db.insert("sales_order", {"status": "open", "total_minor": None}))
    )
    assert [(ref, told) for ref, _, told in run_rules(shop)] == [
        ("S-1", "C-1 tagged iyi"),
        ("S-2", "S-2 is of nobody to tag"),
    ]
    happen(shop, lambda db: db.update("sales_order", 2, {"customer_id": 1}))
    assert [(ref, told) for ref, _, told in run_rules(shop)] == [("S-2", "C-1 is tagged iyi")]
    assert run_rules(shop) == []


def test_a_rule_that_can_not_be_read_is_shown(shop: Store) -> None:
    from crmcli.domain.rules.views import show_rule
    from crmcli.domain.views import ShowRecord

    rule(shop, "when an order is placed then task")
    happen(shop, lambda db: db.update("rule", 1, {"wording": "when pigs fly then task"}))
    with shop.reading() as db:
        found = show_rule(db, ShowRecord("RU-1"))
    assert [note for note in found.notes if "it can't be read: column 6" in note]


@pytest.mark.parametrize(
    ("condition", "told", "hint"),
    [
        ("totl > 5", 'column 31 (an order is placed where ▸totl > 5 then task): orders have no field "totl"',
         "did you mean total?"),
        ("ctiy = x", "column 31 (an order is placed where ▸ctiy = x then task): customers have no field",
         "did you mean city?"),
        ("total > 5 and", "column 44 (", "'city=İzmir'"),
    ],
)  # fmt: skip
def test_a_slip_in_a_condition_is_told_with_its_place_in_the_rule(
    store: Store, condition: str, told: str, hint: str
) -> None:
    with pytest.raises(UsageError) as error:
        rule(store, f"when an order is placed where {condition} then task")
    assert error.value.message.startswith(told)
    assert error.value.hint == hint


def test_a_state_counts_each_time_a_customer_comes_into_it(store: Store) -> None:
    fill(store, 2)
    happen(store, lambda db: bought(db, 1, 5, "2026-01-01"))
    rule(store, "when last_order < 90 days ago then task")
    assert [row[0] for row in run_rules(store)] == ["C-1"]
    assert run_rules(store) == []
    happen(store, lambda db: bought(db, 1, 5, "2026-11-20"))
    assert run_rules(store, on=date(2026, 11, 22)) == []
    assert one(store, "SELECT count(*) FROM firing WHERE key = 'C-1/out/2026-11-22'") == (1,)
    assert run_rules(store, on=date(2026, 11, 23)) == []
    assert [row[0] for row in run_rules(store, on=date(2027, 6, 1))] == ["C-1"]
    assert run_rules(store, on=date(2027, 6, 2)) == []


def test_a_state_may_count_once_a_period(store: Store) -> None:
    fill(store, 1)
    happen(store, lambda db: bought(db, 1, 5, "2026-01-01"))
    rule(store, "when last_order < 90 days ago every month then task")
    days = (date(2026, 11, 21), date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2))
    assert [len(run_rules(store, on=day)) for day in days] == [1, 0, 1, 0]


def test_a_rule_switched_on_again_does_not_catch_up(shop: Store) -> None:
    rule(shop, "when an order is placed then task")

    def switch(*, active: bool) -> str:
        with writing(shop) as db:
            return switch_rules(db, SwitchRules(Targets(("Kural",)), active)).items[0].status

    assert switch(active=False) == "changed"
    assert switch(active=False) == "unchanged"
    happen(shop, lambda db: bought(db, 1, 5))
    assert run_rules(shop) == []
    switch(active=True)
    assert run_rules(shop) == []
    happen(shop, lambda db: bought(db, 1, 6))
    assert [row[0] for row in run_rules(shop)] == [ORDER.ref(2)]


def test_a_new_wording_looks_at_what_happens_from_then_on(shop: Store) -> None:
    rule(shop, "when a visit is logged then task")
    happen(shop, lambda db: bought(db, 1, 5))
    given = {"wording": "when an order is placed then task"}
    with writing(shop) as db:
        edit_rules(db, EditRecords("rule", Targets(("RU-1",)), given, CONTEXT))
    assert run_rules(shop) == []
    with writing(shop) as db, pytest.raises(UsageError, match="neither something that happens"):
        edit_rules(db, EditRecords("rule", Targets(("RU-1",)), {"wording": "when x then task"}, CONTEXT))


@pytest.mark.parametrize(
    ("wording", "error"),
    [
        ("when a case is opened where prioriti = high then task", UsageError),
        ("when an opportunity is moved to Propsal then task", NotFound),
        ("when a case is opened then assign to Mehmet", NotFound),
        ("when a case is opened then task for Mehmet", NotFound),
        ("when last_ordr < 90 days ago then task", UsageError),
    ],
)
def test_what_a_rule_names_must_be_there(store: Store, wording: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        rule(store, wording)


def test_a_rule_has_a_name_of_its_own(store: Store) -> None:
    rule(store, "when a case is opened then task")
    with pytest.raises(Conflict):
        rule(store, "when a case is opened then task", "KURAL")
