"""The manual page is what the program is, and what reads manual pages can read it."""

import re
import shutil
import subprocess

import pytest

from tests.docs.man_page import PAGE, page


def test_the_manual_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.docs.man_page writes it"


def test_groff_reads_it_without_a_warning() -> None:
    groff = shutil.which("groff")
    if groff is None:
        pytest.skip("groff is not installed")
    read = subprocess.run(
        [groff, "-man", "-Tutf8", "-ww", "-K", "utf8", "-rLL=78n", str(PAGE)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (read.returncode, read.stderr) == (0, "")
    bare = re.sub(".\x08|\x1b\\[[0-9;]*m", "", read.stdout)
    assert "customer timeline CUSTOMER" in bare


def test_a_line_that_begins_like_a_request_is_text() -> None:
    from tests.docs.man_page import _text

    assert _text(".so /etc/passwd") == "\\&.so /etc/passwd"
    assert _text("it's -x") == "it\\(aqs \\-x"
