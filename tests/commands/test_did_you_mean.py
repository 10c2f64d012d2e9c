"""A word that is nearly one of ours, or another program's, is met with a hint that works when pasted."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from crmcli.cli import TABLE
from crmcli.completing.meant import _BARE_VERBS, _COMMANDS, _read
from crmcli.completing.meant_reports import REPORTS
from crmcli.domain.reports import REPORTS as KNOWN
from crmcli.domain.text import fold, nearest
from tests.support.program import Program


@pytest.fixture
def shop(crm: Program) -> Program:
    """A store with a few records whose names can be mistyped."""
    for line in (
        ("user", "add", "Berna Su"),
        ("customer", "add", "Işık Boya", "--tag", "bayi"),
        ("customer", "add", "Ada Yapı Malzemeleri San. ve Tic. Ltd. Şti."),
        ("lead", "add", "Şükrü Çağlayan"),
        ("opportunity", "add", "Çatı", "--customer", "C-1"),
        ("campaign", "plan", "Bahar Fuarı", "--where", "city=İzmir", "--channel", "email"),
        ("field", "add", "customer", "Sektör", "--type", "text"),
    ):
        crm.inprocess(*line).checked()
    return crm


def hint_of(program: Program, *words: str) -> str:
    """Return the hint of a line that fails."""
    result = program.inprocess(*words)
    assert result.code in (2, 3), result
    assert result.stdout == ""
    return result.stderr.rpartition("hint: ")[2].removesuffix("\n")


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("custmer list", "crm customer list"),
        ("cutsomer show C-1", "crm customer show C-1"),
        ("customer lits", "crm customer list"),
        ("customers list", "crm customer list"),
        ("müşteri", "crm customer --help"),
        ("MÜŞTERİ ekle X", "crm customer add X"),
        ("account view C-1", "crm customer show C-1"),
        ("deal ls", "crm opportunity list"),
        ("fırsat", "crm opportunity --help"),
        ("person", "crm contact --help"),
        ("company", "crm customer --help"),
        ("invoice list", "crm order list"),
        ("ticket create 'It broke'", "crm case add 'It broke'"),
        ("customer new X --city 'a b'", "crm customer add X --city 'a b'"),
        ("customer sil C-1", "crm customer delete C-1"),
        ("list customers", "crm customer list"),
        ("ls", "crm customer list"),
        ("C-1", "crm customer show C-1"),
        ("customer C-1", "crm customer show C-1"),
        ("customer 'Işık Boya'", "crm customer show 'Işık Boya'"),
        ("contact 'a; rm -rf $HOME'", "crm contact show 'a; rm -rf $HOME'"),
        ("report slaes", "crm report sales"),
        ("report aging", "crm report receivables"),
        ("report AR-aging --as-of 2026-11-01", "crm report receivables --as-of 2026-11-01"),
        ("reports cohort", "crm report retention"),
        ("report ltv", "crm report clv"),
        ("report alacaklar", "crm report receivables"),
        ("report win-rate", "crm report pipeline"),
        ("report market_basket", "crm report crosssell"),
        ("zzzzz", "crm --help"),
        ("customer zzzzz", "crm customer --help"),
    ],
)
def test_a_command_that_is_not_there_names_the_one_that_was_meant(
    crm_local: Program, line: str, hint: str
) -> None:
    assert hint_of(crm_local, *shlex.split(line)) == hint


def test_every_other_name_leads_to_a_command_that_is_there() -> None:
    assert {name for names in _read(_COMMANDS).values() for name in names} <= set(TABLE)


def test_every_other_name_of_a_report_leads_to_one_report_that_is_there() -> None:
    known = _read(REPORTS)
    assert {name for names in known.values() for name in names} <= {entry.name for entry in KNOWN}
    assert [
        word for word, names in known.items() if len(names) > 1 or word in {entry.name for entry in KNOWN}
    ] == []
    assert all(word.isalnum() and word == fold(word) for word in known)
    assert not set(_BARE_VERBS) & set(TABLE)


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("customer list --stauts x", "crm customer list --status x"),
        ("customer list --filter x", "crm customer list --where x"),
        ("customer add X --telefon 1", "crm customer add X --phone 1"),
        ("customer add X --şehir Y", "crm customer add X --city Y"),
        ("customer add X --mail Y", "crm customer add X --email Y"),
        ("report sales --from 2026", "crm report sales --since 2026"),
        ("customer list --output-file x", "crm customer list --output x"),
    ],
)
def test_an_option_that_is_not_there_names_the_one_that_was_meant(
    crm_local: Program, line: str, hint: str
) -> None:
    command = " ".join(hint.split()[:3])
    assert hint_of(crm_local, *line.split()) == f"{hint}; {command} --help has them all"


def test_what_is_in_the_store_is_named_when_a_word_is_near_it(shop: Program) -> None:
    for line, hint in (
        ("customer show 'Isik Boyya'", "crm customer show C-1"),
        ("customer edit 'İşık Byoa' --city X", "crm customer show C-1"),
        ("customer show 'Ada Ypaı'", "crm customer show C-2"),
        ("lead show 'Sukru Caglyan'", "crm lead show L-1"),
        ("log call 'Işık Byoa' hi", "crm customer show C-1"),
        ("customer edit C-1 --owner 'Brena Su'", "crm user show U-1"),
        ("campaign show 'Bahr Fuarı'", "crm campaign show CA-1"),
        ("opportunity move O-1 Porposal", "did you mean Proposal?"),
        ("opportunity edit O-1 --set stage=Wno", "did you mean Won?"),
        ("stage edit Propsal --name X", "did you mean Proposal?"),
        ("lead lose L-1 --reason prise", "did you mean price?"),
        ("tag remove bayı2 C-1", "did you mean bayi?"),
        ("field remove customer sektro", "did you mean Sektör?"),
        ("customer show zzqqx", "crm customer list"),
        ("log call zzqqx hi", "crm customer list; crm contact list; crm lead list"),
    ):
        assert hint_of(shop, *shlex.split(line)) == hint, line


def test_a_near_customer_is_named_and_its_hint_runs(shop: Program) -> None:
    refused = shop.inprocess("customer", "show", "Isik Boyya").checked(3)
    assert refused.stderr == (
        'crm: no customer answers to "Isik Boyya"; did you mean C-1 Işık Boya?\nhint: crm customer show C-1\n'
    )
    shop.inprocess(*refused.stderr.splitlines()[1].split()[2:]).checked()


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("customer list --status lapsd", "--status lapsed"),
        ("customer list --format jsno", "--format json"),
        ("customer list --where ctiy=x", "did you mean city?"),
        ("customer add X --set ctiy=x", "did you mean city?"),
        ("report sales --by mnth", "crm report sales --by month"),
        ("report losses --across raeson", "crm report losses --across reason"),
        ("report abc --measure revnue", "--measure revenue"),
        ("report retention --show revnue", "--show revenue"),
        ("find x --in custmers", "--noun customers"),
        ("field list custmer", "did you mean customer?"),
        ("field add customer X --type nmuber", "--type number"),
        ("config get curency", "crm config get currency"),
        ("config set color alwyas", "did you mean always?"),
        ("today ovedrue", "did you mean overdue?"),
        ("import customers x.csv --mode upsret", "--mode upsert"),
        ("segment save X --noun laeds --where a=b", "--noun leads"),
        ("dedupe scan --noun custmers", "--noun customers"),
        ("tag add vip C-1 --on custmers", "--on customers"),
        ("help custmer", "crm help customer"),
        ("import presets hubspt-deals", "crm import presets hubspot-deals"),
        ("rate set UDS 2026-01-01 40", "did you mean USD?"),
    ],
)
def test_a_word_of_a_closed_list_is_named_when_one_is_near(crm_local: Program, line: str, hint: str) -> None:
    assert hint_of(crm_local, *line.split()) == hint


@pytest.mark.parametrize(
    ("word", "choices", "best"),
    [
        ("lgo", TABLE, "log"),
        ("taks", TABLE, "task"),
        ("unod", TABLE, "undo"),
        ("opportuntiy", TABLE, "opportunity"),
        ("KAZANILDI", ("Kazanıldı", "Kaybedildi"), "Kazanıldı"),
        ("gorusme", ("Görüşme", "Teklif"), "Görüşme"),
        ("tekfil", ("Teklif", "Görüşme"), "Teklif"),
    ],
)
def test_letters_in_the_wrong_order_and_turkish_ones_are_near(
    word: str, choices: tuple[str, ...], best: str
) -> None:
    assert nearest(word, choices)[0] == best


@pytest.mark.parametrize(
    ("typed", "kind"), [("tasks", "task"), ("task", "task"), ("görevler", "task"), ("calls", "call")]
)
def test_a_file_of_tasks_is_one_of_activities_and_the_hint_takes_it(
    crm_local: Program, tmp_path: Path, typed: str, kind: str
) -> None:
    crm_local.inprocess("customer", "add", "Işık").checked()
    file = tmp_path / "my tasks.csv"
    file.write_text("customer,subject,due\nIşık,Teklifi sor,2026-12-01\n", encoding="utf-8")
    hint = shlex.split(hint_of(crm_local, "import", typed, str(file)))
    assert hint[-2:] == ["--set", f"kind={kind}"]
    crm_local.inprocess(*hint[1:]).checked()
    shown = crm_local.inprocess("activity", "show", "A-1", "--format", "json").checked()
    assert f'"kind": "{kind}"' in shown.stdout
    assert "activities FILE --set" in hint_of(crm_local, "import", typed)
