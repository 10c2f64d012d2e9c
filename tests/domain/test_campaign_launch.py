"""Launching a campaign parts its audience, once and for all."""

from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli.db import Store, open_store
from crmcli.domain.campaigns.audience import Party, held_out
from crmcli.domain.campaigns.launch import EndCampaigns, end_campaigns
from crmcli.domain.campaigns.members import ChangeMembers, add_members, drop_members
from crmcli.domain.campaigns.planning import edit_campaigns
from crmcli.domain.editing import EditRecords
from crmcli.domain.nouns import CONTACT, CUSTOMER
from crmcli.domain.targets import Targets
from crmcli.errors import Conflict, Refused, UsageError
from tests.support.making import add, one
from tests.support.market import AIM, CONTEXT, TODAY, bought, customer, fill, launch, parts, plan, writing


def test_an_audience_is_parted_by_consent_and_then_by_the_hold_out(store: Store) -> None:
    numbers = fill(store, 12, mute=(0, 5))
    plan(store, holdout_percent="20")
    change = launch(store)
    found = parts(store)
    assert found["left_out"] == {numbers[0], numbers[5]}
    assert len(found["held_out"]) == 2
    assert len(found["reached"]) == 8
    assert set.union(*found.values()) == set(numbers)
    assert change.summary == "Launched CA-1 Geri gel: 8 reached, 2 held out, 2 left out"
    assert [(row.part, row.why, row.members) for row in change.items] == [
        ("reached", None, 8),
        ("held_out", "to compare with", 2),
        ("left_out", "no consent for email (marketing)", 2),
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(data=st.data())
def test_a_launch_parts_any_audience_whole_and_without_overlap(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    size = data.draw(st.integers(1, 40))
    mute = data.draw(st.sets(st.integers(0, size - 1), max_size=size - 1))
    percent = data.draw(st.integers(0, 90))
    store = open_store(str(tmp_path_factory.mktemp("launch") / "crm.db"))
    numbers = fill(store, size, mute=tuple(mute))
    plan(store, holdout_percent=str(percent))
    launch(store)
    found = parts(store)
    assert sum(map(len, found.values())) == size
    assert set.union(*found.values()) == set(numbers)
    assert len(found["left_out"]) == len(mute)
    open_ = size - len(mute)
    assert len(found["held_out"]) == min((open_ * percent + 50) // 100, open_ - 1)
    assert found["reached"]


@given(st.integers(1, 500), st.integers(0, 90), st.integers(1, 10**6))
def test_who_is_held_out_hangs_on_the_numbers_alone(size: int, percent: int, campaign: int) -> None:
    parties = [Party(CUSTOMER, number) for number in range(1, size + 1)]
    chosen = held_out(campaign, parties, percent)
    assert chosen == held_out(campaign, list(reversed(parties)), percent)
    assert chosen <= set(parties)
    assert len(chosen) < size


def test_who_is_held_out_stays_the_same_in_every_release() -> None:
    parties = [Party(CUSTOMER, number) for number in range(1, 11)] + [Party(CONTACT, 3)]
    assert sorted(party.ref for party in held_out(7, parties, 30)) == ["C-2", "C-3", "P-3"]


def test_a_second_launch_changes_nothing(store: Store) -> None:
    fill(store, 4)
    plan(store)
    launch(store)
    before = parts(store)
    with pytest.raises(Conflict, match="CA-1 Geri gel is launched since 2026-11-01"):
        launch(store)
    assert parts(store) == before


def test_what_decides_the_audience_is_frozen_with_it(store: Store) -> None:
    fill(store, 3)
    plan(store)
    launch(store)

    def edit(**given: str) -> None:
        with writing(store) as db:
            edit_campaigns(db, EditRecords("campaign", Targets(("CA-1",)), given, CONTEXT))

    for field, value in (("filter", "city = Ankara"), ("holdout_percent", "10"), ("channel", "sms")):
        with pytest.raises(Refused, match="can't change any more"):
            edit(**{field: value})
    edit(cost="1.250 TL")
    assert one(store, "SELECT cost_minor, currency FROM campaign") == (125_000, "TRY")
    with pytest.raises(UsageError, match="set by launching"):
        edit(status="planned")
    with writing(store) as db, pytest.raises(Refused, match="frozen"):
        add_members(db, ChangeMembers("CA-1", Targets(("C-1",))))


def test_nobody_to_reach_refuses_the_launch_and_says_why(store: Store) -> None:
    plan(store, filter=None)
    with pytest.raises(Refused, match="CA-1 is for nobody yet"):
        launch(store)
    with writing(store) as db:
        customer(db, "Suskun", consent=False)
    plan(store, "İkinci")
    with pytest.raises(Refused, match=r"nobody of 1 may be reached: no consent for email \(marketing\)"):
        launch(store, "CA-2")


def test_a_refusal_and_a_missing_address_leave_out_too(store: Store) -> None:
    numbers = fill(store, 3)
    with writing(store) as db:
        said = {"channel": "any", "purpose": "marketing", "state": "withdrawn", "decided_on": "2026-02-01"}
        db.insert("consent", {**said, "customer_id": numbers[0]})
        db.update("customer", numbers[1], {"email": None})
    plan(store)
    launch(store)
    query = "SELECT note FROM campaign_member WHERE customer_id = :id"
    assert one(store, query, id=numbers[0])[0] == "said no to email (marketing)"
    assert one(store, query, id=numbers[1])[0] == "no e-mail"
    assert parts(store)["reached"] == {numbers[2]}


def test_members_put_in_by_hand_are_launched_whatever_the_condition_says(store: Store) -> None:
    numbers = fill(store, 3)
    with writing(store) as db:
        db.update("customer", numbers[2], {"city": "Ankara"})
    plan(store)
    with writing(store) as db:
        change = add_members(db, ChangeMembers("CA-1", Targets(("C-3", "C-1", "C-1", "C-99"))))
    assert [item.status for item in change.items] == ["added", "added", "unchanged", "failed"]
    with writing(store) as db:
        drop_members(db, ChangeMembers("CA-1", Targets(("C-1",))))
    launch(store)
    assert parts(store)["reached"] == set(numbers)


def test_who_was_listed_with_a_reason_leaves_when_it_holds_no_longer(store: Store) -> None:
    numbers = fill(store, 2)
    plan(store, filter="status = lapsed")
    with writing(store) as db:
        for number in numbers:
            bought(db, number, 100, "2025-01-01")
            member = {"campaign_id": 1, "customer_id": number, "part": "reached", "note": "lapsed"}
            db.insert("campaign_member", member)
        bought(db, numbers[0], 100, "2026-11-01")
    launch(store)
    assert parts(store)["left_out"] == {numbers[0]}
    assert one(store, "SELECT note FROM campaign_member WHERE part = 'left_out'") == (
        "no longer like the condition",
    )


def test_contacts_are_an_audience_too(store: Store) -> None:
    from crmcli.domain.campaigns.launch import Launch, launch_campaign

    contact = add(store, "contact", "Ali Demir", email=["ali@demir.com"], city="İzmir")
    with writing(store) as db:
        said = {"channel": "email", "purpose": "marketing", "state": "given", "decided_on": "2026-01-01"}
        db.insert("consent", {**said, "contact_id": contact})
    plan(store)
    with writing(store) as db:
        launch_campaign(db, Launch("CA-1", TODAY, AIM, "contacts"))
    assert one(store, "SELECT contact_id, customer_id, part FROM campaign_member") == (
        contact,
        None,
        "reached",
    )


def test_a_campaign_ends_once(store: Store) -> None:
    fill(store, 2)
    plan(store)

    def end(status: str, day: int = 20) -> None:
        with writing(store) as db:
            end_campaigns(db, EndCampaigns(Targets(("CA-1",)), status, date(2026, 11, day)))

    with pytest.raises(Refused, match="was never launched"):
        end("finished")
    launch(store)
    end("finished")
    assert one(store, "SELECT status, ends_on FROM campaign") == ("finished", "2026-11-20")
    with pytest.raises(Refused, match="CA-1 is finished"):
        end("cancelled")


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"channel": "pigeon"}, '"pigeon" is no channel'),
        ({"holdout_percent": "95"}, "leave nobody"),
        ({"starts_on": "2026-12-02", "ends_on": "2026-12-01"}, "before it starts"),
        ({"filter": "ctiy = İzmir"}, "ctiy"),
        ({"body": "Merhaba {isim}"}, "line 1, column 9"),
        ({"status": "launched"}, "set by launching"),
    ],
)
def test_what_a_campaign_can_not_be_is_refused(store: Store, given_: dict[str, str], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        plan(store, **given_)


def test_channels_have_their_turkish_names(store: Store) -> None:
    names = count(1)
    for word, kept in (("e-posta", "email"), ("Telefon", "phone"), ("SMS", "sms"), ("posta", "post")):
        number = next(names)
        plan(store, f"K {number}", channel=word)
        assert one(store, "SELECT channel FROM campaign WHERE id = :id", id=number) == (kept,)
