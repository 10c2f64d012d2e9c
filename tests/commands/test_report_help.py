"""What the help of a report tells someone who has never seen it."""

import pytest

from crmcli.commands.report import said
from crmcli.config import BY_NAME
from crmcli.domain.reports import REPORTS, Entry
from tests.support.program import Program


def test_an_option_that_stands_for_a_setting_says_what_it_means(crm: Program) -> None:
    told = " ".join(crm.ok("report", "profit", "--help").stdout.split())
    assert (
        "--minute-cost AMOUNT What a logged minute with a customer costs us; 0: not counted. "
        "Instead of the setting minute_cost." in told
    )


@pytest.mark.parametrize("entry", REPORTS, ids=lambda entry: entry.name)
def test_every_option_of_a_report_is_told_in_sentences(entry: Entry) -> None:
    for option in entry.options:
        words = said(option)
        assert words[0].isupper()
        assert words.endswith(".")
        if option.kind == "setting":
            assert option.name in BY_NAME
            assert not words.startswith("Instead")
