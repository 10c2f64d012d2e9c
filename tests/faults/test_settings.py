"""A settings file that can't be read, or is no file: told in a line that names it; nothing is run or lost."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.ending import names, refused
from tests.faults.limits import limited
from tests.faults.test_places import SPECIAL
from tests.support.program import Program


@pytest.fixture
def crm(crm_local: Program) -> Program:
    """The program on a local store with one customer."""
    crm_local.inprocess("customer", "add", "Önce").checked()
    return crm_local


def settings(crm: Program, path: Path) -> Program:
    """The program with its settings in a file."""
    return Program(crm.url, {"CRMCLI_CONFIG": str(path)})


LISTED = ("customer", "list", "--format", "table")


def test_a_folder_in_the_place_of_the_settings_is_refused(crm: Program, tmp_path: Path) -> None:
    crm = settings(crm, tmp_path)
    assert f"the settings in {tmp_path} can't be read: is a directory" in refused(crm(*LISTED), 2)
    refused(crm("config", "set", "limit", "3"), 2)


@pytest.mark.parametrize("make", SPECIAL)
def test_settings_that_are_no_file_are_refused_at_once_and_never_replaced(
    crm: Program, tmp_path: Path, make: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "odd.toml"
    make(place)
    before = place.lstat()
    for words in (LISTED, ("config", "set", "limit", "3"), ("customer", "add", "Sonra")):
        assert "it is a device, a pipe or a socket" in refused(settings(crm, place)(*words), 2), words
    seen = settings(crm, place)("doctor")
    assert seen.code in (1, 2)
    assert "Traceback" not in seen.stderr
    assert place.lstat()[:4] == before[:4]
    assert names(crm) == ["Önce"]


def test_the_empty_device_is_how_people_name_no_settings_and_it_stays(crm: Program) -> None:
    before = Path(os.devnull).lstat()
    none = settings(crm, Path(os.devnull))
    assert none(*LISTED).code == 0
    if os.geteuid() != 0:  # root could lose the device itself, were it not for the check
        refused(none("config", "set", "limit", "3"))
    assert Path(os.devnull).lstat()[:4] == before[:4]


@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\r\n\x1a\n\0\0", b"limit = \n", b"= 3", b"\xff\xfe", b"[[[", b"\0" * 5000, b"a" * 100_000],
)
def test_settings_that_are_no_settings_are_refused_in_a_line(
    crm: Program, tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "c.toml"
    path.write_bytes(data)
    crm = settings(crm, path)
    for words in (LISTED, ("customer", "add", "Sonra"), ("config", "set", "limit", "3")):
        assert str(path) in refused(crm(*words), 2)
    assert path.read_bytes() == data


def test_settings_without_an_end_stop_at_a_limit(crm: Program, tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    with path.open("wb") as file:
        file.truncate(5 << 30)
    assert "more than 16,777,216 bytes" in refused(settings(crm, path)(*LISTED), 2)


def test_settings_that_may_not_be_read_are_refused_with_the_way_out(crm: Program, tmp_path: Path) -> None:
    path = tmp_path / "folder" / "c.toml"
    path.parent.mkdir()
    path.write_text("limit = 3\n")
    path.chmod(0)
    crm = settings(crm, path)
    for mode in (0o700, 0):
        path.parent.chmod(mode)
        result = limited(crm, "unprivileged=1", *LISTED)
        path.parent.chmod(0o700)
        assert f"the settings in {path} can't be read: permission denied" in refused(result, 2)
        assert "permissions" in result.stderr.splitlines()[1]


def test_settings_that_others_may_write_are_told_by_doctor_and_made_private(
    crm: Program, tmp_path: Path
) -> None:
    path = tmp_path / "c.toml"
    path.write_text("limit = 3\n")
    path.chmod(0o664)
    crm = settings(crm, path)
    assert f"others may read {path}" in crm("doctor").stdout
    crm("doctor", "--fix")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_full_disk_under_the_settings_leaves_them_as_they_were(crm: Program, tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text('limit = "3"\n')
    result = limited(settings(crm, path), "FSIZE=4", "config", "set", "limit", "5")
    assert f"{path} can't be written" in refused(result)
    assert path.read_text() == 'limit = "3"\n'
    assert sorted(file.name for file in tmp_path.iterdir()) == ["c.toml", "crm.db", "home"]


def test_settings_behind_a_link_are_changed_where_they_are(crm: Program, tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles.toml"
    kept.write_text('limit = "3"\n')
    link = tmp_path / "c.toml"
    link.symlink_to(kept)
    settings(crm, link)("config", "set", "limit", "5", check=True)
    assert link.is_symlink()
    assert kept.read_text() == 'limit = "5"\n'
