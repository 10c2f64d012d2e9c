"""The short form of the fuzzing: all of the corpus, and some hundred inputs more, the same in every run."""

from random import Random

import pytest

from tests.fuzz.house import Finding, House, limits
from tests.fuzz.mutate import Mutator
from tests.fuzz.run import TARGETS, fuzz
from tests.fuzz.target import CORPUS, Target

SECONDS = 0.8
MOST = 300


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_of_a_reader_or_language_breaks_a_rule(name: str) -> None:
    count, _, findings = fuzz(TARGETS[name], SECONDS, Random(20261121), MOST)  # noqa: S311 - no secret
    assert findings == {}
    assert count >= len(TARGETS[name].seeds())


@pytest.mark.parametrize(("name", "least"), [("dump", 6), ("store", 12), ("run-memory", 12)])
def test_what_is_changed_inside_and_written_anew_reaches_the_work(name: str, least: int) -> None:
    target, random = TARGETS[name], Random(20261121)  # noqa: S311 - no secret
    assert target.inner is not None
    with House() as house:
        good = target.inputs(house)[-1]
        made = [data for data in (target.inner(good, random) for _ in range(30)) if data is not None]
        outcomes = [target.attempt(house, data) for data in made]
    assert len({*made} - {good}) > 20
    assert len([one for one in outcomes if one.startswith("done") or one[:1].isdigit()]) >= least


def test_every_folder_of_the_corpus_is_somebodys() -> None:
    assert {folder.name for folder in CORPUS.iterdir()} <= set(TARGETS)


def test_the_corpus_is_small_files_with_names_that_say_what_they_are() -> None:
    files = [file for target in TARGETS.values() for file in target.seeds()]
    assert len(files) > 100
    assert max(file.stat().st_size for file in files) <= 64 * 1024


def _raises(error: Exception) -> Target:
    def attempt(house: House, data: bytes) -> str:
        del house, data
        raise error

    return Target("none", attempt)


def test_a_fault_of_the_program_is_a_finding() -> None:
    _, _, findings = fuzz(_raises(KeyError("x")), 0.0, Random(0), 1)  # noqa: S311
    assert findings == {}  # nothing was tried: there is no seed, and no time
    _, _, findings = fuzz(_raises(KeyError("x")), 5.0, Random(0), 2)  # noqa: S311
    assert [said.partition(" in ")[0] for said in findings] == ["KeyError: 'x'"]


def test_what_takes_too_long_is_a_finding() -> None:
    def hang() -> None:
        with limits(seconds=0.05):
            while True:
                pass

    with pytest.raises(Finding, match=r"it takes more than 0\.05 s"):
        hang()


def test_a_failure_that_wrote_is_a_finding() -> None:
    from crmcli.errors import Refused

    with House() as house:

        def act() -> None:
            house.store.write_bytes(house.store.read_bytes() + b"x")
            raise Refused("no")

        with pytest.raises(Finding, match="the store is another"):
            house.tried(act)


def test_the_same_chance_makes_the_same_inputs() -> None:
    one, other = (Mutator([b"name,city\nx,y\n"], [b"word"], Random(7)) for _ in range(2))  # noqa: S311
    assert [one.next() for _ in range(200)] == [other.next() for _ in range(200)]
