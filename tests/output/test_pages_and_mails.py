"""Pages and mails from the command line: whose words, which locale, who they go to."""

import email
from collections.abc import Callable
from email.policy import default
from pathlib import Path

import pytest

from tests.support.program import Program
from tests.support.terminal import Terminal


@pytest.fixture
def shop(crm_local: Program) -> Program:
    """A store with a few customers."""
    crm_local("customer", "add", "Işık Mobilya", "--city", "İzmir").checked()
    crm_local("customer", "add", "<b>Öz & Söz</b>").checked()
    return crm_local


def test_a_page_follows_the_language_and_is_called_as_the_command(shop: Program, tmp_path: Path) -> None:
    path = tmp_path / "list.html"
    made = shop("customer", "list", "--output", str(path), env={"CRMCLI_LANG": "tr"}).checked()
    assert str(path) in made.stderr
    page = path.read_text()
    assert '<html lang="tr">' in page
    assert "<title>crm customer list</title>" in page
    assert "&lt;b&gt;Öz &amp; Söz&lt;/b&gt;" in page
    assert '<html lang="en">' in shop("customer", "list", "--format", "html").checked().stdout


def test_a_page_has_every_row_also_on_a_terminal(tty_local: Terminal, crm_local: Program) -> None:
    for at in range(3):
        crm_local("customer", "add", f"Müşteri {at}").checked()
    crm_local("config", "set", "limit", "2").checked()
    page = crm_local("customer", "list", "--format", "html").checked().stdout
    assert page.count("Müşteri") == 3
    assert tty_local("customer", "list", "--format", "html").stdout.count("Müşteri") == 3


def test_a_record_and_a_change_are_pages_too(shop: Program) -> None:
    assert "<dt>name</dt><dd>Işık Mobilya</dd>" in shop("customer", "show", "C-1", "--format", "html").stdout
    page = shop("customer", "edit", "C-1", "--city", "Bursa", "--dry-run", "--format", "html").stdout
    assert "<h1>Dry run, nothing was kept: " in page


def test_a_mail_goes_to_whom_the_settings_say(shop: Program) -> None:
    shop("config", "set", "mail_to", "Ayşe Işık <ayse@example.com>").checked()
    shop("config", "set", "mail_from", "crm@example.com").checked()
    made = shop("customer", "list", "--format", "eml").checked()
    mail = email.message_from_string(made.stdout, policy=default)
    assert (mail["From"], mail["To"]) == ("crm@example.com", "Ayşe Işık <ayse@example.com>")
    assert mail["Subject"] == "crm customer list"
    assert made.stderr == ""
    refused = shop("customer", "list", "--format", "eml", env={"CRMCLI_MAIL_TO": "nobody at all"}).checked(2)
    assert refused.stdout == ""
    assert refused.stderr == (
        'crm: mail_to: "nobody at all" is no address\nhint: crm config set mail_to ayse@example.com\n'
    )


def test_a_report_is_a_page_a_mail_and_a_workbook(shop: Program, tmp_path: Path) -> None:
    for name in ("a.html", "a.eml", "a.xlsx"):
        shop("report", "segments", "--output", str(tmp_path / name)).checked()
    assert "<h1>Customer segments</h1>" in (tmp_path / "a.html").read_text()
    mail = email.message_from_bytes((tmp_path / "a.eml").read_bytes(), policy=default)
    assert mail["Subject"] == "Customer segments, as of 2026-11-21"


def test_a_page_loads_neither_rich_nor_tabulate(modules: Callable[..., set[str]]) -> None:
    loaded = modules("customer", "list", "--format", "html")
    assert not {"rich", "tabulate", "email", "xlsxwriter"} & {name.partition(".")[0] for name in loaded}
