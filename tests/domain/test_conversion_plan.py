"""The plan is what is done: field by field, on any lead and any records it meets."""

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli.db import Store, open_store
from crmcli.domain.conversion.facts import Held, Lead
from crmcli.domain.conversion.goals import NEW_ONE, NOTHING, Goal, Goals
from crmcli.domain.conversion.offers import Terms
from crmcli.domain.conversion.plan import make_plan
from crmcli.domain.conversion.request import Stage
from crmcli.domain.nouns import BY_NAME, BY_TABLE, CONTACT, CUSTOMER, OPPORTUNITY
from crmcli.domain.records import COLUMNS, Key
from crmcli.sql import Reader
from tests.domain.conversion_cases import TODAY, converts, full_lead, lead, record
from tests.support.store import writing

TERMS = Terms(TODAY, "TR", {3: "Ali"}, stage=Stage(1, "New"))
Rows = dict[str, dict[int, dict[str, Any]]]


def bare_lead(**given: Any) -> Lead:
    """Return a lead with some fields, and nothing hanging on it."""
    values = {"status": "new"} | {name: value for name, value in given.items() if name != "custom"}
    return Lead(7, None, values, given.get("custom", {}), (), (), (), None, 0, None)


def held(**values: Any) -> Held:
    """Return a record with some fields."""
    return Held(12, {"name": "Işık", **values}, {}, frozenset(), frozenset())


def steps(plan: Any) -> list[tuple[str, str, str | None, str | None, str | None]]:
    """Return the steps as people read them."""
    return [step[:5] for step in plan.steps]


def test_a_new_customer_takes_what_it_has_a_field_for_and_keeps_the_rest() -> None:
    goals = Goals(NEW_ONE, NOTHING, NOTHING, {})
    plan = make_plan(bare_lead(company="Işık", city="İzmir", score=80, custom={"a": "1"}), goals, TERMS)
    assert steps(plan) == [
        ("customer", "create", "name", None, "Işık"),
        ("customer", "create", "kind", None, "organisation"),
        ("customer", "create", "created_on", None, "2026-11-21"),
        ("customer", "create", "city", None, "İzmir"),
        ("customer", "keep", "custom.score", None, "80"),
        ("customer", "keep", "custom.a", None, "1"),
        ("lead", "set", "status", "new", "converted"),
    ]


def test_what_exists_is_filled_kept_or_overwritten() -> None:
    goals = Goals(Goal(number=12), NOTHING, NOTHING, {"customer": held(city="Ankara", source="web")})
    found = bare_lead(company="Işık A.Ş.", city="İzmir", source="fuar", website="isik.com")
    terms = TERMS._replace(overwrite=frozenset({"source"}))
    assert steps(make_plan(found, goals, terms)) == [
        ("customer", "attach", None, None, "Işık"),
        ("customer", "overwrite", "source", "web", "fuar"),
        ("customer", "fill", "website", None, "isik.com"),
        ("customer", "conflict", "city", "Ankara", "İzmir"),
        ("lead", "set", "status", "new", "converted"),
    ]


def test_a_contact_alone_takes_the_place_and_the_note() -> None:
    goals = Goals(NOTHING, NEW_ONE, NOTHING, {})
    plan = make_plan(bare_lead(name="Ayşe", company="Işık", city="İzmir", note="x", referrer=5), goals, TERMS)
    assert {step[2]: step[4] for step in steps(plan) if step[0] == "contact"} == {
        "name": "Ayşe",
        "created_on": "2026-11-21",
        "custom.lead_company": "Işık",
        "city": "İzmir",
        "custom.referrer": "C-5",
        "note": "x",
    }


def test_a_custom_field_of_the_lead_goes_before_a_field_of_its_name() -> None:
    goals = Goals(NEW_ONE, NOTHING, NOTHING, {})
    plan = make_plan(bare_lead(company="Işık", score=80, custom={"score": "hot"}), goals, TERMS)
    assert [step[2:] for step in steps(plan) if step[1] == "keep"] == [
        ("custom.lead_score", None, "80"),
        ("custom.score", None, "hot"),
    ]


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"company": "Işık", "source": "fuar"}, "Işık: fuar"),
        ({"company": "Işık", "source": "fuar", "custom": {"Ürün": "Masa"}}, "Işık: Masa"),
        ({"company": "Işık"}, "Işık"),
        ({"name": "Ayşe", "source": "web"}, "Ayşe: web"),
        ({}, "L-7"),
    ],
)
def test_an_opportunity_is_called_after_whom_and_what_it_is_about(values: dict[str, Any], name: str) -> None:
    goals = Goals(NOTHING, NOTHING, NEW_ONE, {})
    plan = make_plan(bare_lead(**values), goals, TERMS)
    assert ("opportunity", "create", "name", None, name) in steps(plan)


def test_a_further_phone_is_linked_once() -> None:
    keys = (
        Key("phone", "+905321234567", "0532"),
        Key("phone", "+902122223344", "0212"),
        Key("external", "L1", None),
    )
    found = bare_lead(company="Işık", phone="0532 123 45 67")._replace(keys=keys)
    plan = make_plan(found, Goals(NEW_ONE, NOTHING, NOTHING, {}), TERMS)
    assert [step[1:] for step in steps(plan) if step[2] == "phone"] == [
        ("create", "phone", None, "0532 123 45 67"),
        ("link", "phone", None, "0212"),
    ]


def snapshot(db: Reader) -> Rows:
    """Return every row of the record tables, by table and number."""
    found: Rows = {}
    for table, info in db.tables.items():
        rows = db.tuples(f"SELECT {', '.join(info.columns)} FROM {table}")
        found[table] = {
            row[info.columns.index("id")]: dict(zip(info.columns, row, strict=True)) for row in rows
        }
    return found


def difference(db: Reader, before: Rows, after: Rows) -> set[tuple[str, str, str]]:
    """Return (record, field, new value) of everything that is not as it was, as plans tell it."""
    names = {row[0]: row[1] for row in db.tuples("SELECT id, name FROM crm_user")}
    stages = {row[0]: row[1] for row in db.tuples("SELECT id, name FROM stage")}
    found: set[tuple[str, str, str]] = set()
    tags: dict[str, list[str]] = {}
    for table, rows in after.items():
        for number, row in rows.items():
            old = before[table].get(number, {})
            changed = {c: v for c, v in row.items() if v != old.get(c) and c not in ("id", "created_change")}
            if not changed or table in ("tag", "conversion", "stage_change"):
                continue
            owner = next(
                (
                    noun
                    for noun in BY_NAME.values()
                    if row.get(noun.owner) and table in ("identity", "tagging")
                ),
                None,
            )
            if owner is not None:
                ref = owner.ref(row[owner.owner])
                if table == "tagging":
                    tags.setdefault(ref, []).append(after["tag"][row["tag_id"]]["name"])
                else:
                    main = after[owner.table][row[owner.owner]]
                    if row["value"] not in (main["phone"], main["email"]) and row["kind"] != "tax":
                        found.add((ref, row["kind"], row["value"]))
            elif table == "customer_contact":
                found.add((CONTACT.ref(row["contact_id"]), "customer", CUSTOMER.ref(row["customer_id"])))
            else:
                found |= record_difference(BY_TABLE[table].ref(number), changed, old, (names, stages))
    return found | {(ref, "tags", ", ".join(words)) for ref, words in tags.items()}


FIELDS = {column: field for field, column in COLUMNS.items()}


def record_difference(
    ref: str, changed: Mapping[str, Any], old: Mapping[str, Any], names: tuple[dict[int, str], dict[int, str]]
) -> set[tuple[str, str, str]]:
    """Return what changed in one record's own fields."""
    from crmcli.domain.money import decimal_text

    found = set()
    users, stages = names
    for column, value in changed.items():
        if column.endswith(("_fold", "_sort")) or column == "currency" or value is None:
            continue
        if column == "custom":
            before = json.loads(old["custom"]) if old.get("custom") else {}
            after = json.loads(value)
            found |= {(ref, f"custom.{k}", str(v)) for k, v in after.items() if before.get(k) != v}
            continue
        told = {
            "owner_id": lambda v: users[v],
            "stage_id": lambda v: stages[v],
            "amount_minor": lambda v: f"{decimal_text(v, changed['currency'])} {changed['currency']}",
            "referrer_id": CUSTOMER.ref,
            "customer_id": CUSTOMER.ref,
            "contact_id": CONTACT.ref,
            "lead_id": BY_NAME["lead"].ref,
        }.get(column, str)(value)
        found.add((ref, FIELDS.get(column, column), told))
    return found


def plan_kept(db: Reader, number: int) -> list[tuple[str, str, str, str, str]]:
    """Return the plan that the record of a lead's conversion holds."""
    plan = db.value("SELECT plan FROM conversion WHERE lead_id = :id", {"id": number})
    lines = json.loads(plan) if plan else []
    return [(line["target"], line["action"], line["field"], line["old"], line["new"]) for line in lines]


def check_plan_is_what_is_done(store: Store, numbers: list[int], **asked: Any) -> None:
    """Compare the plan of a rehearsal, the plan that each conversion kept, and what changed in the store."""
    with writing(store, dry_run=True) as db:
        rehearsed = converts(db, *numbers, preview=True, **asked)
    kept: list[tuple[str, str, str, str, str]] = []
    with writing(store) as db:
        for number in numbers:
            before = snapshot(db)
            converts(db, number, **asked)
            lines = plan_kept(db, number)
            made = {(t, f, n) for t, action, f, _, n in lines if action not in ("attach", "conflict")}
            assert difference(db, before, snapshot(db)) == made
            kept += lines
    numbered = {f"new {noun.name}" for noun in (CUSTOMER, CONTACT, OPPORTUNITY)}
    promised = [line for line in rehearsed.items if line.action != "fail"]
    told = [(line.action, line.field, line.old) for line in promised]
    assert told == [(action, field, old) for _, action, field, old, _ in kept]
    for line, (target, *_, new) in zip(promised, kept, strict=True):
        assert line.target in numbered or line.target == target
        assert line.new in numbered or line.new == new


def test_the_plan_of_a_full_lead_is_what_is_done(store: Store) -> None:
    with writing(store) as db:
        number = full_lead(db)
    check_plan_is_what_is_done(store, [number])


def test_the_plan_of_attaching_is_what_is_done(store: Store) -> None:
    with writing(store) as db:
        firm = record(
            db, CUSTOMER, name="Güneş", phone="0212 999 88 77", city="Ankara", custom={"ürün": "Dolap"}
        )
        person = record(db, CONTACT, name="Ali", email="ayse@isik.com")
        deal = record(db, OPPORTUNITY, name="Showroom", amount=5, currency="USD")
        number = full_lead(db)
        other = record(db, OPPORTUNITY, name="Eski", lead=number)
    asked = {
        "customer": f"C-{firm}",
        "contact": f"P-{person}",
        "opportunity": f"O-{deal}",
        "overwrite": ("city",),
    }
    check_plan_is_what_is_done(store, [number], **asked)
    with store.reading() as db:
        assert db.value("SELECT customer_id FROM opportunity WHERE id = :id", {"id": other}) == firm


TEXT = st.sampled_from(["Işık", "ışık A.Ş.", "Güneş Ltd", "[x]", "a, b", "İzmir"])
PHONES = st.sampled_from(["0532 123 45 67", "+90 532 123 45 67", "0212 222 33 44", "dahili 5"])
EMAILS = st.sampled_from(["a@isik.com", "A@ISIK.COM", "b@gunes.com"])
PERSONAL = {"phone": PHONES, "email": EMAILS, "city": TEXT, "source": TEXT, "note": TEXT}
FIELDS_OF = {
    "lead": {**PERSONAL, "name": TEXT, "company": TEXT, "title": TEXT, "website": TEXT, "campaign": TEXT},
    "customer": {**PERSONAL, "website": TEXT, "industry": TEXT},
    "contact": {**PERSONAL, "title": TEXT},
}
CUSTOM = st.dictionaries(
    st.sampled_from(["a", "b", "score", "title"]), st.sampled_from(["1", "2"]), max_size=2
)


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a few records and leads, and what is asked."""
    records = {
        noun: draw(st.lists(st.fixed_dictionaries({"name": TEXT}, optional=fields), max_size=2))
        for noun, fields in FIELDS_OF.items()
        if noun != "lead"
    }
    leads = draw(
        st.lists(
            st.fixed_dictionaries(
                {}, optional={**FIELDS_OF["lead"], "score": st.integers(0, 2), "custom": CUSTOM}
            ),
            min_size=1,
            max_size=3,
        )
    )
    asked = draw(
        st.fixed_dictionaries(
            {"on_duplicate": st.sampled_from(["fail", "attach", "create"])},
            optional={
                "customer": st.sampled_from(["new", "none"]),
                "contact": st.just("none"),
                "overwrite": st.just(("phone,source,custom.a",)),
            },
        )
    )
    of_contact = draw(st.booleans())
    return {"records": records, "leads": leads, "asked": asked, "of_contact": of_contact}


@given(world=worlds())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_the_plan_is_what_is_done(world: dict[str, Any]) -> None:
    with TemporaryDirectory() as folder:
        store = open_store(str(Path(folder) / "crm.db"))
        with writing(store) as db:
            people = [record(db, CONTACT, **values) for values in world["records"]["contact"]]
            for values in world["records"]["customer"]:
                record(db, CUSTOMER, **values)
            of = {"contact": people[0]} if people and world["of_contact"] else {}
            numbers = [lead(db, **values, **of) for values in world["leads"]]
        check_plan_is_what_is_done(store, numbers, **world["asked"])
