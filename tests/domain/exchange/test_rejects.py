"""Rejected rows written to a file that can be mended and imported again."""

from pathlib import Path

import pytest

from crmcli.domain.exchange.rejects import NewFile, Reject, RejectsFile
from crmcli.domain.exchange.source import Source, open_source
from crmcli.errors import Refused
from tests.domain.exchange.conftest import Opener, rows_of

BAD = Reject(3, "city", "x\ny", '"x" is no city', ["A", "x\ny"])
RAGGED = Reject(4, "", "", "the row has 3 cells, the header has 2", ["B", "c", "d"])


@pytest.fixture
def source(opened: Opener) -> Source:
    return opened("name;city\nA;B\n".encode("cp1254"))


def test_a_sentence_says_where_and_why() -> None:
    assert BAD.sentence("f.csv") == 'f.csv line 3, column "city": "x" is no city'
    assert RAGGED.sentence("f.csv") == "f.csv line 4: the row has 3 cells, the header has 2"


def test_rejects_are_written_behind_where_and_why(tmp_path: Path, source: Source) -> None:
    path = tmp_path / "bad.csv"
    with RejectsFile(path, source) as rejects:
        rejects.add([BAD, RAGGED])
    assert path.read_bytes().decode() == (
        '_line;_column;_reason;name;city\n3;city;"""x"" is no city";A;"x\ny"\n'
        "4;;the row has 3 cells, the header has 2;B;c;d\n"
    )
    assert rejects.count == 2


def test_reading_them_again_gives_the_rows_as_they_were(tmp_path: Path, source: Source) -> None:
    path = tmp_path / "bad.csv"
    with RejectsFile(path, source) as rejects:
        rejects.add([BAD, RAGGED])
    with open_source(path) as again:
        assert again.header == source.header
        assert rows_of(again) == [["A", "x\ny"], ["B", "c", "d"]]


def test_the_file_is_as_excel_wants_it_where_the_source_was_no_plain_utf8(
    tmp_path: Path, opened: Opener
) -> None:
    turkish = opened("ad;il\nŞükrü;Muğla\n".encode("cp1254"))
    with RejectsFile(tmp_path / "bad.csv", turkish) as rejects:
        rejects.add([Reject(2, "", "", "Ş", ["Şükrü", "Muğla"])])
    assert (tmp_path / "bad.csv").read_bytes().startswith(b"\xef\xbb\xbf_line;")


def test_only_the_owner_can_read_them(tmp_path: Path, source: Source) -> None:
    with RejectsFile(tmp_path / "bad.csv", source) as rejects:
        rejects.add([BAD])
    assert (tmp_path / "bad.csv").stat().st_mode & 0o777 == 0o600


def test_without_rejects_there_is_no_file(tmp_path: Path, source: Source) -> None:
    with RejectsFile(tmp_path / "bad.csv", source):
        pass
    assert [path.name for path in tmp_path.iterdir() if "bad" in path.name] == []


def test_a_failure_leaves_no_trace(tmp_path: Path, source: Source) -> None:
    def fail() -> None:
        with RejectsFile(tmp_path / "bad.csv", source) as rejects:
            rejects.add([BAD])
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert [path.name for path in tmp_path.iterdir() if "bad" in path.name] == []


def test_a_file_that_exists_is_not_touched(tmp_path: Path, source: Source) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("mended by hand", encoding="utf-8")
    with pytest.raises(Refused, match=r"bad.csv exists already"):
        RejectsFile(path, source)
    assert path.read_text(encoding="utf-8") == "mended by hand"


def test_a_file_that_comes_into_being_meanwhile_is_not_touched(tmp_path: Path, source: Source) -> None:
    path = tmp_path / "bad.csv"
    rejects = RejectsFile(path, source)
    rejects.add([BAD])
    path.write_text("another's", encoding="utf-8")
    with pytest.raises(Refused, match="exists already"):
        rejects.close()
    assert path.read_text(encoding="utf-8") == "another's"
    assert len([p for p in tmp_path.iterdir() if "bad" in p.name]) == 1


def test_an_existing_file_is_replaced_when_asked(tmp_path: Path, source: Source) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("old", encoding="utf-8")
    with RejectsFile(path, source, replace=True) as rejects:
        rejects.add([BAD])
    assert path.read_text(encoding="utf-8").startswith("_line")


@pytest.mark.parametrize("replace", [False, True])
def test_a_link_is_never_followed(tmp_path: Path, replace: bool) -> None:
    target = tmp_path / "precious"
    target.write_text("kept", encoding="utf-8")
    (tmp_path / "link").symlink_to(target)
    with pytest.raises(Refused, match="exists already"):
        NewFile(tmp_path / "link", replace=replace)
    assert target.read_text(encoding="utf-8") == "kept"


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="can't be written: no such file or directory"):
        NewFile(tmp_path / "none" / "x.csv")
