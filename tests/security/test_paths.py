"""A name from elsewhere never decides where a file is written or read."""

import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from crmcli.domain.attachments.acts import plain_name
from tests.support.program import Program
from tests.support.store import raw_connection

UBL = Path(__file__).parents[1] / "fuzz/corpus/ubl/invoice.xml"
NAMES = (
    "../../disari.txt",
    "../disari.txt",
    "/tmp/disari.txt",  # noqa: S108 - nothing may be written there
    "a/../../disari.txt",
    "..",
    ".",
    "...",
    ".bashrc",
    "~/disari.txt",
    "~root",
    "C:\\disari.txt",
    "..\\..\\disari.txt",
    "\\\\host\\share\\disari",
    "a\x01b",
    "a\nb",
    "\x1b]0;x\x07",
    "-rf",
    "--output=x",
    "CON",
    "NUL.txt",
    "x" * 300,
    "ş" * 200,
    " ",
    "a:b",
    "$(touch disari)",
    "`touch disari`",
    "x;touch disari",
    "x|touch disari",
)


@pytest.fixture
def around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder below others to work in; nothing but what is in it may appear or change."""
    inner = tmp_path / "outer" / "middle" / "inner"
    inner.mkdir(parents=True)
    (tmp_path / "outer/witness.txt").write_text("as it was", encoding="utf-8")
    monkeypatch.chdir(inner)
    before = seen(tmp_path, inner)
    yield inner
    assert seen(tmp_path, inner) == before


def seen(folder: Path, inner: Path) -> dict[str, bytes]:
    """Return every file outside of the inner folder, the store and the home aside."""
    return {
        str(path): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
        and not path.is_relative_to(inner)
        and not path.is_relative_to(folder / "home")
        and not any(part.startswith("crm.db") for part in path.parts)
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_plain_name_stays_in_its_folder(name: str) -> None:
    plain = plain_name(name)
    assert plain
    assert plain not in (".", "..")
    assert not {"/", "\\", "\0", "\n", "\x1b"} & set(plain)
    assert not plain.startswith(".")
    assert Path("folder", plain).parent == Path("folder")


def test_an_attached_file_is_written_where_it_was_asked_for(crm_local: Program, around: Path) -> None:
    (around / "belge.txt").write_text("x", encoding="utf-8")
    crm_local.inprocess("customer", "add", "Acme").checked()
    crm_local.inprocess("attachment", "add", "C-1", "belge.txt", "--copy").checked()
    (around / "belge.txt").unlink()
    for number, name in enumerate(NAMES):
        connection = raw_connection(crm_local.url)
        connection.execute("PRAGMA recursive_triggers=OFF")
        for trigger in ("attachment_journal_update",):
            connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        connection.execute("UPDATE attachment SET name = ?", (name,))
        connection.close()
        target = around / f"t{number}"
        target.mkdir()
        result = crm_local.inprocess("attachment", "get", "FI-1", str(target))
        assert "fault of crmcli" not in result.stderr, name
        written = list(target.rglob("*"))
        assert len(written) == (0 if result.code else 1), (name, result)
        for path in written:
            assert path.parent == target
            assert path.stat().st_mode & 0o077 == 0


def test_texts_of_a_campaign_are_called_by_number(crm_local: Program, around: Path) -> None:
    names = [name for name in NAMES if name.isprintable() and name.strip()]
    for number, name in enumerate(names):
        words = ("--email", f"a{number}@example.org", "--force")
        crm_local.inprocess("customer", "add", "--person", *words, "--", name).checked()
        crm_local.inprocess("consent", "give", f"C-{number + 1}", "--channel", "email")
    text = ("--body", "Sayın {name}, {city|yok} {{x}}", "--subject", "Merhaba {name}")
    audience = ("--where", "orders = 0", "--holdout", "0")
    crm_local.inprocess("campaign", "plan", "../../x", "--channel", "email", *audience, *text).checked()
    crm_local.inprocess("campaign", "launch", "CA-1").checked()
    for form in ("txt", "eml"):
        folder = around / form
        crm_local.inprocess(
            "campaign", "render", "CA-1", "--out", str(folder), "--as", form, "--part", "reached"
        )
        for path in folder.rglob("*"):
            assert path.parent == folder
            assert path.stem.replace("-", "").isalnum(), path
            assert path.stat().st_mode & 0o077 == 0


def test_an_archive_is_read_and_never_unpacked(crm_local: Program, around: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number, name in enumerate(("../../disari.xml", "/tmp/disari.xml", "a\\..\\b.xml", "x.xml")):  # noqa: S108
            archive.writestr(name, UBL.read_bytes().replace(b"000001", b"%06d" % number))
        link = zipfile.ZipInfo("link.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    (around / "faturalar.zip").write_bytes(made.getvalue())
    result = crm_local.inprocess("import", "file", "faturalar.zip", "--rejects", "kalan.csv")
    assert "root:" not in result.stdout + result.stderr
    assert {path.name for path in around.iterdir()} <= {"faturalar.zip", "kalan.csv", "kalan.order.csv"} | {
        path.name for path in around.glob("kalan*")
    }


def test_an_output_through_a_link_is_refused(crm_local: Program, around: Path) -> None:
    crm_local.inprocess("customer", "add", "Acme").checked()
    witness = around.parent.parent / "witness.txt"
    (around / "link.csv").symlink_to(witness)
    (around / "dangling.csv").symlink_to(around.parent / "yok.csv")
    for name in ("link.csv", "dangling.csv"):
        for line in (("customer", "list", "--output"), ("export", "customers", "--output")):
            assert crm_local.inprocess(*line, name, "--force-output").code == 1
        result = crm_local.inprocess("import", "customers", str(around / "x.csv"), "--rejects", name)
        assert result.code
    os.mkfifo(around / "boru.csv")
    assert crm_local.inprocess("customer", "list", "--output", "boru.csv", "--force-output").code == 1


@pytest.mark.parametrize(
    "name", ["", ".", "/", "yok/x.csv", "x" * 300 + ".csv", "a\0b.csv", "/dev/full", "/proc/x.csv"]
)
def test_an_output_that_can_not_be_is_refused_in_a_line(crm_local: Program, around: Path, name: str) -> None:
    crm_local.inprocess("customer", "add", "Acme").checked()
    result = crm_local.inprocess("customer", "list", "--format", "csv", "--output", name)
    assert result.code in (0, 1, 2)
    assert "fault of crmcli" not in result.stderr
    assert result.code or not name
    assert list(around.iterdir()) == []


def test_a_file_that_an_import_names_is_never_opened_for_its_content(
    crm_local: Program, around: Path
) -> None:
    crm_local.inprocess("customer", "add", "Acme").checked()
    (around / "secret.txt").write_text("TOPSECRET", encoding="utf-8")
    table = around / "belgeler.csv"
    table.write_text(
        "customer,path\nC-1,secret.txt\nC-1,/etc/shadow\nC-1,/dev/zero\nC-1,/\n", encoding="utf-8"
    )
    result = crm_local.inprocess("import", "attachments", str(table), "--rejects", "kalan.csv")
    assert "fault of crmcli" not in result.stderr
    shown = crm_local.inprocess("attachment", "list", "--format", "json").stdout
    assert "TOPSECRET" not in result.stdout + result.stderr + shown
