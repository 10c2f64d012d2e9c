"""Several answers on one page and in one mail: all there, in their order, and small enough to be sent."""

import re
from dataclasses import replace
from datetime import date

import pytest

from crmcli.domain.results import Bundle, Record
from tests.output.samples import HOSTILE, ISIK, PICTURES, hostile, pictured, piped, segments
from tests.output.test_mail import body, mail_of, sales

DAY = date(2026, 11, 21)


def bundle(*said: str) -> Bundle:
    """A report with pictures, one with rows, a record."""
    parts = (pictured(*PICTURES.values()), replace(segments(), title="Sınıflar"), Record(ISIK, "Işık"))
    return Bundle("Sabah", DAY, parts, said)


def test_a_page_has_every_answer_under_its_title_and_what_is_said_above_them() -> None:
    page = piped(bundle("sales: net < 5"), format="html")
    order = ["<h1>Sabah</h1>", "as of 2026-11-21", "sales: net &lt; 5", "Sınıflar, as of", "<h2>Işık</h2>"]
    start = page.index("<body>")
    found = [page.index(text, start) for text in order]
    assert found == sorted(found)
    assert page.count("<h2>") == 3


def test_pictures_of_two_reports_do_not_share_a_name() -> None:
    two = Bundle("Sabah", DAY, (pictured(*PICTURES.values()), pictured(*PICTURES.values())))
    names = re.findall(r' id="([^"]+)"', piped(two, format="html"))
    assert len(names) == len(set(names)) > len(PICTURES)


def test_a_mail_has_every_answer_as_text_and_as_html() -> None:
    mail = mail_of(bundle("sales: net < 5"))
    assert mail["Subject"] == "Sabah, as of 2026-11-21"
    for kind, said in (("plain", "sales: net < 5"), ("html", "sales: net &lt; 5")):
        text = body(mail, kind)
        assert text.index(said) < text.index("Sınıflar") < text.rindex("Işık")


@pytest.mark.parametrize("rows", [0, 39, 5_000])
def test_a_mail_of_many_long_reports_stays_small_and_says_what_is_missing(rows: int) -> None:
    long = [replace(sales(rows, "ığüşöç" * 9), title=f"Report {at}") for at in range(6)]
    mail = mail_of(Bundle("Sabah", DAY, tuple(long)))
    for kind in ("plain", "html"):
        text = body(mail, kind)
        assert all(f"Report {at}" in text for at in range(6))
        assert text.count("more rows are not shown here") == (6 if rows > 40 else text.count("more rows"))


def test_a_mail_without_room_for_all_pictures_has_the_rows() -> None:
    one = pictured(*PICTURES.values())
    mail = mail_of(Bundle("Sabah", DAY, (*[one] * 8, sales(9))))
    assert "--format html draws its pictures" in body(mail, "html")
    assert all(row.name in body(mail, "html") for row in sales(9).rows)


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_titles_and_what_is_said_stay_data(name: str) -> None:
    one = Bundle(name, DAY, (replace(segments(), title=name), pictured(*hostile(name))), (name,))
    page = piped(one, format="html")
    assert not re.search(r"<(?:script|img|a|b|svg on)\b", page)
    mail_of(one)
