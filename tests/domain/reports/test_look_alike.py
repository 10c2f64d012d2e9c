from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.reports.next_steps import gower, look_alike
from crmcli.domain.reports.next_steps.gower import Group, Profile
from crmcli.domain.reports.next_steps.look_alike import Request
from crmcli.errors import CrmError, UsageError
from crmcli.sql import Writer
from tests.domain.reports.market import basket, products
from tests.domain.reports.shop import converted, customers, lead, named, order
from tests.support.store import writing

AS_OF = date(2026, 11, 21)
words = st.dictionaries(st.sampled_from(("city", "source", "kind")), st.sampled_from("abc"), max_size=3)
numbers = st.dictionaries(st.just("size"), st.integers(0, 10).map(lambda n: n / 10), max_size=1)
things = st.dictionaries(
    st.just("bought"), st.frozensets(st.sampled_from("xyz"), min_size=1, max_size=3), max_size=1
)
profiles = st.builds(Profile, words, numbers, things)


def report(store: Store, as_of: date = AS_OF, **asked: Any) -> Any:
    with store.reading() as db:
        return look_alike.report(db, Request(as_of=as_of, **asked))


def explain(store: Store, row: Any, **asked: Any) -> Any:
    with store.reading() as db:
        return look_alike.explain(db, Request(as_of=AS_OF, **asked), row)


@given(st.lists(profiles, max_size=12), profiles)
def test_likeness_to_a_group_is_the_mean_over_its_members_trait_by_trait(
    many: list[Profile], one: Profile
) -> None:
    found = {part.trait: part for part in Group(many).parts(one)}
    for trait, word in one.words.items():
        known = [other.words[trait] for other in many if trait in other.words]
        assert (trait in found) == (len(known) >= gower.FEWEST)
        if trait in found:
            assert found[trait].same == known.count(word)
            assert found[trait].alike == known.count(word) / len(known)
    for trait, number in one.numbers.items():
        values = [other.numbers[trait] for other in many if trait in other.numbers]
        if trait in found:
            mean = sum(1 - abs(number - value) for value in values) / len(values)
            assert found[trait].alike == pytest.approx(mean)
    assert all(-1e-9 <= part.alike <= 1 + 1e-9 for part in found.values())
    assert 0 <= gower.likeness(found.values()) <= 1


@given(st.lists(profiles, min_size=4, max_size=10), st.data())
def test_a_member_is_compared_with_the_others_only(many: list[Profile], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(many) - 1))
    rest = Group(many[:place] + many[place + 1 :]).parts(many[place])
    found = Group(many).parts(many[place], member=True)
    assert [part.trait for part in found] == [part.trait for part in rest]
    for one, other in zip(found, rest, strict=True):
        assert (one.same, one.of) == (other.same, other.of)
        assert one.alike == pytest.approx(other.alike, abs=1e-9)


@given(profiles, profiles)
def test_two_records_are_as_alike_one_way_as_the_other(one: Profile, other: Profile) -> None:
    there, back = gower.between(one, other), gower.between(other, one)
    assert there == back
    assert 0 <= there[0] <= 1 + 1e-9


def test_gower_s_likeness_of_two_is_the_mean_of_their_common_traits() -> None:
    one = Profile({"city": "a", "kind": "p", "source": "x"}, {"size": 0.2}, {"bought": frozenset("xy")})
    other = Profile({"city": "a", "kind": "o"}, {"size": 0.7}, {"bought": frozenset("yz")})
    alike, agree = gower.between(one, other)
    assert alike == pytest.approx((1 + 0 + 0.5 + 0.5) / 4)
    assert agree == ["city"]


def test_ranks_put_equals_in_their_middle() -> None:
    assert gower.ranks([10, 20, 20, 1_000_000]) == {10: 0.0, 20: 0.5, 1_000_000: 1.0}
    assert gower.ranks([7]) == {7: 0.5}
    assert gower.ranks([]) == {}


def town(db: Writer, seed: int = 0) -> None:
    """Six best customers of İzmir who came by the fair, twenty others of Ankara by the web."""
    made = [("Best", n, "İzmir", "fair", 90_000 + n) for n in range(6)]
    made += [("Other", n, "Ankara" if n else "izmir", "web", 100 + n) for n in range(20)]
    Random(seed).shuffle(made)  # noqa: S311 - a repeatable order, no secret
    for name, n, city, source, amount in made:
        (who,) = customers(db, f"{name} {n:02}", city=city, source=source)
        order(db, who, "2026-10-01" if name == "Best" else "2026-02-01", amount)


def test_open_leads_like_the_best_come_first_with_the_traits_they_share(store: Store) -> None:
    with writing(store) as db:
        town(db)
        near = lead(db, "fair", **named("Ada"), city="IZMIR", company="Ada A.Ş.")
        far = lead(db, "web", **named("Ali"), city="Ankara", company="Ali A.Ş.")
        converted(db, "fair", "2026-03-01", 9, city="İzmir")
        lead(db, "fair", **named("Can"), created_on="2026-11-22")
    found = report(store, like="city = İzmir and source = fair")
    assert [row.no for row in found.rows] == [f"L-{near}", f"L-{far}"]
    first = found.rows[0]
    assert first.because == "city=İzmir as 6 of 6, source=fair as 6 of 6"
    # kind, city, source and referred agree with all six.
    assert (first.likeness, first.distance, first.traits) == (1.0, 0.0, 4)
    assert found.rows[1].likeness == 0.5
    assert "compared with 6 customers of the filter" in found.notes


def test_the_best_are_the_champions_or_the_fifth_who_spent_most(store: Store) -> None:
    with writing(store) as db:
        town(db)
        lead(db, "fair", city="İzmir")
    found = report(store)
    assert "compared with 6 customers: the fifth who spent most" in found.notes
    assert any(note.startswith("a best customer is more like the best") for note in found.notes)
    with writing(store) as db:
        for number in [row[0] for row in db.tuples("SELECT id FROM customer WHERE name LIKE 'Best%'")]:
            for day in ("2026-11-01", "2026-11-08", "2026-11-15"):
                order(db, number, day, 90_000)
    assert "compared with 6 customers of segment Champions" in report(store).notes


def test_the_fifth_who_spent_most_holds_all_who_spent_as_much() -> None:
    assert look_alike.top_part([(n, 10 if n < 5 else 5) for n in range(10)]) == {0, 1, 2, 3, 4}
    assert look_alike.top_part([(1, 0), (2, -5)]) == set()
    assert look_alike.top_part([(1, 0), (2, 5), (3, 0), (4, 0), (5, 0), (6, 0)]) == {2}


def test_customers_are_compared_by_what_they_bought_too(store: Store) -> None:
    with writing(store) as db:
        made = products(db, "Boya", "Fırça", "Defter")
        best = customers(db, *(f"Best {n}" for n in range(5)), city="İzmir", source="fair")
        painter, writer = customers(db, "Painter", "Writer", city="Ankara", source="web")
        for who in (*best, painter):
            basket(db, who, "2026-03-01", (made["Boya"], made["Fırça"]))
        basket(db, writer, "2026-03-01", (made["Defter"],))
    found = report(store, among="customers", like="city=İzmir")
    assert [row.no for row in found.rows] == [f"C-{painter}", f"C-{writer}"]
    assert "bought alike 100%" in found.rows[0].because
    # Of one kind and brought by nobody, as all are; of the five traits bought alone tells them apart.
    assert found.rows[0].likeness - found.rows[1].likeness == pytest.approx(1 / 5)


def test_numbers_of_one_s_own_count_by_rank_and_prose_does_not(store: Store) -> None:
    with writing(store) as db:
        for n, size in enumerate(("100", "110", "120", "130", "9000")):
            customers(
                db, f"Best {n}", city="İzmir", custom=f'{{"Employees": "{size}", "Note": "{"x" * 50}"}}'
            )
        near = lead(db, None, **named("Near"), city="Bursa", custom='{"employees": "115"}')
        far = lead(db, None, **named("Far"), city="Bursa", custom='{"employees": "1"}')
    found = report(store, like="city=İzmir")
    assert [row.no for row in found.rows] == [f"L-{near}", f"L-{far}"]
    _, traits, nearest = explain(store, found.rows[0], like="city=İzmir")
    assert {row.trait for row in traits.rows} == {"employees", "city", "kind", "referred"}
    assert len(nearest.rows) == 5


def test_explaining_a_candidate_adds_up_to_its_likeness(store: Store) -> None:
    with writing(store) as db:
        town(db)
        lead(db, "fair", **named("Ada"), city="Ankara")
    for row in report(store).rows:
        steps, traits, nearest = explain(store, row)
        alike = [one.alike for one in traits.rows]
        assert sum(alike) / len(alike) == pytest.approx(row.likeness, rel=1e-5)
        assert [float(step.value) for step in steps.rows[:-2]] == pytest.approx(alike, rel=1e-5)
        assert nearest.rows[0].likeness >= nearest.rows[-1].likeness


def test_rows_and_numbers_change_no_likeness(store: Store, sqlite_url: str) -> None:
    from crmcli.db import open_store

    other = open_store(sqlite_url + ".other")
    for one, seed in ((store, 1), (other, 2)):
        with writing(one) as db:
            town(db, seed)
            leads = [("Ada", "fair"), ("Ali", "web"), ("Can", None)]
            Random(seed).shuffle(leads)  # noqa: S311
            for name, source in leads:
                lead(db, source, **named(name), city="İzmir")
    told = [[(row.name, row.likeness, row.because) for row in report(one).rows] for one in (store, other)]
    assert told[0] == told[1]
    assert told[0][0][0] == "Ada"


def test_too_few_best_or_too_little_known_is_said(store: Store) -> None:
    assert list(report(store).rows) == []
    with writing(store) as db:
        customers(db, "A", "B", "C", "D", city="İzmir", source="fair")
        lead(db, "fair", city="İzmir")
    found = report(store, like="city=İzmir")
    assert list(found.rows) == []
    assert found.empty == "4 best customers to be like: it takes 5"
    with writing(store) as db:
        customers(db, "E", city="İzmir", source="fair")
    assert len(report(store, like="city=İzmir").rows) == 1


def test_only_candidates_asked_about_are_ranked(store: Store) -> None:
    with writing(store) as db:
        town(db)
        lead(db, "fair", **named("Ada"), city="İzmir")
        lead(db, "web", **named("Ali"), city="İzmir", created_on="2026-06-01")
    assert [row.name for row in report(store, where=("source=web",)).rows] == ["Ali"]
    assert [row.name for row in report(store, until=date(2026, 1, 31)).rows] == ["Ada"]
    some = report(store, among="customers", where=("name ~ 'Other 0'",))
    assert {row.name for row in some.rows} == {f"Other 0{n}" for n in range(10)}


def test_words_that_mean_nothing_are_refused(store: Store) -> None:
    with pytest.raises(UsageError) as error:
        report(store, among="lead")
    assert error.value.message == '--among "lead" is not leads or customers'
    with pytest.raises(CrmError):
        report(store, like="ciyt=İzmir")
