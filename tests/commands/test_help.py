"""``crm help``: pages that fit a screen, lines that can be copied, and the help of any command."""

import shlex
import tomllib
from pathlib import Path

import pytest

from crmcli.domain.help_cron import Installed, cron_page
from crmcli.domain.help_topics import TOPICS, contents
from crmcli.domain.help_topics import page as written
from tests.support.program import Program, run

HERE = Installed(("/usr/bin/crm",), "/home/ayse/crm.db", "/home/ayse")


def page(topic: str, language: str = "en") -> str:
    return cron_page(HERE, language) if topic == "cron" else written(topic, language)


@pytest.mark.parametrize("language", ["en", "tr"])
@pytest.mark.parametrize("topic", TOPICS)
def test_a_page_fits_a_screen(topic: str, language: str) -> None:
    lines = page(topic, language).splitlines()
    assert len(lines) <= 60
    if topic != "cron":
        assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_is_in_the_contents_and_can_be_asked(crm_local: Program, topic: str) -> None:
    assert f"crm help {topic}" in contents()
    shown = crm_local.inprocess("help", topic).checked()
    assert shown.stderr == ""
    if topic != "cron":
        assert shown.stdout == page(topic)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_page_says_the_same_commands_in_every_language(topic: str) -> None:
    def commands(text: str) -> list[str]:
        return [" ".join(line.split()[:2]) for line in text.splitlines() if line.startswith("  crm ")]

    assert commands(page(topic, "tr")) == commands(page(topic))


def test_a_page_is_shown_in_the_language_of_who_asks(
    crm_local: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRMCLI_LANG", "tr")
    assert crm_local.inprocess("help", "undo").checked().stdout == page("undo", "tr")
    assert crm_local.inprocess("help", "cron").checked().stdout.startswith("Kendiliğinden raporlar")


def test_alone_it_lists_the_topics(crm_local: Program) -> None:
    assert crm_local.inprocess("help").checked().stdout == contents()


def test_the_help_of_a_command_is_its_own(crm_local: Program) -> None:
    for asked, path in (
        (("customer",), ("customer",)),
        (("customer", "add"), ("customer", "add")),
        (("sales",), ("report", "sales")),
        (("report", "sales"), ("report", "sales")),
        (("help",), ("help",)),
    ):
        found = crm_local.inprocess("help", *asked).checked()
        assert found.stdout == crm_local.inprocess(*path, "--help").checked().stdout, asked


@pytest.mark.parametrize(
    ("words", "fact", "hint"),
    [
        (("filtres",), 'no help is about "filtres"', "crm help filters"),
        (("custmer",), 'no help is about "custmer"', "crm help customer"),
        (("xyzzy",), 'no help is about "xyzzy"', "crm help"),
        (("customer", "ad"), '"crm customer" has no command "ad"', "crm customer add --help"),
    ],
)
def test_what_there_is_no_help_about_is_said(
    crm_local: Program, words: tuple[str, ...], fact: str, hint: str
) -> None:
    result = crm_local.inprocess("help", *words)
    assert (result.code, result.stdout) == (2, "")
    assert result.stderr == f"crm: {fact}\nhint: {hint}\n"


def line_of(text: str, start: str) -> str:
    return next(line.strip() for line in text.splitlines() if line.strip().startswith(start))


def test_the_lines_of_cron_run_as_they_stand(crm_local: Program, tmp_path: Path) -> None:
    crm_local.ok("customer", "add", "Işık")
    crm_local.ok("order", "add", "C-1", "--total", "9000 TL")
    text = crm_local("help", "cron").checked().stdout
    file = tmp_path / "daily.toml"
    toml = text[text.index("   [run]") : text.index("   Every option")]
    file.write_text(toml, encoding="utf-8")
    assert [one["name"] for one in tomllib.loads(toml)["report"]] == ["sales", "today"]
    command = line_of(text, "30 7 * * 1-5 ").removeprefix("30 7 * * 1-5 ")
    assert str(file) in command, "the file is thought beside the store"
    result = run(["env", "-i", "sh", "-c", command])
    assert (result.code, result.stderr) == (0, "")
    assert (tmp_path / "reports").is_dir()
    checking = next(line.strip() for line in text.splitlines() if line.strip().endswith("--check"))
    assert run(["sh", "-c", checking]).code == 0
    mail = line_of(text, "35 7 * * 1-5 ").removeprefix("35 7 * * 1-5 ").partition(" | ")[0]
    assert "Subject: " in run(["sh", "-c", mail]).checked().stdout
    unit = line_of(text, "ExecStart=").removeprefix("ExecStart=")
    assert shlex.split(unit) == shlex.split(command)


def test_blanks_and_percent_signs_are_written_as_each_of_them_wants() -> None:
    text = cron_page(Installed(("/opt/my crm",), "/d/100%.db", "/d"))
    assert r"'/opt/my crm' -q --db /d/100\%.db " in line_of(text, "30 7")
    assert line_of(text, "ExecStart=").startswith('ExecStart="/opt/my crm" -q --db /d/100%%.db ')


def test_a_servers_address_is_in_no_line() -> None:
    text = cron_page(Installed(("crm",), "postgresql://ayse:***@server/crm", "/home/ayse", local=False))
    assert "ayse:" not in text
    assert line_of(text, "CRMCLI_DB=") == "CRMCLI_DB=postgresql://server/name"
    assert line_of(text, "Environment=") == "Environment=CRMCLI_DB=postgresql://server/name"
