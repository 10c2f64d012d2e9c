"""How a task comes again and what an address is called are told in Turkish; what is stored stays English."""

import pytest

from crmcli.domain.tasks.repeat import WEEKDAYS, read_repeat
from crmcli.domain.tasks.repeat_told import repeat_told
from crmcli.language import told
from tests.support.program import Program

REPEATS = {
    "every saturday": "her cumartesi",
    "every monday, friday": "her pazartesi, cuma",
    "every day": "her gün",
    "every working day": "her iş günü",
    "every 3 working days": "3 iş gününde bir",
    "every 2 weeks on tuesday": "2 haftada bir, salı",
    "every month on the 31st": "her ay, 31. gün",
    "every month on the 12th": "her ay, 12. gün",
    "every month on the last day": "her ay, son gün",
    "every 3 months on the 1st": "3 ayda bir, 1. gün",
    "every month on the 2nd friday": "her ay, 2. cuma",
    "every month on the last friday": "her ay, son cuma",
    "every month on the 1st working day": "her ay, 1. iş günü",
    "every month on the last working day": "her ay, son iş günü",
    "every year on 31 december": "her yıl, 31 aralık",
    "after 1 day": "yapıldıktan 1 gün sonra",
    "after 10 days": "yapıldıktan 10 gün sonra",
    "after 2 working days": "yapıldıktan 2 iş günü sonra",
}


@pytest.mark.parametrize(("stored", "turkish"), REPEATS.items())
@pytest.mark.usefixtures("in_turkish")
def test_a_repetition_is_told_in_turkish_and_stored_in_english(stored: str, turkish: str) -> None:
    assert str(read_repeat(stored)) == stored
    assert str(repeat_told(stored)) == stored
    assert told(repeat_told(stored)) == turkish


@pytest.mark.usefixtures("in_turkish")
def test_a_repetition_of_another_program_stays_as_it_is() -> None:
    assert told(repeat_told("RRULE:FREQ=WEEKLY")) == "RRULE:FREQ=WEEKLY"


@pytest.mark.parametrize("day", WEEKDAYS)
def test_a_list_of_tasks_tells_its_day(crm_local: Program, day: str) -> None:
    said = crm_local.inprocess("task", "add", "Ara", "--due", day, "--repeat", f"every {day}").stderr
    assert f"repeats: every {day}" in said
    env = {"CRMCLI_LANG": "tr", "COLUMNS": "160"}
    shown = crm_local("task", "list", "--format", "table", env=env).checked().stdout
    assert f"every {day}" not in shown
    assert told(repeat_told(f"every {day}")) == f"every {day}"
    assert f"every {day}" in crm_local("task", "list", "--format", "csv", env=env).checked().stdout


def test_the_kinds_of_an_address_are_told_and_the_owners_own_stays(crm_local: Program) -> None:
    crm_local.inprocess("customer", "add", "Işık", "--city", "Muş").checked()
    for kind, city in (("other", "İzmir"), ("billing", "Ankara"), ("depo", "Urla")):
        crm_local.inprocess("address", "add", "C-1", "--city", city, "--kind", kind).checked()
    env = {"CRMCLI_LANG": "tr", "COLUMNS": "160"}
    shown = crm_local("address", "list", "C-1", "--format", "table", env=env).checked().stdout
    assert all(kind in shown for kind in ("asıl", "diğer", "fatura", "depo"))
    whole = crm_local("customer", "show", "C-1", "--format", "table", env=env).checked().stdout
    assert all(kind in whole for kind in ("diğer", "fatura", "depo"))
    assert "other" in crm_local("address", "list", "C-1", "--format", "csv", env=env).checked().stdout


def test_a_description_of_the_program_is_in_one_language(crm_local: Program) -> None:
    shown = crm_local("schema", "lead", "lose", "--format", "table", env={"CRMCLI_LANG": "tr"}).checked()
    assert shown.stdout == crm_local("schema", "lead", "lose", "--format", "table").checked().stdout


def test_the_help_of_an_attachment_says_nothing_twice(crm_local: Program) -> None:
    assert crm_local("attachment", "add", "--help").checked().stdout.count("Attach files to a record") == 1
