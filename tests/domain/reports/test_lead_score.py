from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.reports.next_steps import lead_facts, lead_score
from crmcli.domain.reports.next_steps.lead_score import Request
from crmcli.errors import UsageError
from crmcli.sql import Writer
from tests.domain.reports.market import values_of
from tests.domain.reports.shop import converted, lead, lost, named, users
from tests.support.store import writing

AS_OF = date(2026, 11, 21)


def report(store: Store, as_of: date = AS_OF, **asked: Any) -> Any:
    with store.reading() as db:
        return lead_score.report(db, Request(as_of=as_of, **asked))


def explain(store: Store, row: Any, **asked: Any) -> Any:
    with store.reading() as db:
        return lead_score.explain(db, Request(as_of=AS_OF, **asked), row)


def traits(store: Store, as_of: date = AS_OF, zone: str = "UTC") -> dict[int, Any]:
    with store.reading() as db:
        request = Request(as_of=as_of, zone=zone)
        return {one.id: one for one in lead_facts.fetch(db, request, (*lead_facts.TRAITS,))}


def touch(db: Writer, number: int, at: str, **columns: Any) -> None:
    db.insert("activity", {"kind": "call", "at": at, "lead_id": number, "done": 1, **columns})


def history(db: Writer, good: int = 12, bad: int = 8, other: tuple[int, int] = (3, 17)) -> None:
    """Closed leads of the fair (so many converted and lost) and of the web."""
    for source, came, went in (("fair", good, bad), ("web", *other)):
        for n in range(came):
            converted(db, source, "2026-03-01", 59, name=f"{source} c{n}")
        for n in range(went):
            lost(db, source, "price", "2026-03-01", name=f"{source} l{n}")


def test_open_leads_stand_by_what_became_of_others_like_them(store: Store) -> None:
    with writing(store) as db:
        history(db)
        fair, web = lead(db, "fair", **named("Ada")), lead(db, "web", **named("Ali"))
        nowhere = lead(db, None, **named("Can"))
    found = report(store)
    assert [row.id for row in found.rows] == [fair, nowhere, web]
    assert found.rows[0].why.startswith("source=fair +")
    assert found.rows[1].why == "nothing sets it apart"
    assert found.rows[1].score == found.rows[1].base
    assert found.notes[0] == "learned from 40 closed leads: 15 converted, 25 lost"
    assert all(0 <= row.score <= 100 for row in found.rows)


def test_explaining_a_lead_shows_each_factor_with_its_counts_and_they_add_up(store: Store) -> None:
    with writing(store) as db:
        history(db)
        lead(db, "fair", **named("Ada"), phone="1", city="İzmir")
        number = lead(db, "web", **named("Ali"))
        touch(db, number, "2026-01-02T09:00:00Z")
    for row in report(store).rows:
        steps, factors, touches = explain(store, row)
        first, *middle, last = [float(step.value) for step in steps.rows]
        assert first + sum(middle) == pytest.approx(last, abs=1e-3)
        assert last == pytest.approx(row.score, abs=1e-3)
        assert first == pytest.approx(row.base, abs=1e-3)
        told = {one.factor: (one.converted, one.leads) for one in factors.rows}
        assert told[f"source={row.source}"] == ((12, 20) if row.source == "fair" else (3, 20))
        assert len(touches.rows) == (row.source == "web")
    fair = next(row for row in report(store).rows if row.source == "fair")
    assert "source=fair: 12 of 20 converted" in {step.step for step in explain(store, fair)[0].rows}


@pytest.mark.parametrize(("good", "bad"), [(5, 4), (9, 40), (40, 9), (0, 0)])
def test_too_few_closed_leads_teach_nothing_and_that_is_said(store: Store, good: int, bad: int) -> None:
    with writing(store) as db:
        history(db, good, bad, (0, 0))
        lead(db, "fair")
    for asked in ({}, {"factors": True}, {"calibration": True}, {"by": "source"}):
        found = report(store, **asked)
        assert list(found.rows) == []
        assert f"{good:,} of them converted; it takes 30, 10 converted and 10 lost" in found.empty
        assert found.empty in found.notes


def test_what_happened_after_the_day_or_the_outcome_is_not_known(store: Store) -> None:
    with writing(store) as db:
        one = lead(db, "fair", created_on="2026-03-01")
        for day in ("2026-02-27", "2026-03-02", "2026-03-04", "2026-03-15", "2026-03-20"):
            touch(db, one, f"{day}T09:00:00Z", direction="out", channel="Phone")
        touch(db, one, "2026-03-03", done=0)
        touch(db, one, "2026-03-03", kind="note")
        two = lost(db, "fair", "price", "2026-03-04", created_on="2026-03-01")
        for day in ("2026-03-03", "2026-03-04", "2026-03-05"):
            touch(db, two, day)
        three = converted(db, "fair", "2026-03-01", 0, created_on="2026-03-01")
        touch(db, three, "2026-03-01")
    known = traits(store)
    assert known[one].traits["touches"] == "2"
    assert (known[one].traits["response"], known[one].traits["first touch"]) == ("1 day", "call out")
    assert known[one].traits["channel"] == "Phone"
    assert (known[two].state, known[two].traits["touches"]) == ("lost", "1")
    assert (known[three].state, known[three].traits["touches"]) == ("converted", "0")
    before = traits(store, date(2026, 3, 2))
    assert {before[n].state for n in (one, two)} == {"open"}
    assert before[one].traits["touches"] == "1"
    assert traits(store, date(2026, 2, 28)) == {}


def test_a_touch_is_of_the_day_where_people_are(store: Store) -> None:
    with writing(store) as db:
        one = lead(db, "fair", created_on="2026-03-02")
        touch(db, one, "2026-03-01T22:30:00Z")
    assert traits(store)[one].traits["touches"] == "0"
    assert traits(store, zone="Europe/Istanbul")[one].traits["response"] == "same day"


def test_nothing_that_converting_or_losing_writes_is_a_trait(store: Store) -> None:
    with writing(store) as db:
        number = converted(db, "Fair", "2026-03-01", 9, touches=7, score=80, city="IZMIR", phone="1")
        lead(db, "fair", city="İzmir")
        lead(db, "fair", city="İzmir")
    found = traits(store)[number].traits
    assert found == {
        "source": "fair", "city": "İzmir", "company": "no", "email": "no", "phone": "yes", "website": "no",
        "referrer": "no", "rating": "70 and more", "touches": "0", "response": "none in 14 days",
    }  # fmt: skip


def test_a_past_day_gives_the_scores_of_that_day(store: Store) -> None:
    with writing(store) as db:
        history(db)
        lead(db, "fair", **named("Ada"))
    then = report(store, date(2026, 4, 1))
    with writing(store) as db:
        for n in range(30):
            lost(db, "fair", "price", "2026-05-01", name=f"later {n}", created_on="2026-04-02")
    assert values_of(report(store, date(2026, 4, 1)).rows) == values_of(then.rows)
    assert report(store).rows[0].score < then.rows[0].score


def grown(db: Writer, seed: int) -> None:
    """The same hundred closed and twenty open leads, inserted in an order of the seed."""
    chance = Random(7)  # noqa: S311 - a repeatable order, no secret
    made = []
    for n in range(120):
        source, phone = chance.choice(("fair", "web")), chance.choice(("1", None))
        good = chance.random() < (0.6 if source == "fair" else 0.2) + (0.1 if phone else 0)
        made.append((n, source, phone, good))
    Random(seed).shuffle(made)  # noqa: S311
    for n, source, phone, good in made:
        day = date(2026, 1, 1) + timedelta(days=n)
        columns = {**named(f"L{n:03}"), "phone": phone, "created_on": day.isoformat()}
        if n < 20:
            lead(db, source, **columns)
        elif good:
            converted(db, source, "2026-10-01", 9, **columns)
        else:
            lost(db, source, "price", "2026-10-01", **columns)


def test_rows_and_numbers_change_no_score(store: Store, sqlite_url: str) -> None:
    from crmcli.db import open_store

    other = open_store(sqlite_url + ".other")
    for one, seed in ((store, 1), (other, 2)):
        with writing(one) as db:
            grown(db, seed)
    rows = [[(row.name, row.score, row.why) for row in report(one).rows] for one in (store, other)]
    assert rows[0] == rows[1]
    for asked in ({"calibration": True}, {"factors": True}, {"by": "source"}):
        assert values_of(report(store, **asked).rows) == values_of(report(other, **asked).rows)


def test_calibration_counts_every_closed_lead_once(store: Store) -> None:
    with writing(store) as db:
        grown(db, 1)
    found = report(store, calibration=True)
    assert sum(row.leads for row in found.rows) == found.total.leads == 100
    assert sum(row.converted for row in found.rows) == found.total.converted
    assert found.total.auc is not None
    assert 0.5 < found.total.auc < 1
    assert found.total.brier < found.total.happened * (1 - found.total.happened)
    for row in (*found.rows, found.total):
        (listed,) = explain(store, row, calibration=True)
        assert len(listed.rows) == row.leads
        assert sum(one.outcome == "converted" for one in listed.rows) == row.converted


def test_every_factor_lists_the_leads_it_was_learned_from(store: Store) -> None:
    with writing(store) as db:
        grown(db, 1)
    found = report(store, factors=True)
    assert {row.factor for row in found.rows} >= {"source=fair", "source=web", "phone=yes", "phone=no"}
    for row in found.rows:
        (listed,) = explain(store, row, factors=True)
        assert (len(listed.rows), sum(one.outcome == "converted" for one in listed.rows)) == (
            row.leads,
            row.converted,
        )


def test_groups_expect_as_many_as_their_leads_do(store: Store) -> None:
    with writing(store) as db:
        grown(db, 1)
    leads = report(store).rows
    for row in report(store, by="source").rows:
        scores = [one.score for one in leads if one.source == row.group]
        assert row.leads == len(scores)
        assert row.expected == pytest.approx(sum(scores) / 100, rel=1e-5)
        assert len(explain(store, row, by="source")[0].rows) == row.leads


def test_a_filter_picks_the_leads_to_rank_and_not_those_to_learn_from(store: Store) -> None:
    with writing(store) as db:
        grown(db, 1)
    whole = {row.id: row.score for row in report(store).rows}
    some = {row.id: row.score for row in report(store, where=("source=fair",)).rows}
    assert 0 < len(some) < len(whole)
    assert some == {number: whole[number] for number in some}
    spring = report(store, since=date(2026, 1, 10)).rows
    assert {row.created_on >= date(2026, 1, 10) for row in spring} == {True}


def test_owner_is_learned_from_only_when_asked_for(store: Store) -> None:
    with writing(store) as db:
        (ayse,) = users(db, "Ayşe")
        history(db)
        lead(db, "fair", owner_id=ayse)
    assert not any(row.factor.startswith("owner=") for row in report(store, factors=True).rows)
    with writing(store) as db:
        for n in range(20):
            converted(db, "fair", "2026-03-01", 3, owner_id=ayse, name=f"own {n}")
        (ali,) = users(db, "Ali")
        for n in range(20):
            lost(db, "fair", "price", "2026-03-01", owner_id=ali, name=f"his {n}")
    told = report(store, factors=True, trait=("owner",))
    assert {row.factor for row in told.rows} == {"owner=Ayşe", "owner=Ali"}


def test_what_is_no_trait_or_two_answers_at_once_is_refused(store: Store) -> None:
    with pytest.raises(UsageError) as error:
        report(store, trait=("sourc",))
    assert error.value.hint == "--trait source"
    with pytest.raises(UsageError):
        report(store, calibration=True, factors=True)
