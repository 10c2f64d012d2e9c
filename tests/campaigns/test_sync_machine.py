"""Branches that work, undo and exchange files in any order: nothing is lost, and in the end all agree.

The branches stand in a star: one in the middle, which alone exchanges with each of the others.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.support.exchange import DEEDS, MERGES, Numbers, changes, content, differences
from tests.support.program import Program
from tests.support.store import raw_connection
from tests.support.twins import Twins, rows_of

pytestmark = pytest.mark.campaign

NAMES = ("ankara", "izmir", "van")
"""The first stands in the middle. Only there are records merged: two of which each was merged into the other
are for people to decide."""
QUIET = 8
"""Rounds of exchange after which all must have heard of everything."""

Branch = st.integers(0, len(NAMES) - 1)
Leaf = st.integers(1, len(NAMES) - 1)
Luck = st.integers(0, 40)


class Branches(RuleBasedStateMachine):
    """Branches with a store each, and the folder that their files go through."""

    def __init__(self) -> None:
        """Name the stores."""
        super().__init__()
        self.folder = TemporaryDirectory()
        place = Path(self.folder.name)
        self.programs = tuple(Program(str(place / f"{name}.db")) for name in NAMES)
        self.files: list[tuple[int, int, Path]] = []
        for program, name in zip(self.programs, NAMES, strict=True):
            program.inprocess("sync", "name", name).checked()

    @initialize()
    def some(self) -> None:
        """Start with a customer that all know, who has all that an exchange has to carry."""
        first = self.programs[0]
        for words in (
            ("customer", "add", "Işık", "--city", "Muş", "--phone", "0532 123 45 67", "--tag", "vip"),
            ("contact", "add", "Ece", "--customer", "C-1"),
            ("lead", "add", "Öz", "--phone", "0533 765 43 21"),
            ("product", "add", "Masa", "--price", "100"),
            ("order", "add", "C-1", "--line", "PR-1:2:150"),
            ("payment", "add", "C-1", "50", "--order", "S-1"),
        ):
            first.inprocess(*words).checked()
        for leaf in range(1, len(NAMES)):
            self.send(0, leaf)

    # What people do.

    @rule(branch=Branch, deed=st.integers(0, len(DEEDS) - 1), luck=Luck)
    def work(self, branch: int, deed: int, luck: int) -> None:
        """Do something at a branch; what the program refuses is no failure."""
        self._do(branch, DEEDS[deed], luck)

    @rule(deed=st.sampled_from(MERGES), luck=Luck)
    def merge(self, deed: Callable[..., list[str]], luck: int) -> None:
        """Merge two records in the middle."""
        self._do(0, deed, luck)

    def _do(self, branch: int, deed: Callable[..., list[str]], luck: int) -> None:
        program = self.programs[branch]
        words = deed(Random(luck), Numbers(program.url))  # noqa: S311 - to be repeated
        if words:
            result = program.inprocess(*words)
            note(f"{NAMES[branch]}: crm {' '.join(words)}: {result.code} {result.stderr.strip()[:90]}")
            assert "fault of crmcli" not in result.stderr, result.stderr

    @rule(leaf=Leaf, out=st.booleans())
    def exchange(self, leaf: int, out: bool) -> None:
        """Let one hear what another did."""
        self.send(*((0, leaf) if out else (leaf, 0)))

    @rule(leaf=Leaf, out=st.booleans())
    def exchange_and_again(self, leaf: int, out: bool) -> None:
        """A file that was applied changes nothing the second time."""
        sender, receiver = (0, leaf) if out else (leaf, 0)
        self.send(sender, receiver)
        program = self.programs[receiver]
        before = content(program.url), changes(program.url)
        program.inprocess("sync", "apply", self.files[-1][2], "--yes").checked()
        assert (content(program.url), changes(program.url)) == before

    @rule(which=st.integers(0, 30))
    def an_old_file_again(self, which: int) -> None:
        """A file from before comes once more: what was heard since stays as it is."""
        if not self.files:
            return
        sender, receiver, file = self.files[which % len(self.files)]
        last = self._applied(receiver, NAMES[sender])
        program = self.programs[receiver]
        before = content(program.url), changes(program.url)
        until = json.loads(file.read_text("utf-8").splitlines()[0])["until"]
        result = program.inprocess("sync", "apply", file, "--yes")
        note(f"{NAMES[receiver]}: {file.name} once more: {result.code} {result.stderr.strip()[:90]}")
        assert result.code in (0, 1, 4, 5), result.stderr
        if until <= last or result.code in (1, 4):
            assert (content(program.url), changes(program.url)) == before

    def _applied(self, branch: int, peer: str) -> int:
        rows = self.programs[branch].inprocess("sync", "status").checked().tsv()
        return next((int(row["applied"]) for row in rows if row["peer"] == peer), 0)

    @rule(leaf=Leaf, out=st.booleans(), redo=st.booleans())
    def exchange_and_take_back(self, leaf: int, out: bool, redo: bool) -> None:
        """The undo of an exchange brings back what was, its redo what came."""
        sender, receiver = (0, leaf) if out else (leaf, 0)
        program = self.programs[receiver]
        before, count = rows_of(program.url), changes(program.url)
        self.send(sender, receiver)
        if changes(program.url) == count:
            return
        after = rows_of(program.url)
        program.inprocess("undo").checked()
        note(f"{NAMES[receiver]}: undo")
        assert rows_of(program.url) == before
        if redo:
            program.inprocess("redo").checked()
            note(f"{NAMES[receiver]}: redo")
            assert rows_of(program.url) == after

    @rule(branch=Branch, side=st.sampled_from(("--ours", "--theirs")))
    def decide(self, branch: int, side: str) -> None:
        """Decide what is open at a branch."""
        result = self.programs[branch].inprocess("sync", "conflicts", side)
        note(f"{NAMES[branch]}: crm sync conflicts {side}: {result.code}")
        assert result.code in (0, 5), result.stderr

    @rule()
    def meet(self) -> None:
        """All hear of everything: nothing is lost, and whatever differs is listed."""
        living = [Twins(program.url, name) for program, name in zip(self.programs, NAMES, strict=True)]
        self.until_quiet()
        twins = [Twins(program.url, name) for program, name in zip(self.programs, NAMES, strict=True)]
        for leaf in range(1, len(NAMES)):
            found = twins[0].differences(twins[leaf])
            assert not found, "\n".join(found)
            lost = [row for before in living for row in before.lost(living, (twins[0], twins[leaf]))]
            assert not lost, "\n".join(lost)

    # How it goes.

    def send(self, sender: int, receiver: int) -> None:
        """Export at one, apply at the other; who took something back says from where it is wanted."""
        since: tuple[str, ...] = ()
        for _ in range(2):
            file = Path(self.folder.name) / f"{len(self.files)}.sync"
            giving, taking = self.programs[sender], self.programs[receiver]
            to = ("--to", NAMES[receiver]) if self._applied(sender, NAMES[receiver]) else ()
            made = giving.inprocess("sync", "export", file, *since, *to)
            assert made.code == 0, made.stderr
            self.files.append((sender, receiver, file))
            result = taking.inprocess("sync", "apply", file, "--yes")
            told = f"{NAMES[sender]} {' '.join((*since, *to))} -> {NAMES[receiver]} ({file.name})"
            note(f"{told}: {result.code} {result.stderr.strip()[:300]}")
            missing = re.search(r"--since (\d+)", result.stderr)
            if result.code != 4 or missing is None:
                break
            since = ("--since", missing[1])
        assert result.code in (0, 5), result.stderr

    def until_quiet(self) -> None:
        """Exchange until nobody has anything to say any more."""
        for _ in range(QUIET):
            before = [changes(program.url) for program in self.programs]
            for leaf in range(1, len(NAMES)):
                self.send(leaf, 0)
            for leaf in range(1, len(NAMES)):
                self.send(0, leaf)
            if before == [changes(program.url) for program in self.programs]:
                return
        raise AssertionError("they never come to rest")

    @invariant()
    def a_number_means_one_record_and_a_reference_one_that_is_there(self) -> None:
        """No former number is one that is there, and no two records share an identity."""
        for program, name in zip(self.programs, NAMES, strict=True):
            Twins(program.url, name).check()
            connection = raw_connection(program.url)
            try:
                assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            finally:
                connection.close()

    def teardown(self) -> None:
        """All hear of everything once more; then people decide, and all hold the same."""
        try:
            if self.files:
                self.meet()
                self.settle_all()
        finally:
            self.folder.cleanup()

    def settle_all(self) -> None:
        """Decide every conflict as the middle has it."""
        for _ in range(4):
            self.programs[0].inprocess("sync", "conflicts", "--ours")
            self.until_quiet()
            for program in self.programs[1:]:
                program.inprocess("sync", "conflicts", "--theirs")
            self.until_quiet()
            if not any(program.inprocess("sync", "conflicts").tsv() for program in self.programs):
                break
        held = [content(program.url) for program in self.programs]
        for other in held[1:]:
            found = differences(held[0], other)
            assert not found, "\n".join(found)


def test_branches_that_exchange_in_any_order_lose_nothing_and_come_to_agree(
    rounds: Callable[[int, int], int],
) -> None:
    run_state_machine_as_test(
        Branches,
        settings=settings(
            max_examples=rounds(3, 300),
            stateful_step_count=20,
            suppress_health_check=list(HealthCheck),
        ),
    )
