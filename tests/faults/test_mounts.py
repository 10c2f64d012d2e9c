"""A store in a network folder: doctor warns, and the first change says it once."""

from pathlib import Path

import pytest

from crmcli.engines import mounts
from tests.support.program import Program

TABLE = """\
/dev/sda1 / ext4 rw 0 0
proc /proc proc rw 0 0
{source} {place} {kind} rw 0 0
short line
/dev/sdb1 /media/x\\040y ext4 rw 0 0
"""


@pytest.fixture
def mounted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of this test's store, in a table of mounts that a test fills in by ``kind``."""
    table = tmp_path / "home" / "mounts"
    monkeypatch.setattr(mounts, "MOUNTS", table)
    return table


def fill(table: Path, place: Path, kind: str) -> None:
    """Say that a folder lies on a kind of file system."""
    escaped = str(place).replace(" ", "\\040").replace("\n", "\\012")
    table.write_text(TABLE.format(source="server:/x", place=escaped, kind=kind), encoding="utf-8")


NETWORKS = [
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "virtiofs", "vboxsf", "ceph", "glusterfs"),
    *("fuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse", "fuse.s3fs", "davfs"),
]


@pytest.mark.parametrize("kind", NETWORKS)
def test_the_first_change_in_a_network_folder_says_it_once_and_doctor_always(
    crm_local: Program, tmp_path: Path, mounted: Path, kind: str
) -> None:
    fill(mounted, tmp_path, kind)
    first = crm_local.inprocess("customer", "add", "Bir").checked()
    said = f"{tmp_path} is a network folder ({kind}), where two writers may damage the store: crm doctor"
    assert first.stderr.splitlines().count(said) == 1
    assert said not in crm_local.inprocess("customer", "add", "İki").checked().stderr
    assert said not in crm_local.inprocess("customer", "list").checked().stderr
    (found,) = [row for row in crm_local.inprocess("doctor").tsv() if row["check"] == "disk"]
    assert found["state"] == "warn"
    assert f"({kind})" in found["found"]


@pytest.mark.parametrize(
    "kind", ["ext4", "xfs", "btrfs", "tmpfs", "fuseblk", "fuse.gocryptfs", "overlay", "zfs"]
)
def test_a_local_folder_is_not_spoken_of(
    crm_local: Program, tmp_path: Path, mounted: Path, kind: str
) -> None:
    fill(mounted, tmp_path, kind)
    assert "network" not in crm_local.inprocess("customer", "add", "Bir").checked().stderr
    (found,) = [row for row in crm_local.inprocess("doctor").tsv() if row["check"] == "disk"]
    assert found["state"] == "ok"


def test_the_mount_nearest_to_the_store_is_the_one_that_counts(tmp_path: Path, mounted: Path) -> None:
    inner = tmp_path / "in a\nrow"
    inner.mkdir()
    fill(mounted, inner, "nfs4")
    assert mounts.network(inner / "crm.db") == "nfs4"
    assert mounts.network(tmp_path / "crm.db") is None
    assert mounts.network(tmp_path / "in a\nrow else" / "crm.db") is None
    (tmp_path / "link.db").symlink_to(inner / "crm.db")
    assert mounts.network(tmp_path / "link.db") == "nfs4"


def test_where_the_system_keeps_no_table_nothing_is_said(tmp_path: Path, mounted: Path) -> None:
    assert not mounted.exists()
    assert mounts.network(tmp_path / "crm.db") is None
    mounted.write_bytes(b"\xff \xff nfs rw\n" * 3)
    assert mounts.network(tmp_path / "crm.db") is None
