"""The edge speaks Turkish: questions and their answers, what is missing, fields, settings, days, dry runs."""

from pathlib import Path

import pytest

from crmcli.commands.records import ASKED
from crmcli.language import told
from crmcli.said import named
from tests.support.program import Program
from tests.support.terminal import Terminal

TR = {"CRMCLI_LANG": "tr", "NO_COLOR": "1"}
EN = {"NO_COLOR": "1"}


@pytest.fixture
def shop(crm_local: Program) -> Program:
    """A customer, a lead and a product."""
    crm_local.ok("customer", "add", "Işık Mobilya", "--city", "İzmir")
    crm_local.ok("customer", "add", "Deniz Çelik", "--city", "İzmir")
    return crm_local


@pytest.mark.parametrize(
    ("env", "question"),
    [(TR, "2 müşteri değiştirilsin mi? [e/H] "), (EN, "Change 2 customers? [y/N] ")],
    ids=["tr", "en"],
)
@pytest.mark.parametrize(
    ("typed", "agreed"),
    [("e", True), ("EVET", True), ("y", True), ("yes", True), ("h", False), ("hayır", False), ("n", False)],
)
def test_a_question_is_answered_in_either_language(
    shop: Program, env: dict[str, str], question: str, typed: str, agreed: bool
) -> None:
    words = ("customer", "edit", "--where", "city=İzmir", "--set", "city=Bursa")
    Terminal(shop)(*words, env=env, answers=[(question, f"{typed}\n")]).checked(0 if agreed else 1)
    found = shop.inprocess("customer", "list", "--where", "city=Bursa").tsv()
    assert len(found) == (2 if agreed else 0)


@pytest.mark.usefixtures("in_turkish")
@pytest.mark.parametrize("verb", ASKED)
def test_every_question_about_many_records_is_asked_in_turkish(verb: str) -> None:
    assert told(named(verb, "ask", verb.capitalize())).split()[-1] in ("mi", "mı", "mu", "mü")


def test_every_command_that_asks_about_many_records_has_its_question() -> None:
    import re

    commands = Path(__file__).parents[2] / "src" / "crmcli" / "commands"
    texts = "\n".join(path.read_text(encoding="utf-8") for path in commands.glob("*.py"))
    asked = set(re.findall(r'targets\(\s*\w+, [\w".]+, .*?, "([a-z ]+)"\)', texts))
    asked |= set(re.findall(r'aimed\(run, \w+(?:\(\))?, "([a-z ]+)"', texts))
    assert len(asked) > 15
    assert asked <= set(ASKED)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("customer", "add"), "AD yazılmadı (Ad.)"),
        (("import", "customers"), "DOSYA yazılmadı (Dosya; - standart girdiyi okur.)"),
        (("case", "duplicate", "CS-1"), "--of yazılmadı (Yinelediği sorun kaydı.)"),
        (("customer", "edit", "C-1", "--phone", "abc"), '"abc" bir telefon numarası değil'),
        (
            ("customer", "edit", "C-1", "--set", "kind=zz"),
            'tür "zz" şunlardan biri değil: organisation, person',
        ),
        (("lead", "reopen"), "kayıt yazılmadı"),
    ],
)
def test_wrong_usage_says_in_turkish_what_is_wrong(
    shop: Program, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.setenv("CRMCLI_LANG", "tr")
    assert shop.inprocess(*words).checked(2).stderr.splitlines()[0] == f"crm: {said}"


def test_settings_show_yes_and_no_as_people_say_them_and_take_them_back(
    shop: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRMCLI_LANG", "tr")
    shown = shop.inprocess("config", "list", "--format", "table").checked().stdout
    assert any(line.split()[:2] == ["read_only", "hayır"] for line in shown.splitlines())
    assert any(line.split()[:2] == ["shell_history", "açık"] for line in shown.splitlines())
    rows = {row["name"]: row["value"] for row in shop.inprocess("config", "list").tsv()}
    assert (rows["read_only"], rows["shell_history"]) == ("no", "on")
    for typed, kept in (("Kapalı", "off"), ("açık", "on"), ("off", "off")):
        shop.inprocess("config", "set", "shell_history", typed).checked()
        assert shop.inprocess("config", "get", "shell_history").stdout == f"{kept}\n"
    shop.inprocess("config", "set", "shell_history", "belki").checked(2)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("tr", "○ Deneme, hiçbir şey kaydedilmedi: C-3 Çınar Otel eklendi"),
        ("en", "○ Dry run, nothing was kept: Added C-3 Çınar Otel"),
    ],
)
def test_a_dry_run_says_so_first_and_once(
    shop: Program, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    monkeypatch.setenv("CRMCLI_LANG", language)
    shown = shop.inprocess("customer", "add", "Çınar Otel", "--dry-run", "--format", "table").checked()
    assert (shown.stdout, shown.stderr) == (f"{said}\n", "")
    assert len(shop.inprocess("customer", "list").tsv()) == 2


@pytest.mark.parametrize(
    ("language", "day"), [("tr", "Cuma 27.11.2026 15:30"), ("en", "Friday 2026-11-27 15:30")]
)
def test_a_day_is_told_back_as_the_language_writes_days(
    shop: Program, monkeypatch: pytest.MonkeyPatch, language: str, day: str
) -> None:
    monkeypatch.setenv("CRMCLI_LANG", language)
    words = ("task", "add", "C-1", "Ara", "--due", "cuma 15:30", "--format", "table")
    shown = shop.inprocess(*words).checked()
    assert day in shown.stdout + shown.stderr


def test_a_long_error_is_broken_between_words_on_a_terminal_and_not_in_a_pipe(shop: Program) -> None:
    words = ("customer", "edit", "C-1", "--set", "credit_limit=5")
    in_pipe = shop(*words, env=TR)
    lines = Terminal(shop)(*words, env=TR).checked(in_pipe.code).lines
    assert max(map(len, lines)) <= 80
    assert len(in_pipe.stderr.splitlines()) == 2 < len(lines)
    assert "".join(in_pipe.stderr.split()) == "".join("".join(lines).split())


def test_a_command_in_what_is_said_stays_one_line_on_a_narrow_terminal(crm_local: Program) -> None:
    shown = Terminal(crm_local)("customer", "list", env=TR, columns=40).checked().stdout
    assert 'crm customer add "Işık Mobilya" --phone "0532 123 45 67"' in shown
