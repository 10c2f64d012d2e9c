"""Custom fields: declared with a type, kept in one form, compared by what they mean."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.custom import Declared, Hints, canonical
from crmcli.domain.custom_fields import (
    AddField,
    EditField,
    FieldRow,
    ListFields,
    RemoveField,
    add_field,
    edit_field,
    list_fields,
    remove_field,
)
from crmcli.domain.journal.undo import Undo, undo
from crmcli.domain.nouns import CUSTOMER
from crmcli.domain.targets import Targets, matching
from crmcli.errors import Conflict, NotFound, Refused, UsageError
from crmcli.sql import Writer
from tests.support.making import add
from tests.support.store import writing

NUMBER, DAY, FLAG = Declared("n", "number"), Declared("d", "date"), Declared("f", "yes_no")
CHOICE = Declared("c", "choice", ("İyi", "Işıklı"))


@pytest.mark.parametrize(
    ("field", "text", "stored"),
    [
        (NUMBER, "1.250,50", "1250.5"),
        (NUMBER, "-0,10", "-0.1"),
        (NUMBER, "100", "100"),
        (NUMBER, "0.00", "0"),
        (DAY, "31.12.2026", "2026-12-31"),
        (DAY, "2026-12-31", "2026-12-31"),
        (FLAG, "Evet", "yes"),
        (FLAG, "hayır", "no"),
        (CHOICE, "IYI", "İyi"),
        (CHOICE, "ışıklı", "Işıklı"),
        (Declared("t", "text"), " a ", "a"),
    ],
)
def test_a_value_is_kept_in_one_form(field: Declared, text: str, stored: str) -> None:
    assert canonical(field, text) == stored


@pytest.mark.parametrize(
    ("field", "text"),
    [(NUMBER, "abc"), (NUMBER, "1,250"), (DAY, "31.02.2026"), (FLAG, "belki"), (CHOICE, "x")],
)
def test_what_is_not_of_the_type_is_refused_by_name(field: Declared, text: str) -> None:
    with pytest.raises(UsageError, match=f"^{field.name}: "):
        canonical(field, text)


def test_a_file_may_say_how_it_writes_numbers_and_days() -> None:
    assert canonical(NUMBER, "1,250", Hints(decimal=".")) == "1250"
    assert canonical(DAY, "1/2/2026", Hints(order="dmy")) == "2026-02-01"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
def test_the_stored_form_of_a_number_is_its_own_form(value: Any) -> None:
    stored = canonical(NUMBER, format(value, "f"), Hints(decimal="."))
    assert canonical(NUMBER, stored, Hints(decimal=".")) == stored


def fields(store: Store) -> list[tuple[Any, ...]]:
    with store.reading() as db:
        rows: list[FieldRow] = list(list_fields(db, ListFields()).rows)
    return [(row.noun, row.name, row.type, row.choices, row.records) for row in rows]


def declare(store: Store, *request: Any) -> None:
    with writing(store) as db:
        add_field(db, AddField(*request))


def customs(store: Store) -> list[str]:
    with store.reading() as db:
        return [row[0] for row in db.tuples("SELECT custom FROM customer ORDER BY id")]


def test_declaring_brings_the_values_there_are_into_form_however_they_were_named(store: Store) -> None:
    add(store, "customer", "A", custom=["ciro=1.250,50"])
    add(store, "customer", "B", custom=["CİRO=7", "başka=x"])
    declare(store, "customers", "Ciro", "number")
    assert customs(store) == ['{"Ciro": "1250.5"}', '{"Ciro": "7", "başka": "x"}']
    assert fields(store) == [("customer", "Ciro", "number", None, 2), ("customer", "başka", "free", None, 1)]


def test_a_value_that_is_none_stops_the_declaration_and_is_named(store: Store) -> None:
    add(store, "customer", "A", custom=["ciro=çok"])
    with writing(store) as db, pytest.raises(Refused, match='1 values are no number of Ciro: C-1 "çok"'):
        add_field(db, AddField("customer", "Ciro", "number"))


def test_typed_values_are_checked_when_records_are_written(store: Store) -> None:
    declare(store, "customer", "Sınıf", "choice", ("İyi", "Orta"))
    add(store, "customer", "A", custom=["sinif=orta"])
    assert customs(store) == ['{"Sınıf": "Orta"}']
    with pytest.raises(UsageError, match="not one of İyi, Orta"):
        add(store, "customer", "B", custom=["Sınıf=kötü"])


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        (("customer", "City"), Conflict),
        (("customer", "e-mail=x"), UsageError),
        (("customer", "x", "money"), UsageError),
        (("customer", "x", "choice"), UsageError),
        (("customer", "x", "text", ("a",)), UsageError),
        (("customer", "x", "choice", ("a", "A")), UsageError),
        (("shop", "x"), UsageError),
    ],
)
def test_what_can_not_be_a_field_is_refused(store: Store, request_: Any, error: type[Exception]) -> None:
    with writing(store) as db, pytest.raises(error):
        add_field(db, AddField(*request_))


def test_no_two_fields_of_a_noun_have_one_name(store: Store) -> None:
    declare(store, "customer", "Sınıf")
    declare(store, "contact", "Sınıf")
    with writing(store) as db, pytest.raises(Conflict):
        add_field(db, AddField("customer", "SINIF"))


def test_renaming_and_retyping_take_the_values_along(store: Store) -> None:
    declare(store, "customer", "Puan")
    add(store, "customer", "A", custom=["puan=1.250,50"])
    with writing(store) as db:
        edit_field(db, EditField("customer", "puan", name="Skor", type="number"))
    assert customs(store) == ['{"Skor": "1250.5"}']
    with writing(store) as db, pytest.raises(NotFound):
        edit_field(db, EditField("customer", "Puan", name="x"))


def test_removing_keeps_values_as_free_text_unless_they_are_to_go(store: Store) -> None:
    declare(store, "customer", "Puan", "number")
    add(store, "customer", "A", custom=["Puan=5"])
    with writing(store) as db:
        result = remove_field(db, RemoveField("customer", "puan"))
    assert "1 records keep their value" in (result.summary or "")
    assert fields(store) == [("customer", "Puan", "free", None, 1)]
    declare(store, "customer", "Puan", "number")
    with writing(store) as db:
        remove_field(db, RemoveField("customer", "Puan", values=True))
    assert customs(store) == [None]


@pytest.fixture
def shop(store: Store) -> Store:
    """Four customers with fields of each type; the last has none."""
    for name, kind, choices in (
        ("Ciro", "number", ()),
        ("Son Ziyaret", "date", ()),
        ("Bayi", "yes_no", ()),
        ("Sınıf", "choice", ("İyi", "Orta")),
        ("Not Defteri", "text", ()),
    ):
        declare(store, "customer", name, kind, choices)
    values = [
        ("9", "2026-01-31", "evet", "iyi", "Işık"),
        ("10", "2025-12-31", "no", "orta", "ışık"),
        ("100", "", "", "", ""),
    ]
    for number, (ciro, day, flag, word, text) in enumerate(values):
        given_ = [
            f"ciro={ciro}",
            f"son ziyaret={day}",
            f"bayi={flag}",
            f"sınıf={word}",
            f"not_defteri={text}",
        ]
        add(store, "customer", f"M{number}", custom=[part for part in given_ if not part.endswith("=")])
    add(store, "customer", "Boş")
    return store


@pytest.mark.parametrize(
    ("where", "numbers"),
    [
        ("ciro>9", [2, 3]),  # as numbers: 10 and 100 come after 9
        ("ciro<=9,0", [1]),
        ("ciro!=10", [1, 3, 4]),
        ("ciro=", [4]),
        ("custom.ciro=100", [3]),
        ("son_ziyaret<2026-01-01", [2]),
        ("Son Ziyaret>=31.12.2025", [1, 2]),
        ("bayi=hayır", [2]),
        ("sınıf=IYI", [1]),
        ("sınıf!=iyi", [2, 3, 4]),
        ("sınıf~rt", [2]),
        ("not defteri=IŞIK", [1, 2]),
        ("ciro>9 and sınıf=orta", [2]),
    ],
)
def test_declared_fields_are_compared_by_their_type(shop: Store, where: str, numbers: list[int]) -> None:
    with shop.reading() as db:
        assert matching(db, CUSTOMER, Targets((), (where,), date(2026, 11, 21))) == numbers


@pytest.mark.parametrize("where", ["ciro=abc", "sınıf>iyi", "ciro~1", "son ziyaret=dünkü", "custom.yok=1"])
def test_a_comparison_that_means_nothing_is_refused(shop: Store, where: str) -> None:
    with shop.reading() as db, pytest.raises(UsageError):
        matching(db, CUSTOMER, Targets((), (where,), date(2026, 11, 21)))


def test_two_values_that_become_one_field_are_not_dropped_unseen(store: Store) -> None:
    add(store, "customer", "Acme", custom=["Segment=A", "segment=B"])
    with writing(store) as db, pytest.raises(Refused, match='C-1 has "A" as Segment and "B" as segment'):
        add_field(db, AddField("customer", "Segment"))


def test_a_stored_text_that_is_no_day_is_neither_before_nor_after_one(store: Store) -> None:
    add(store, "customer", "Acme")
    with writing(store) as db:
        add_field(db, AddField("customer", "Bitiş", "date"))
        db.update("customer", 1, {"custom": '{"Bitiş": "yarın"}'})
    with store.reading() as db:
        for where in ("Bitiş>2026-01-01", "Bitiş<2026-01-01", "Bitiş=2026-01-01"):
            assert matching(db, CUSTOMER, Targets((), (where,))) == []


@pytest.mark.parametrize("step", [0, 1, 2, 3])
def test_declaring_changing_and_removing_are_taken_back_with_the_values(store: Store, step: int) -> None:
    def state() -> Any:
        with store.reading() as db:
            return db.tuples("SELECT custom FROM customer"), db.tuples("SELECT name, type FROM custom_field")

    add(store, "customer", "Acme", custom=["ciro=1.250,50"])
    seen = [state()]
    steps: list[Callable[[Writer], Any]] = [
        lambda db: add_field(db, AddField("customer", "Ciro", "number")),
        lambda db: edit_field(db, EditField("customer", "Ciro", name="Yıllık ciro")),
        lambda db: edit_field(db, EditField("customer", "Yıllık ciro", type="text")),
        lambda db: remove_field(db, RemoveField("customer", "Yıllık ciro", values=True)),
    ]
    for act in steps[: step + 1]:
        with writing(store) as db:
            act(db)
        seen.append(state())
    assert len({str(one) for one in seen}) == len(seen)
    for before in reversed(seen[:-1]):
        with writing(store) as db:
            undo(db, Undo())
        assert state() == before
