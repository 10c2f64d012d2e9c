"""How figures are told in notes, pictures and columns for people."""

from datetime import date
from typing import Annotated

import pytest

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Reason, Text
from crmcli.domain.reports import figures
from crmcli.domain.reports.care.survey_pictures import recommend
from crmcli.domain.reports.next_steps.crosssell_rows import Chance
from crmcli.domain.reports.standing.wallet_facts import Estimate
from crmcli.domain.reports.standing.wallet_rows import wallet_row
from crmcli.domain.results import Listing
from tests.output.samples import lines_of, shown


@pytest.mark.parametrize(
    ("language", "amount", "share"), [("en", "₺1,234.50", "63.5 %"), ("tr", "₺1.234,50", "%63,5")]
)
def test_notes_and_pictures_tell_amounts_and_shares_as_the_columns_do(
    language: str, amount: str, share: str
) -> None:
    assert figures.amount(123450, "TRY", language) == amount
    assert figures.percent(0.635, language, 1) == share


def test_an_amount_nobody_knows_is_told_as_unknown() -> None:
    assert figures.amount(None, "TRY", "en") == figures.amount(5, None, "tr") == "unknown"


def test_a_picture_follows_the_locale() -> None:
    class Total:
        promoters, passives, detractors = 1, 1, 2

    assert [bar.text for bar in recommend(Total, "tr").bars] == ["1 (%25)", "1 (%25)", "2 (%50)"]


@pytest.mark.parametrize(
    ("chance", "said"), [(0.0, "0.0000"), (1e-9, "< 0.0001"), (0.00004, "< 0.0001"), (0.0219, "0.0219")]
)
def test_a_tiny_chance_is_not_told_as_none(chance: float, said: str) -> None:
    assert Chance(digits=4).human(chance, None, "en") == said
    assert Chance(digits=4).machine(chance, None) == chance


def test_an_estimate_of_an_unnamed_source_is_told_by_its_day_alone() -> None:
    one = Estimate(1, 1, "Işık Mobilya", None, 100, "TRY", "2026-10-23", None)
    assert wallet_row(one, 0, date(2026, 1, 1)).said == "2026-10-23"


def test_a_reason_gets_room_before_columns_of_second_rank() -> None:
    @frozen
    class Row:
        name: Annotated[str, Text()]
        why: Annotated[str, Reason()]
        owner: Annotated[str, Text(show=ROOMY)]

    why = "city=Bursa +4, branch=Kızılay +2, response=none in 14 days +2"
    text = shown(Listing(Row, (Row("Işık Mobilya", why, "Elif Ak"),)), width=64)
    assert lines_of(text)[0].split() == ["name", "why"]
    assert len(lines_of(text)) == 4
    assert "owner" in shown(Listing(Row, (Row("Işık Mobilya", why, "Elif Ak"),)), width=100)
