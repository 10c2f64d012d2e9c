"""The picture of the README is what the program shows."""

from pathlib import Path
from xml.etree import ElementTree as ET

from tests.docs.picture import PICTURE, drawn, picture


def test_the_picture_is_what_the_program_shows(tmp_path: Path) -> None:
    shown = picture(tmp_path / "docs", {})
    assert PICTURE.read_text(encoding="utf-8") == shown, "python -m tests.docs.picture draws it"


def test_the_picture_is_one_file_by_itself_and_light_or_dark() -> None:
    text = PICTURE.read_text(encoding="utf-8")
    ET.fromstring(text)  # noqa: S314 - our own file
    assert "prefers-color-scheme: dark" in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_a_drawing_keeps_columns_colours_and_signs() -> None:
    text = drawn(["\x1b[31mİş\x1b[0m  \x1b[48;5;23m<b>\x1b[0m"], "")
    assert (
        '<text x="16.0" y="29" textLength="16.8" lengthAdjust="spacingAndGlyphs" class="c1">İş</text>' in text
    )
    assert '<rect x="49.6" y="16" width="25.2" height="18" fill="#005f5f"/>' in text
    assert "&lt;b&gt;" in text
