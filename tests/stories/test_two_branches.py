"""The branch that knows of the call ten minutes later: two processes on one store."""

import json
import select
import time
from datetime import timedelta

from tests.stories.cooperative import Cooperative

SOON = 20.0
"""Seconds after which a line counts as not written; on an idle machine it is there within one."""


def test_another_branch_sees_the_call_in_a_process_of_its_own(coop: Cooperative) -> None:
    konak = ("--user", "mert", "--branch", "Konak")
    watch = ("customer", "timeline", "+905321234567", "--follow", "--every", "0.2", "--format", "jsonl")
    with coop.crm.start(*konak, *watch) as following:
        try:
            assert following.stdout is not None
            first = [json.loads(following.stdout.readline()) for _ in range(2)]
            assert {row["type"] for row in first} == {"customer", "consent"}
            said = ("log", "call", "Leyla Işık", "Üçte bekledi", "--in", "--minutes", "4")
            coop("--user", "ayse", "--branch", "Bornova", *said)
            begun = time.monotonic()
            assert select.select([following.stdout], [], [], SOON)[0]
            seen = json.loads(following.stdout.readline())
            assert time.monotonic() - begun < SOON
            assert (seen["type"], seen["direction"], seen["minutes"]) == ("call", "in", 4)
            assert (seen["who"], seen["branch"]) == ("ayse", "Bornova")
        finally:
            following.kill()


def test_the_last_ten_minutes_hold_what_was_written_in_them(coop: Cooperative) -> None:
    from datetime import UTC, datetime

    now = datetime.now(UTC).replace(year=2026, month=11, day=21, microsecond=0)
    before = (now - timedelta(minutes=30)).strftime("%Y-%m-%d %H:%M")
    coop("log", "call", "Leyla Işık", "erken", "--in", "--at", before)
    coop("--branch", "Bornova", "log", "call", "Leyla Işık", "şimdi", "--in")
    late = coop("--branch", "Konak", "customer", "timeline", "Leyla Işık", "--since", "10m", "--type", "call")
    assert [(row["text"], row["branch"]) for row in late.tsv()] == [("şimdi", "Bornova")]
