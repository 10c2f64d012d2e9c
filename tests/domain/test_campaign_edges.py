"""Campaigns where something is odd: days in disorder, currencies mixed, several kinds of members."""

from datetime import date

import pytest

from crmcli.db import Store
from crmcli.domain.campaigns.launch import EndCampaigns, Launch, end_campaigns, launch_campaign
from crmcli.domain.campaigns.lift import Group, lift
from crmcli.domain.campaigns.members import ChangeMembers, ListMembers, add_members, list_members
from crmcli.domain.campaigns.planning import edit_campaigns
from crmcli.domain.campaigns.render import Render, render
from crmcli.domain.campaigns.responding import Respond, respond
from crmcli.domain.campaigns.result import ReportCampaign, report_campaign
from crmcli.domain.campaigns.views import ListCampaigns, list_campaigns, show_campaign
from crmcli.domain.editing import EditRecords
from crmcli.domain.results import Change, Record
from crmcli.domain.targets import Targets
from crmcli.domain.views import ListRecords, ShowRecord
from crmcli.errors import Refused, UsageError
from tests.support.making import add, one
from tests.support.market import AIM, CONTEXT, TODAY, bought, customer, fill, launch, plan, writing


def edit(store: Store, **given: str) -> None:
    with writing(store) as db:
        edit_campaigns(db, EditRecords("campaign", Targets(("CA-1",)), given, CONTEXT))


def end(store: Store, status: str, day: date = TODAY) -> None:
    with writing(store) as db:
        end_campaigns(db, EndCampaigns(Targets(("CA-1",)), status, day))


def report(store: Store, as_of: date = TODAY) -> Record:  # type: ignore[type-arg]
    with store.reading() as db:
        return report_campaign(db, ReportCampaign("CA-1", as_of))


def launch_for(store: Store, noun: str | None) -> Change:  # type: ignore[type-arg]
    with writing(store) as db:
        return launch_campaign(db, Launch("CA-1", TODAY, AIM, noun))


def contact(store: Store, name: str = "Ali Demir") -> int:
    number = add(store, "contact", name, email=[f"{name.encode().hex()}@x.example"], city="İzmir")
    with writing(store) as db:
        said = {"channel": "email", "purpose": "marketing", "state": "given", "decided_on": "2026-01-01"}
        db.insert("consent", {**said, "contact_id": number})
    return number


def test_who_bought_nothing_vary_by_nothing_and_give_no_interval() -> None:
    spent = [100_00 + 7 * place for place in range(20)]
    found = lift(Group(100, spent), Group(10, []))
    assert found.incremental == sum(spent)
    assert (found.low, found.high, found.sure) == (None, None, None)
    assert found.why_none == "fewer than 2 bought in a group: too few for an interval"
    assert lift(Group(100, spent), Group(10, [5, 9])).sure


def test_a_cost_below_zero_and_days_in_disorder_with_those_stored_are_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="not less than nothing"):
        plan(store, cost="-5")
    plan(store, starts_on="2026-11-10")
    with pytest.raises(UsageError, match="before it starts on 2026-11-10"):
        edit(store, ends_on="2026-11-09")
    edit(store, ends_on="2026-11-20")
    with pytest.raises(UsageError, match="before it starts on 2026-11-25"):
        edit(store, starts_on="2026-11-25")
    assert one(store, "SELECT starts_on, ends_on FROM campaign") == ("2026-11-10", "2026-11-20")


def test_a_campaign_that_has_not_begun_has_no_result_and_no_end(store: Store) -> None:
    fill(store, 2)
    plan(store, starts_on="2026-12-01", cost="5")
    launch(store)
    with pytest.raises(Refused, match="begins on 2026-12-01, after 2026-11-21"):
        report(store)
    with pytest.raises(Refused, match="begins on 2026-12-01, after 2026-11-21"):
        end(store, "finished")
    with store.reading() as db:
        assert list_campaigns(db, ListCampaigns(ListRecords(), TODAY)).rows[0].revenue is None
    assert report(store, date(2026, 12, 1)).item.reached == 2
    end(store, "finished", date(2026, 12, 2))


def test_a_campaign_that_is_over_is_not_launched(store: Store) -> None:
    fill(store, 1)
    plan(store, ends_on="2026-10-31")
    with pytest.raises(Refused, match="ended on 2026-10-31, before 2026-11-01"):
        launch(store)
    launch(store, on=date(2026, 10, 31))


def test_a_launched_one_without_a_day_asks_for_it(store: Store) -> None:
    plan(store)
    with writing(store) as db:
        db.update("campaign", 1, {"status": "launched"})
    with pytest.raises(Refused, match="has no first day") as error:
        report(store)
    assert error.value.hint == "crm campaign edit CA-1 --starts DAY"


def test_the_cost_in_another_currency_gives_no_return(store: Store) -> None:
    numbers = fill(store, 10)
    plan(store, holdout_percent="20", cost="100 USD")
    launch(store)
    with writing(store) as db:
        for number in numbers:
            bought(db, number, 10_00)
    found = report(store)
    assert [(row.currency, row.cost, row.roi) for row in found.sections[1].rows] == [("TRY", None, None)]
    assert "the cost is in USD: what was bought in TRY is not in the return" in found.notes
    with store.reading() as db:
        row = list_campaigns(db, ListCampaigns(ListRecords(), TODAY)).rows[0]
    assert (row.cost, row.currency, row.revenue, row.roi) == (100_00, "USD", None, None)
    with writing(store) as db:
        bought(db, numbers[0], 1, currency="USD")
    assert [row.currency for row in report(store).sections[1].rows] == ["USD", "TRY"]
    edit(store, cost="0 USD")
    assert "it cost nothing: there is no return on nothing" in report(store).notes


def test_an_order_of_several_members_counts_once(store: Store) -> None:
    numbers = fill(store, 2)
    person, other = contact(store), contact(store, "Veli Kaya")
    plan(store)
    with writing(store) as db:
        for ref in (f"C-{numbers[0]}", f"P-{person}", f"P-{other}"):
            add_members(db, ChangeMembers("CA-1", Targets((ref,))))
        for name in ("Bir", "İki"):
            forms = {"name": name, "name_fold": name, "name_sort": name}
            lead = db.insert("lead", {**forms, "status": "converted", "email": "l@x.example"})
            said = {"channel": "email", "purpose": "marketing", "state": "given", "decided_on": "2026-01-01"}
            db.insert("consent", {**said, "lead_id": lead})
            made = {"lead_id": lead, "converted_on": "2026-11-02", "actor": "t", "touches": 1, "plan": "{}"}
            third = customer(db, "Yeni", consent=False, city=None) if lead == 1 else numbers[-1] + 1
            db.insert("conversion", {**made, "customer_id": third})
            add_members(db, ChangeMembers("CA-1", Targets((f"L-{lead}",))))
        bought(db, numbers[0], 100_00, contact_id=person)  # the customer's and the contact's
        bought(db, numbers[-1] + 1, 10_00)  # of both leads
        bought(db, numbers[-1] + 1, 1_00, contact_id=other)  # of a contact and both leads
    launch(store)
    group = report(store).sections[0].rows[0]
    assert (group.members, group.revenue, group.orders, group.buyers) == (6, 111_00, 3, 3)


def test_whom_a_condition_is_about_is_told_by_it(store: Store) -> None:
    contact(store)
    plan(store, filter="title = Müdür")
    fill(store, 1)
    with pytest.raises(Refused, match="none of the contacts is like"):
        launch_for(store, None)
    edit(store, filter="status = new")
    with pytest.raises(Refused, match="none of the leads is like"):
        launch_for(store, None)


def test_whom_a_report_listed_can_not_be_contradicted(store: Store) -> None:
    fill(store, 1)
    contact(store)
    plan(store)
    with writing(store) as db:
        member = {"campaign_id": 1, "customer_id": 1, "part": "reached", "note": "lapsed"}
        db.insert("campaign_member", member)
    with pytest.raises(UsageError, match="about customers, whom a report listed with it, not contacts"):
        launch_for(store, "contact")
    launch_for(store, None)


def test_only_those_listed_are_reached_where_the_condition_names_nobody(store: Store) -> None:
    numbers = fill(store, 1)
    contact(store)
    plan(store, filter="city = Ankara")
    with writing(store) as db:
        add_members(db, ChangeMembers("CA-1", Targets((f"C-{numbers[0]}", "P-1"))))
    with store.reading() as db:
        planned = show_campaign(db, ShowRecord("CA-1", "TR")).sections[0].rows
        notes = list_members(db, ListMembers(ListRecords(), "CA-1")).notes
    assert {(row.whom, row.why) for row in planned} == {
        ("customers", "listed for the launch"),
        ("contacts", "listed for the launch"),
    }
    assert "CA-1 is not launched: who is reached and held out is settled then" in notes
    note = "none of the customers is like city = Ankara: only those listed are in it"
    assert note in launch(store).notes
    with store.reading() as db:
        rows = show_campaign(db, ShowRecord("CA-1", "TR")).sections[0].rows
        assert list_members(db, ListMembers(ListRecords(), "CA-1")).notes == ()
    assert {(row.part, row.whom, row.why) for row in rows} == {
        ("reached", "customers", None),
        ("reached", "contacts", None),
    }


def test_a_name_of_several_means_the_noun_asked_for(store: Store) -> None:
    with writing(store) as db:
        customer(db, "Ali Demir")
    contact(store)
    plan(store)
    with writing(store) as db:
        asked = add_members(db, ChangeMembers("CA-1", Targets(("Ali Demir",)), "contact"))
        plain = add_members(db, ChangeMembers("CA-1", Targets(("Ali Demir",))))
    assert [item.id for item in (*asked.items, *plain.items)] == ["P-1", "C-1"]


def test_nobody_is_written_to_before_the_launch_nor_after_a_cancelling(store: Store) -> None:
    fill(store, 3)
    plan(store, body="{name}", holdout_percent="40")
    with writing(store) as db:
        add_members(db, ChangeMembers("CA-1", Targets(("C-1",))))
    with store.reading() as db:
        looked = render(db, Render("CA-1", TODAY))
        with pytest.raises(Refused, match="is not launched"):
            render(db, Render("CA-1", TODAY, kept=True))
    assert [row.text for row in looked.rows] == ["Müşteri 0"]
    assert looked.notes == ("CA-1 is not launched: who is reached and held out is settled then",)
    launch(store)
    with store.reading() as db:
        assert render(db, Render("CA-1", TODAY, kept=True)).notes == ()
        told = render(db, Render("CA-1", TODAY, part="held_out", kept=True)).notes
    assert told == ("they are held out: who writes to them has nobody left to compare with",)
    end(store, "cancelled")
    with store.reading() as db, pytest.raises(Refused, match="is cancelled: nobody is to be written to"):
        render(db, Render("CA-1", TODAY))


def test_nobody_answers_before_the_launch_or_to_what_was_cancelled_before_it(store: Store) -> None:
    fill(store, 1)
    plan(store)
    with writing(store) as db:
        add_members(db, ChangeMembers("CA-1", Targets(("C-1",))))

    def answer(on: date = TODAY) -> None:
        with writing(store) as db:
            respond(db, Respond("CA-1", ("C-1",), "aradı", on, {}))

    end(store, "cancelled")
    with pytest.raises(Refused, match="cancelled before its launch"):
        answer()
    with writing(store) as db:
        db.update("campaign", 1, {"status": "planned"})
    launch(store)
    with pytest.raises(UsageError, match="was launched on 2026-11-01, after 2026-10-31"):
        answer(date(2026, 10, 31))
    answer(date(2026, 11, 1))


def test_leads_name_a_campaign_as_people_type_it(store: Store) -> None:
    fill(store, 1)
    plan(store, "Geri gel İzmir")
    launch(store)
    with writing(store) as db:
        for place, name in enumerate(("GERİ GEL IZMIR", "geri  gel izmir", "ca-1", "Geri", "")):
            forms = {"name": f"L {place}", "name_fold": "l", "name_sort": "l", "status": "new"}
            db.insert("lead", {**forms, "campaign": name or None})
    item = report(store).item
    assert (item.leads, item.opportunities) == (3, 0)


def test_what_an_erased_person_answered_is_gone_and_still_counts(store: Store) -> None:
    from crmcli.domain.privacy.erase import Erase, erase

    number = contact(store)
    with writing(store) as db:
        customer(db, "Ali Demir")  # a namesake: what is said of others with the name stays
    plan(store, filter=None)
    with writing(store) as db:
        add_members(db, ChangeMembers("CA-1", Targets((f"P-{number}",))))
    launch(store)
    with writing(store) as db:
        respond(db, Respond("CA-1", (f"P-{number}",), "0532 111 22 33 numarasından aradı", TODAY, {}))
        erase(db, Erase(f"P-{number}", "salt"))
    assert one(store, "SELECT response, responded_on FROM campaign_member") == (None, TODAY.isoformat())
    assert report(store).item.responses == 1
