"""A folder whose new names can't be made to last: no failure, since what was written is whole and there."""

import errno
import os
import stat
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import pytest

from crmcli import durable
from tests.support.program import Program


def _refuse() -> NoReturn:
    raise OSError(errno.EACCES, os.strerror(errno.EACCES))


def _open(path: Path, flags: int, mode: int = 0o777) -> int:
    return _refuse() if Path(path).is_dir() else os.open(path, flags, mode)


def _fsync(descriptor: int) -> None:
    return _refuse() if stat.S_ISDIR(os.fstat(descriptor).st_mode) else os.fsync(descriptor)


@pytest.mark.parametrize("fails", ["open", "fsync"])
def test_a_folder_that_can_not_be_opened_or_synced_is_no_failure_for_any_file_written(
    crm_local: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    given = tmp_path / "people.csv"
    given.write_text("name,city\nIşık,Muş\n,Çankırı\n", encoding="utf-8")
    monkeypatch.setenv("CRMCLI_CONFIG", str(tmp_path / "settings.toml"))
    crm_local.inprocess("sync", "name", "merkez").checked()
    refusing = {"open": _open, "fsync": _fsync}[fails]
    monkeypatch.setattr(durable, "os", SimpleNamespace(**{**vars(os), fails: refusing}))
    rejects, listed, backup, sync = (tmp_path / name for name in ("r.csv", "l.csv", "b.db", "m.sync"))
    assert crm_local.inprocess("import", "customers", given, "--rejects", rejects).code in (0, 5)
    crm_local.inprocess("customer", "list", "--output", listed).checked()
    crm_local.inprocess("config", "set", "limit", "7").checked()
    crm_local.inprocess("backup", backup).checked()
    crm_local.inprocess("sync", "export", sync).checked()
    assert "Çankırı" in rejects.read_text("utf-8")
    assert "Işık" in listed.read_text("utf-8")
    assert all(path.stat().st_size for path in (backup, sync, tmp_path / "settings.toml"))
