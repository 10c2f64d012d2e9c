"""``crm config set``: what would break every later command is refused, and no password is shown."""

import pytest

from tests.support.program import Program


@pytest.mark.parametrize(
    ("name", "value", "fact"),
    [
        ("db", "", "db can't be empty"),
        ("user", " ", "user can't be empty"),
        ("zone", "Foo/Bar", 'no time zone is called "Foo/Bar"'),
        ("limit", "many", 'limit is a whole number, not "many"'),
        ("locale", "xx", 'locale is one of en, tr, not "xx"'),
    ],
)
def test_a_value_that_would_break_later_commands_is_refused(
    crm_local: Program, name: str, value: str, fact: str
) -> None:
    result = crm_local.inprocess("config", "set", name, value).checked(2)
    assert result.stderr.startswith(f"crm: {fact}\nhint: ")
    listed = crm_local.inprocess("config", "list", "--origin", "--format", "jsonl").checked().jsonl()
    assert not any("config.toml" in row["origin"] for row in listed)


def test_an_empty_zone_is_the_systems(crm_local: Program) -> None:
    crm_local.inprocess("config", "set", "zone", "Europe/Istanbul").checked()
    crm_local.inprocess("config", "set", "zone", "").checked()
    assert crm_local.inprocess("config", "get", "zone").checked().stdout == "\n"


def test_the_password_of_an_address_is_not_shown(crm_local: Program) -> None:
    address = "postgresql://ayse:gizli@db.example/crm"
    for format in ("plain", "tsv", "json"):
        words = ("config", "list", "--format", format)
        result = crm_local(*words, env={"CRMCLI_DB": address}).checked()
        assert "gizli" not in result.stdout
        assert "postgresql://ayse@db.example/crm" in result.stdout
