"""Many leads at once: each whole or not at all, told in the order they were asked for."""

import json
import time
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.conversion.inputs import read_leads
from crmcli.domain.nouns import ACTIVITY, CONTACT, CUSTOMER, LEAD
from crmcli.domain.opportunity_moves import begun
from crmcli.domain.records import Keys
from crmcli.errors import ExitCode, NotFound, Refused, UsageError
from crmcli.sql import Writer
from tests.domain.conversion_cases import converted, converts, count, lead, record
from tests.support.store import writing


def test_each_input_has_its_line_in_order(store: Store) -> None:
    with writing(store) as db:
        first, second = lead(db, name="Ayşe"), lead(db, company="Işık")
        converted(db, second)
        change = converts(db, second, "L-99", first, "ayşe", "nobody")
    told = [(row.input, row.lead, row.status) for row in change.items]
    assert told == [
        (f"L-{second}", second, "already"),
        ("L-99", None, "failed"),
        (f"L-{first}", first, "converted"),
        ("ayşe", first, "already"),
        ("nobody", None, "failed"),
    ]
    assert change.exit_code == ExitCode.PARTIAL
    assert change.items[2].customer == change.items[3].customer


def test_a_lead_that_fails_leaves_nothing_behind_and_the_others_done(store: Store) -> None:
    with writing(store) as db:
        reason = db.value("SELECT id FROM lost_reason WHERE name = 'price'")
        good, lost, nameless = (
            lead(db, name="A"),
            lead(db, name="B", status="lost", lost_reason=reason),
            lead(db),
        )
        change = converts(db, lost, good, nameless)
        assert [row.status for row in change.items] == ["failed", "converted", "failed"]
        assert change.items[0].hint == f"crm lead reopen L-{lost}"
        assert [count(db, table) for table in ("customer", "conversion", "stage_change")] == [1, 1, 1]


def test_a_conversion_that_breaks_in_the_middle_is_rolled_back_alone(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(db: Writer, values: Mapping[str, Any], keys: Keys) -> int:
        if values["name"] == "B":
            raise Refused("no")
        return begun(db, values, keys)

    monkeypatch.setattr("crmcli.domain.conversion.apply.begun", broken)
    with writing(store) as db:
        leads = [lead(db, name=name) for name in "ABC"]
        change = converts(db, *leads)
        assert [row.status for row in change.items] == ["converted", "failed", "converted"]
        names = [name for (name,) in db.tuples("SELECT name FROM customer ORDER BY id")]
        assert names == ["A", "C"]
        assert [name for (name,) in db.tuples("SELECT name FROM contact ORDER BY id")] == ["A", "C"]


def test_all_or_nothing_takes_everything_back(store: Store) -> None:
    with writing(store) as db:
        first, second = (
            lead(db, name="Ayşe", phone="0532 123 45 67"),
            lead(db, name="Ali", phone="0532 123 45 67"),
        )
    with writing(store) as db:
        change = converts(db, first, second, all_or_nothing=True)
        assert [row.status for row in change.items] == ["taken back", "failed"]
        assert change.items[0].customer is None
        assert change.exit_code == ExitCode.CONFLICT
        assert change.summary == "Nothing was converted: 1 of 2 leads failed"
        assert (count(db, "customer"), count(db, "conversion")) == (0, 0)
        assert not db.wrote


def test_the_exit_code_says_what_kept_all_from_being_converted(store: Store) -> None:
    with writing(store) as db:
        record(db, CONTACT, name="Ayşe", phone="0532 123 45 67")
        double, nameless = lead(db, name="Ayşe", phone="0532 123 45 67"), lead(db)
        assert converts(db, double, double).exit_code == ExitCode.CONFLICT
        assert converts(db, nameless, nameless).exit_code == ExitCode.REFUSED
        assert converts(db, "L-98", "L-99").exit_code == ExitCode.NOT_FOUND
        assert converts(db, double, nameless).exit_code == ExitCode.REFUSED
        with pytest.raises(NotFound):
            converted(db, 99)


def test_comparisons_choose_leads_and_leave_lost_ones_out(store: Store) -> None:
    with writing(store) as db:
        reason = db.value("SELECT id FROM lost_reason WHERE name = 'price'")
        low, high = lead(db, name="A", score=10), lead(db, name="B", score=90)
        lead(db, name="C", score=90, status="lost", lost_reason=reason)
        change = converts(db, where=("score>70",))
        assert [(row.lead, row.status) for row in change.items] == [(high, "converted")]
        assert change.notes == ("1 lost lead left out: crm lead reopen opens one again",)
        both = converts(db, low, where=("score>=0",))
        assert [(row.lead, row.status) for row in both.items] == [(low, "converted"), (high, "already")]
        assert converts(db, where=("score>100",)).summary == "No lead is like that"


def test_a_dry_run_gives_the_plans_lines_and_the_results_under_them(store: Store) -> None:
    with writing(store, dry_run=True) as db:
        number = lead(db, company="Işık")
        change = converts(db, number, "L-99", preview=True)
    assert {(line.lead, line.action) for line in change.items} >= {
        (number, "create"),
        (number, "set"),
        (None, "fail"),
    }
    assert change.sections[0].title == "Results"
    assert [row.status for row in change.sections[0].rows] == ["converted", "failed"]
    assert change.exit_code == ExitCode.PARTIAL


def test_numbers_of_new_records_are_not_promised_before_they_are_made(store: Store) -> None:
    with writing(store, dry_run=True) as db:
        change = converts(db, lead(db, name="Ayşe"), preview=True)
    targets = {line.target for line in change.items}
    assert targets == {"new customer", "new contact", "new opportunity", "L-1"}
    assert ("customer", "new customer") in {(line.field, line.new) for line in change.items}


def test_notes_of_very_many_leads_are_cut(store: Store) -> None:
    with writing(store) as db:
        record(db, CUSTOMER, name="Işık", city="Ankara")
        leads = [lead(db, company="Işık", city="İzmir") for _ in range(40)]
        notes = converts(db, *leads, customer="C-1").notes
    assert len(notes) == 31
    assert notes[-1].startswith("and 10 more")


def test_a_thousand_leads_take_less_than_ten_seconds(store: Store) -> None:
    with writing(store) as db:
        for n in range(1000):
            number = lead(
                db, name=f"Ayşe {n}", company=f"Firma {n}", email=(f"a{n}@isik.com",), tags=("vip",), score=n
            )
            record(db, ACTIVITY, lead=number)
    with writing(store) as db:
        start = time.process_time()
        change = converts(db, where=("score>=0",))
        assert change.summary == "Converted 1,000 of 1,000 leads"
        assert time.process_time() - start < 10
        assert count(db, "customer") == count(db, "contact") == count(db, "opportunity") == 1000


def test_lines_name_leads_as_they_are_as_a_table_or_as_json() -> None:
    assert read_leads(["L-7", "", "  ayşe@isik.com "]) == ["L-7", "ayşe@isik.com"]
    assert read_leads(["\ufeffid\tname\tstatus", "L-7\tAyşe\tnew", "L-8\t\tnew"]) == ["L-7", "L-8"]
    lines = ['{"id": "L-7", "name": "x"}', '{"lead": "L-8", "id": "Z"}', '{"ref": 9}']
    assert read_leads(lines) == ["L-7", "L-8", "L-9"]


@pytest.mark.parametrize("line", ['{"name": "Ayşe"}', '{"lead": null}', '{"lead": ', '{"lead": true}'])
def test_a_line_that_names_no_lead_is_refused_with_its_number(line: str) -> None:
    with pytest.raises(UsageError, match="line 2"):
        read_leads(["L-7", line])


@given(st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1)))
def test_json_lines_carry_any_reference(refs: list[str]) -> None:
    assert read_leads([json.dumps({"lead": ref}) for ref in refs]) == refs


def test_the_journal_is_told_numbers_only(store: Store) -> None:
    with writing(store) as db:
        one = converts(db, lead(db, name="Ayşe Gizli"))
        many = converts(db, *[lead(db, name=f"Gizli {n}") for n in range(7)])
        none = converts(db, 1)
    assert one.action == "converted L-1 into C-1, P-1, O-1"
    assert many.action == "converted L-2, L-3, L-4, L-5, L-6 and 2 more"
    assert none.action == "converted nothing"
    assert LEAD.ref(1) in (none.summary or "")
