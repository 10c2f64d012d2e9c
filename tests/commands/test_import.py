"""``crm import`` from the command line: what it writes beside the store, and what it says of it."""

from pathlib import Path

import pytest

from tests.support.program import Program

FILE = "Ad;Kayıt\nAli Veli;31.12.2025\nKötü Tarih;32.13.2026\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of two customers, one of whom doesn't fit."""
    path = tmp_path / "musteriler.csv"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_rejected_rows_are_told_mended_and_imported(crm: Program, file: Path, tmp_path: Path) -> None:
    rejects = tmp_path / "olmayan.csv"
    words = ("import", "customers", str(file), "--map", "Kayıt=created_on", "--rejects", str(rejects))
    dry = crm.inprocess(*words, "--dry-run").checked(5)
    assert f"would write 1 rejected row, with reasons: {rejects}\n" in dry.stderr
    assert dry.stderr.endswith("dry run: nothing was kept\n")
    assert not rejects.exists()
    rejects.write_text("mine", encoding="utf-8")
    assert crm.inprocess(*words).checked(1).stderr == (
        f"crm: {rejects} exists already\nhint: name another file, or add --force-output to replace it\n"
    )
    done = crm.inprocess(*words, "--force-output").checked(5)
    assert f"rejected rows, with reasons: {rejects} (mend it and import it)" in done.stderr
    mended = rejects.read_text(encoding="utf-8").removesuffix("32.13.2026\n") + "13.12.2026\n"
    rejects.write_text(mended, encoding="utf-8")
    crm.inprocess("import", "customers", str(rejects), "--map", "Kayıt=created_on").checked()
    assert crm.inprocess("customer", "list", "--format", "ids").stdout == "C-1\nC-2\n"


def test_a_map_never_replaces_the_file_it_was_made_for(
    crm_local: Program, file: Path, tmp_path: Path
) -> None:
    words = ("import", "customers", str(file), "--map", "Kayıt=-", "--save-map")
    refused = crm_local.inprocess(*words, str(file)).checked(1)
    assert f"{file} exists already" in refused.stderr
    assert file.read_text(encoding="utf-8") == FILE
    assert crm_local.inprocess("customer", "list", "--format", "ids").stdout == ""
    saved = tmp_path / "map.toml"
    crm_local.inprocess(*words, str(saved)).checked()
    assert '"Ad" = "name"' in saved.read_text(encoding="utf-8")
    crm_local.inprocess(*words, str(saved), "--force-output").checked()


@pytest.mark.parametrize(
    ("option", "value", "choices"),
    [
        ("mode", "merge", "upsert create update skip"),
        ("decimal", "x", ", ."),
        ("date-order", "x", "dmy mdy ymd"),
    ],
)
def test_a_choice_that_is_none_is_wrong_usage(
    crm_local: Program, file: Path, option: str, value: str, choices: str
) -> None:
    result = crm_local.inprocess("import", "customers", str(file), f"--{option}", value).checked(2)
    assert result.stderr == (
        f'crm: --{option} can\'t be "{value}"\nhint: --{option} takes one of {choices}\n'
    )
