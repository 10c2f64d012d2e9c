"""``crm quote``, ``payment`` and deliveries as a person types them, from the offer to the last kuruş."""

import re
from pathlib import Path

import pytest

from crmcli.db import open_store
from tests.support.program import Program
from tests.support.terminal import Terminal


@pytest.fixture
def shop(crm: Program) -> Program:
    """A customer, a product that costs something, an opportunity."""
    crm.inprocess("customer", "add", "Işık Mobilya").checked()
    words = ("--sku", "MM-1", "--price", "4.500 TL", "--cost", "2800")
    crm.inprocess("product", "add", "Meşe masa", *words).checked()
    crm.inprocess("opportunity", "add", "Showroom", "--customer", "C-1", "--amount", "10000").checked()
    return crm


def said(program: Program, *words: str) -> str:
    """Return the sentence that a write tells a person."""
    found: str = program.inprocess(*words, "--format", "json").checked().json()["summary"]
    return found


QUOTE = ("quote", "add", "C-1", "Masa takımı", "--line", "Meşe masa:2:4.500", "--line", "Nakliye:1:750")


def test_from_the_offer_to_the_last_kurus(shop: Program) -> None:
    more = ("--discount", "5%", "--tax", "20", "--valid", "30d", "--opportunity", "O-1")
    assert said(shop, *QUOTE, *more) == "Added Q-1 Masa takımı ₺11,115.00"
    assert said(shop, "quote", "send", "Q-1", "--log", "email").startswith(
        "Sent Q-1 Masa takımı: status: draft"
    )
    words = ("--win", "--promised", "2026-11-18", "--due", "2026-12-01", "--number", "F-1")
    assert said(shop, "quote", "accept", "Q-1", *words) == "Accepted Q-1 Masa takımı: S-1 of ₺11,115.00"
    delivered = shop.inprocess("order", "deliver", "F-1", "--on", "today").checked()
    assert delivered.stderr == "S-1: 3 days late\n"
    assert shop.inprocess("order", "deliver", "F-1", "--on", "2026-11-28").code == 2
    assert (
        shop.inprocess("payment", "add", "5.000 TL", "--order", "S-1").checked().stderr
        == "C-1 owes ₺6,115.00\n"
    )
    paid = shop.inprocess("payment", "add", "C-1", "6115", "--method", "cash").checked()
    assert paid.stderr == "C-1 owes nothing\n"
    shown = shop.inprocess("payment", "balance", "C-1", "--format", "json").checked().json()
    assert [line["balance"] for line in shown["balance"]] == ["0.00"]
    assert [line["balance"] for line in shown["statement"]] == ["11115.00", "6115.00", "0.00"]
    assert shop.inprocess("opportunity", "show", "O-1", "--format", "json").json()["stage"] == "Won"
    report = shop.inprocess("report", "deliveries", "--format", "json").checked().json()
    assert [(row["promised"], row["late"]) for row in report["rows"]] == [(1, 1)]


def test_undoing_an_acceptance_takes_the_order_back_and_the_quote_stands_as_before(shop: Program) -> None:
    shop.inprocess(*QUOTE, "--tax", "20", "--opportunity", "O-1").checked()
    shop.inprocess("quote", "send", "Q-1").checked()
    before = shop.inprocess("quote", "show", "Q-1", "--format", "json").stdout
    shop.inprocess("quote", "accept", "Q-1", "--win").checked()
    assert shop.inprocess("order", "list", "--format", "ids").stdout == "S-1\n"
    shop.inprocess("undo").checked()
    assert shop.inprocess("quote", "show", "Q-1", "--format", "json").stdout == before
    assert shop.inprocess("order", "list", "--format", "ids").stdout == ""
    assert shop.inprocess("opportunity", "show", "O-1", "--format", "json").json()["stage"] == "New"
    shop.inprocess("redo").checked()
    assert shop.inprocess("quote", "list", "--status", "accepted", "--format", "ids").stdout == "Q-1\n"


def test_a_dry_run_shows_an_order_and_keeps_nothing(shop: Program) -> None:
    shop.inprocess(*QUOTE, "--tax", "20").checked()
    shop.inprocess("quote", "accept", "Q-1", "--dry-run").checked()
    assert shop.inprocess("order", "list", "--format", "ids").stdout == ""
    assert shop.inprocess("quote", "list").tsv()[0]["status"] == "draft"


def test_a_quote_is_printed_to_a_file_by_its_name(shop: Program, tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(b"\x89PNG\r\n\x1a\n rest")
    shop.inprocess(*QUOTE, "--tax", "20").checked()
    for name, value in (("name", "Örnek & Oğlu"), ("logo", str(logo)), ("address", "Kordon 1\\nİzmir")):
        shop.inprocess("config", "set", f"company_{name}", value).checked()
    page, paper = tmp_path / "teklif.html", tmp_path / "teklif.md"
    shop.inprocess("quote", "print", "Q-1", "--language", "tr", "--output", str(page)).checked()
    shop.inprocess("quote", "print", "Q-1", "--output", str(paper)).checked()
    html = page.read_text("utf-8")
    assert html.startswith("<!DOCTYPE html>")
    assert '<img src="data:image/png;base64,' in html
    assert "<strong>Örnek &amp; Oğlu</strong><br>Kordon 1<br>İzmir" in html
    assert paper.read_text("utf-8").startswith("**Örnek \\& Oğlu**  \nKordon 1")
    text = shop.inprocess("quote", "print", "Q-1", "--as", "text").checked()
    assert (text.stdout.splitlines()[0].split("  ")[0], text.stderr) == ("Örnek & Oğlu", "")
    assert max(map(len, text.stdout.splitlines())) <= 80


@pytest.mark.parametrize(
    ("content", "reason"), [(None, "no such file"), (b"<svg/>", "is no PNG, JPEG, GIF or WebP")]
)
def test_a_logo_that_is_none_is_refused(
    shop: Program, tmp_path: Path, content: bytes | None, reason: str
) -> None:
    logo = tmp_path / "logo"
    if content is not None:
        logo.write_bytes(content)
    shop.inprocess(*QUOTE, "--tax", "20").checked()
    shop.inprocess("config", "set", "company_logo", str(logo)).checked()
    result = shop.inprocess("quote", "print", "Q-1", "--as", "html")
    assert (result.code, result.stdout) == (1, "")
    assert reason in result.stderr


def test_the_locale_chooses_the_language_of_a_paper(shop: Program) -> None:
    shop.inprocess(*QUOTE, "--tax", "20").checked()
    assert "Genel toplam  ₺11.700,00" in shop.inprocess("--locale", "tr", "quote", "print", "Q-1").stdout
    assert "Total  11,700.00 TRY" in shop.inprocess("quote", "print", "Q-1").stdout
    wrong = shop.inprocess("quote", "print", "Q-1", "--language", "de")
    assert (wrong.code, wrong.stderr.splitlines()[-2]) == (2, 'crm: no paper is written in "de"')


def test_the_settings_know_a_rate_and_days(shop: Program) -> None:
    assert shop.inprocess("config", "set", "tax_percent", "lots").code == 2
    assert shop.inprocess("config", "set", "payment_days", "-1").code == 2
    shop.inprocess("config", "set", "tax_percent", "8,1").checked()
    shop.inprocess("quote", "add", "C-1", "--line", "MM-1").checked()
    assert shop.inprocess("quote", "list").tsv()[0]["total"] == "4864.50"


def test_quotes_and_payments_are_listed_on_a_terminal(shop: Program) -> None:
    shop.inprocess(*QUOTE, "--tax", "20", "--valid", "30d").checked()
    shop.inprocess("payment", "add", "C-1", "500", "--method", "kredi kartı").checked()
    screen = Terminal(shop)
    for words in (
        ("quote", "list"),
        ("quote", "show", "Q-1"),
        ("payment", "list"),
        ("payment", "show", "PY-1"),
        ("payment", "balance"),
        ("payment", "balance", "C-1"),
        ("report", "receivables"),
        ("report", "deliveries"),
        ("order", "list"),
        ("customer", "show", "C-1"),
    ):
        shown = screen(*words)
        assert shown.code == 0
        assert max(map(len, plain(shown.stdout)), default=0) <= 80


def plain(text: str) -> list[str]:
    return re.sub(r"\x1b\[[0-9;]*m", "", text).replace("\r", "").splitlines()


def test_quotes_are_sent_rejected_and_reopened_many_at_once(shop: Program) -> None:
    for _ in range(3):
        shop.inprocess(*QUOTE, "--tax", "20").checked()
    sent = shop.inprocess("quote", "send", "--where", "status=draft", "--yes").checked()
    assert [row["status"] for row in sent.tsv()] == ["changed"] * 3
    assert shop.inprocess("quote", "reject", "Q-1", "Q-2").code == 2
    shop.inprocess("quote", "reject", "Q-1", "Q-2", "--reason", "price").checked()
    assert shop.inprocess("quote", "list", "--status", "rejected", "--format", "ids").stdout == "Q-2\nQ-1\n"
    shop.inprocess("quote", "reopen", "Q-1", "Q-2").checked()
    shop.inprocess("quote", "delete", "Q-3").checked()
    assert shop.inprocess("quote", "find", "takım", "--format", "ids").stdout == "Q-1\nQ-2\n"


@pytest.mark.parametrize(
    "words",
    [
        ("quote", "add", "C-1", "--line", "MM-1:2:x%"),
        ("quote", "add", "--line", "MM-1"),
        ("quote", "accept", "Q-9"),
        ("quote", "print", "Q-9"),
        ("quote", "edit", "Q-9"),
        ("payment", "add", "C-1", "500", "more"),
        ("payment", "add", "500"),
        ("payment", "add", "C-9", "500"),
        ("payment", "edit", "PY-1"),
        ("payment", "balance", "C-9"),
        ("order", "deliver", "S-9"),
    ],
)
def test_what_fails_says_one_line_and_a_way_out(shop: Program, words: tuple[str, ...]) -> None:
    result = shop.inprocess(*words)
    assert result.code in (1, 2, 3)
    assert result.stdout == ""
    fact, hint = result.stderr.splitlines()
    assert fact.startswith("crm: ")
    assert hint.startswith("hint: ")


def test_the_journal_holds_no_amount_and_no_name(shop: Program) -> None:
    shop.inprocess(*QUOTE, "--tax", "20").checked()
    shop.inprocess("payment", "add", "ışık", "500", "--note", "secret").checked()
    with open_store(shop.url).reading() as db:
        kept = " ".join(f"{row[0]} {row[1]}" for row in db.tuples("SELECT command, summary FROM change"))
    for word in ("Masa", "Meşe", "500", "ışık", "secret"):
        assert word not in kept


def test_two_processes_that_accept_one_quote_make_one_order(shop: Program) -> None:
    from concurrent.futures import ThreadPoolExecutor

    shop.inprocess(*QUOTE, "--tax", "20").checked()
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: shop("quote", "accept", "Q-1"), range(2)))
    assert sorted(one.code for one in both) == [0, 1]
    assert "crm: Q-1 is accepted\n" in "".join(one.stderr for one in both)
    assert len(shop.inprocess("order", "list").tsv()) == 1


def test_a_letterhead_moves_no_cursor(shop: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.inprocess(*QUOTE, "--tax", "20").checked()
    monkeypatch.setenv("CRMCLI_COMPANY_NAME", "Biz \x1b[2J\u202e A.Ş.")
    for form in ("text", "markdown", "html"):
        printed = shop.inprocess("quote", "print", "Q-1", "--as", form).checked().stdout
        assert not {"\x1b", "\u202e"} & set(printed)


def test_amounts_too_large_to_add_up_are_told_in_words(shop: Program) -> None:
    for _ in range(2):
        shop.inprocess("order", "add", "C-1", "--total", "92233720368547758.07").checked()
    refused = shop.inprocess("report", "sales")
    assert (refused.code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("crm: amounts add up to more than") or "too large" in refused.stderr
    hint = refused.stderr.partition("hint: ")[2]
    if hint.startswith("crm order list"):
        assert len(shop.inprocess("order", "list", "--where", "total > 1000000000").checked().tsv()) == 2
    shop.inprocess("undo").checked()
    shop.inprocess("report", "sales").checked()


def test_an_order_that_changes_hands_names_the_payments_left_behind(shop: Program) -> None:
    shop.inprocess("customer", "add", "Deniz").checked()
    shop.inprocess("order", "add", "C-1", "--total", "10").checked()
    shop.inprocess("payment", "add", "4", "--order", "S-1").checked()
    told = shop.inprocess("order", "edit", "S-1", "--customer", "C-2").checked().stderr
    assert told == "PY-1 for S-1 stays with who paid, on account: crm payment edit PY-1 --customer C-2\n"
    shop.inprocess("payment", "edit", "PY-1", "--customer", "C-2").checked()


@pytest.mark.parametrize("address", ["Sokak 1\nİzmir", "a\x1bb", "a\u2028b\u0085c", 'O"Neil\\n', "a\tb\x7f"])
def test_a_setting_keeps_whatever_characters_it_has(shop: Program, address: str) -> None:
    shop.inprocess("config", "set", "company_address", address).checked()
    shop.inprocess("config", "set", "company_phone", "1").checked()
    settings = shop.inprocess("config", "list", "--format", "json").checked().json()
    assert address in {row["value"] for row in settings}


def test_an_order_of_a_quote_may_share_a_number_where_that_is_meant(shop: Program) -> None:
    shop.inprocess("order", "add", "C-1", "--total", "3", "--number", "F-1").checked()
    shop.inprocess(*QUOTE, "--tax", "20").checked()
    refused = shop.inprocess("quote", "accept", "Q-1", "--number", "F-1")
    assert (refused.code, refused.stdout) == (4, "")
    assert "--force" in refused.stderr
    shop.inprocess("quote", "accept", "Q-1", "--number", "F-1", "--force").checked()
