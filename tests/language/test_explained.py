"""A row explained: named in either language, its figures in one form, its records before its arithmetic."""

import json
import re

import pytest

from tests.support.program import Program

AS_OF = "2026-11-21"

TABLE = ("--as-of", AS_OF, "--format", "table")


@pytest.fixture
def shop(filled_years: str, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.setenv("COLUMNS", "120")
    return Program(filled_years)


@pytest.mark.parametrize("language", ["en", "tr"])
@pytest.mark.parametrize(
    "name", ["Hibernating", "HİBERNATİNG", "Kış Uykusunda", "KIŞ UYKUSUNDA", "kis uykusunda"]
)
def test_a_segment_is_explained_by_its_name_in_either_language(
    shop: Program, monkeypatch: pytest.MonkeyPatch, language: str, name: str
) -> None:
    monkeypatch.setenv("CRMCLI_LANG", language)
    told = shop.inprocess("report", "segments", "--explain", name, *TABLE).checked().stdout
    assert "22 21 12 11" in told


@pytest.mark.parametrize("language", ["en", "tr"])
@pytest.mark.parametrize("name", ["Qualified", "nitelikli"])
def test_a_stage_is_explained_by_its_name_in_either_language(
    shop: Program, monkeypatch: pytest.MonkeyPatch, language: str, name: str
) -> None:
    monkeypatch.setenv("CRMCLI_LANG", language)
    shown = shop.inprocess("report", "pipeline", "--explain", name, *TABLE).checked().stdout
    assert {"en": "Qualified", "tr": "Nitelikli"}[language] in shown.splitlines()[0]


def test_a_group_s_segment_is_explained_by_both_in_either_language(
    shop: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRMCLI_LANG", "tr")
    shown = shop.inprocess("report", "segments", "--by", "city", "--explain", "izmir hibernating", *TABLE)
    assert "İzmir" in shown.checked().stdout.splitlines()[0]


@pytest.mark.parametrize(
    ("language", "money", "share", "odd"),
    [
        ("en", "₺86,299.50", "25.3 %", r"\d (TRY)|\d\.\d\d %"),
        ("tr", "₺86.299,50", "%25,3", r"\d TRY|%\d+,\d\d"),
    ],
)
def test_a_figure_has_one_form_on_a_screen(
    shop: Program, monkeypatch: pytest.MonkeyPatch, language: str, money: str, share: str, odd: str
) -> None:
    monkeypatch.setenv("CRMCLI_LANG", language)
    told = shop.inprocess("report", "segments", "--explain", "Hibernating", *TABLE).checked().stdout
    assert told.count(money) == 4  # the card, the figures, and two steps
    assert told.count(share) == 2
    assert not re.search(odd, told)


def test_programs_get_the_figures_exact_and_in_the_same_words_in_any_language(
    shop: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("report", "segments", "--explain", "Hibernating", "--as-of", AS_OF, "--format", "json")
    found = json.loads(shop.inprocess(*asked).checked().stdout)
    values = {row["figure"]: row["value"] for row in found["figures"]}
    assert (values["revenue"], values["share"]) == ("86299.50 TRY", "25.32 %")
    steps = {row["step"]: row["value"] for row in found["steps"]}
    assert steps["M 5: money"] == "above 10868.50"
    monkeypatch.setenv("CRMCLI_LANG", "tr")
    assert json.loads(shop.inprocess(*asked).checked().stdout) == found


def test_the_records_come_first_and_the_arithmetic_last(shop: Program) -> None:
    for report, row, records in (
        ("segments", "Loyal", "customers_list"),
        ("pipeline", "Proposal", "opportunities"),
    ):
        found = shop.inprocess("report", report, "--explain", row, "--as-of", AS_OF, "--format", "json")
        sections = [
            key for key, value in json.loads(found.checked().stdout).items() if isinstance(value, list)
        ]
        assert sections[:2] == [records, "figures"], "a section of a field's name has _list behind it"
        assert sections[-1] == "steps"


def test_a_score_that_nobody_has_has_no_bounds(shop: Program) -> None:
    told = shop.inprocess("report", "segments", "--explain", "Loyal", *TABLE).checked().stdout
    assert re.search(r"F 2: purchases +nobody", told)
    assert re.search(r"F 1: purchases +up to 1", told)
