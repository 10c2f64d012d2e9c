"""The benchmarks read their tools and hold their budgets; how long anything takes is not tested here."""

import importlib.util
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(params=["startup", "import_rate", "filter_rate", "timeline_page"])
def script(request: pytest.FixtureRequest) -> Iterator[ModuleType]:
    """A benchmark, loaded from its file, by its name."""
    yield from load(request.param)


@pytest.fixture
def startup() -> Iterator[ModuleType]:
    """The start-up benchmark."""
    yield from load("startup")


@pytest.fixture
def import_rate() -> Iterator[ModuleType]:
    """The import benchmark."""
    yield from load("import_rate")


@pytest.fixture
def filter_rate() -> Iterator[ModuleType]:
    """The benchmark of filters."""
    yield from load("filter_rate")


@pytest.fixture
def timeline_page() -> Iterator[ModuleType]:
    """The benchmark of a long timeline's first page."""
    yield from load("timeline_page")


def load(name: str) -> Iterator[ModuleType]:
    """Load a script as a module, for as long as a test needs it."""
    spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[name]


def test_the_count_is_what_callgrind_collected(startup: ModuleType) -> None:
    log = "==7== \n==7== Events    : Ir\n==7== Collected : 38123456\n==7== \n"
    assert startup.instructions_in(log) == 38_123_456


def test_a_log_without_a_count_is_an_error_not_a_zero(startup: ModuleType) -> None:
    with pytest.raises(ValueError, match="no count"):
        startup.instructions_in("valgrind: fatal error")


def test_a_ratio_over_its_budget_is_marked(startup: ModuleType) -> None:
    bare = startup.Case("bare", ("true",))
    slow = startup.Case("slow", ("true",), against="bare", budget=1.5)
    costs = {"bare": 10.0, "slow": 15.1}
    verdicts = list(startup.judge([bare, slow], lambda case: costs[case.name]))
    assert [verdict.over for verdict in verdicts] == [False, True]
    assert startup.line(verdicts[1]).endswith("OVER")


def test_every_case_is_divided_by_one_that_was_measured_before(startup: ModuleType) -> None:
    seen: set[str] = set()
    for case in startup.cases():
        assert not case.against or case.against in seen, case
        seen.add(case.name)


def test_the_customers_are_the_same_every_time(import_rate: ModuleType) -> None:
    first, second = list(import_rate.rows(2000)), list(import_rate.rows(2000))
    assert first == second
    repeats = len(first) - len({row[4] for row in first})
    assert 5 <= repeats <= 50


def test_the_made_tax_numbers_have_the_check_digit_of_a_published_one(import_rate: ModuleType) -> None:
    assert import_rate.tax_number([1, 2, 3, 4, 5, 6, 7, 8, 9]) == "1234567890"


def test_every_filter_that_is_measured_finds_somebody_and_so_does_the_bare_sql(
    filter_rate: ModuleType, tmp_path: Path
) -> None:
    from crmcli.db import open_store
    from crmcli.domain.nouns import CUSTOMER
    from crmcli.domain.targets import Targets, matching

    filter_rate.fill(tmp_path / "crm.db", 5_000)
    with open_store(str(tmp_path / "crm.db")).reading() as db:
        for case in filter_rate.CASES:
            asked = Targets((), (case.where,), date.fromisoformat(filter_rate.TODAY))
            found, bare = matching(db, CUSTOMER, asked), db.tuples(case.bare)
            assert found, case.name
            assert bare, case.name
            if case.name not in ("segment", "calls of a month", "any of these"):
                # The bare SQL does not part orders of days to come.
                assert abs(len(found) - len(set(bare))) <= len(bare) // 4, case.name


def test_the_long_timeline_is_as_long_as_it_says(timeline_page: ModuleType, tmp_path: Path) -> None:
    from crmcli.db import open_store

    path = str(tmp_path / "long.db")
    timeline_page.fill(path, 20_000)
    with open_store(path).reading() as db:
        held = {
            table: db.tuples(f"SELECT count(*), sum(customer_id = 1) FROM {table}")[0]
            for table, _ in timeline_page.SHARES
        }
    assert sum(count for count, _ in held.values()) == 20_000
    assert sum(ours for _, ours in held.values()) == timeline_page.OURS
