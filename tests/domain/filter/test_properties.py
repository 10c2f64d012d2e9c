"""Whatever is asked, the store answers as plain Python does; whatever is typed, it is read or refused."""

from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli.db import Store, open_store
from crmcli.domain.filter.grammar import parse
from crmcli.domain.nouns import CUSTOMER, NOUNS
from crmcli.domain.targets import Targets, matching
from crmcli.domain.where import conditions
from crmcli.errors import CrmError
from tests.domain.filter import people, truth
from tests.domain.filter.truth import AMOUNTS, CHOICES, DAYS, Person
from tests.support.making import CONTEXT

SEEDS = 6
ORDERED = ("=", "!=", "<", "<=", ">", ">=")
TEXTS = ("izmir", "İZMİR", "ank", "Ağrı", "IŞIK", "yılmaz", "5", "deniz a ş", "%", "_")


def _window() -> st.SearchStrategy[str]:
    day = st.sampled_from(list(DAYS))
    return st.one_of(
        st.just(""),
        day.map(lambda text: f" since {text}"),
        st.tuples(day, day).map(lambda pair: f" since {pair[0]} until {pair[1]}"),
    )


def _compared(names: list[str], operators: tuple[str, ...], values: list[str]) -> st.SearchStrategy[str]:
    name, value = st.sampled_from(names), st.sampled_from(values)
    plain = st.tuples(name, st.sampled_from(operators), value).map(" ".join)
    several = st.tuples(name, st.lists(value, min_size=1, max_size=3)).map(
        lambda pair: (
            f"{pair[0]} in ({'; '.join(text if ',' not in text else repr(text) for text in pair[1])})"
        )
    )
    ways = [plain, several]
    if "<" in operators:
        ways.append(st.tuples(name, value, value).map(lambda t: f"{t[0]} between {t[1]} and {t[2]}"))
    return st.one_of(*ways)


def _windowed(names: list[str], values: list[str]) -> st.SearchStrategy[str]:
    parts = st.tuples(st.sampled_from(names), _window(), st.sampled_from(ORDERED), st.sampled_from(values))
    return parts.map(lambda t: f"{t[0]}{t[1]} {t[2]} {t[3]}")


FIELDS = [
    "name",
    "city",
    "owner",
    "created_on",
    "cadence_days",
    "tag",
    "limit",
    "last_order",
    "spent",
    "last_contact",
]
LEAVES = st.one_of(
    _compared(["city", "name"], (*ORDERED, "~"), [text for text in TEXTS if text[0].isalnum()]),
    _compared(["owner", "tag"], ("=", "!=", "~"), ["ali", "ayşe ışık", "VIP", "onemli", "bay"]),
    _compared(["kind"], ("=", "!="), list(CHOICES["kind"])),
    _compared(["status"], ("=", "!="), list(CHOICES["status"])),
    _compared(["created_on", "first_order", "last_order", "last_contact"], ORDERED, list(DAYS)),
    _compared(["cadence_days", "orders", "calls", "open_cases"], ORDERED, ["0", "1", "2", "30", "-1"]),
    _compared(["limit"], ORDERED, ["9.5", "10", "-3", "99"]),
    _compared(["spent"], ORDERED, list(AMOUNTS)),
    _windowed(["orders", "calls", "activities", "cases", "open_cases"], ["0", "1", "3"]),
    _windowed(["spent"], list(AMOUNTS)),
    st.tuples(
        st.sampled_from(FIELDS), st.sampled_from([" is empty", " is not empty", "=", "!=", " boş"])
    ).map("".join),
    st.tuples(
        st.sampled_from(
            ["bought", 'bought "Defter"', "bought KL-2", "bought PR-3", "bought category kırtasiye"]
        ),
        _window(),
    ).map("".join),
)


def _joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    joins = st.sampled_from([" and ", " or ", " ve ", " veya "])
    return st.one_of(
        st.tuples(inner, joins, inner, joins, inner).map(lambda t: "(" + "".join(t) + ")"),
        st.tuples(inner, joins, inner).map("".join),
        inner.map(lambda text: f"not ({text})"),
        st.tuples(st.sampled_from(["not ", "değil "]), LEAVES).map("".join),
    )


FILTERS = st.recursive(LEAVES, _joined, max_leaves=8)


@cache
def local(seed: int) -> tuple[Store, list[Person]]:
    """Return a local store of random people, made once a process."""
    store = open_store(str(Path(mkdtemp()) / "crm.db"))
    everybody = people.people(seed)
    people.fill(store, everybody)
    return store, everybody


def agree(store: Store, everybody: list[Person], text: str) -> None:
    """Check that the store finds whom plain Python finds."""
    expected = [who.id for who in everybody if truth.holds(parse(text), who)]
    with store.reading() as db:
        assert matching(db, CUSTOMER, Targets((), (text,), CONTEXT.today)) == expected, text


@settings(max_examples=400)
@given(text=FILTERS, seed=st.integers(0, SEEDS - 1))
def test_the_store_answers_as_plain_python_does(text: str, seed: int) -> None:
    agree(*local(seed), text)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=FILTERS)
def test_postgres_answers_the_same(shared_postgres: tuple[Store, list[Person]], text: str) -> None:
    agree(*shared_postgres, text)


@pytest.fixture(scope="module")
def shared_postgres(postgres_server) -> tuple[Store, list[Person]]:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """A PostgreSQL store of random people."""
    store = open_store(postgres_server.url(postgres_server.create_database()))
    everybody = people.people(3)
    people.fill(store, everybody)
    return store, everybody


MARK = "zqmarkqz"
FIELD_WORDS = (
    "city",
    "name",
    "spent",
    "last_order",
    "bought",
    "campaign",
    "owner.name",
    "customer.",
    "custom.",
)
JOINING = (" and ", " or ", " not ", " in ", " between ", " is ", " since ", "in segment ")
SIGNS = (
    "=",
    "!=",
    "<",
    ">=",
    "~",
    "(",
    ")",
    ",",
    '"',
    "'",
    "“",
    "\n",
    "\x00",
    ";--",
    "%",
    ":w0",
    "{0}",
    "\\",
)
VALUES = ("5000 TRY", "180 days ago", MARK, f'"{MARK}"', f"'{MARK}'; DROP TABLE customer; --")
PIECES = st.sampled_from((*FIELD_WORDS, *JOINING, *SIGNS, *VALUES))


@settings(max_examples=400)
@given(
    text=st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map("".join)), which=st.integers(0, 25)
)
def test_any_text_is_read_or_refused_and_never_part_of_the_statement(text: str, which: int) -> None:
    store, _ = local(0)
    noun = NOUNS[which % len(NOUNS)]
    with store.reading() as db, suppress(CrmError):
        test, values = conditions(db, noun, [text], as_of=CONTEXT.today)
        assert MARK not in test
        assert "DROP" not in test
        db.tuples(f"SELECT r.id FROM {noun.table} r WHERE {test}", values)


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_reading_a_text_ends_in_a_tree_or_an_error_with_its_place(text: str) -> None:
    said = ""
    with suppress(CrmError):
        try:
            parse(text)
        except CrmError as error:
            said = error.message
    assert not said or any(mark in said for mark in ("column", "U+", "UTF-8"))
