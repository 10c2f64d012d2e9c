"""EML: a mail that any program reads, says who it goes to, and stays small."""

import email
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from email.message import EmailMessage
from email.policy import default
from typing import Annotated, Any

import pytest
from python_calamine import CalamineWorkbook

from crmcli.domain.kinds import Money, Ref
from crmcli.domain.pictures import Cell
from crmcli.domain.results import Change, Listing, Record, Report
from crmcli.errors import UsageError
from crmcli.output import Settings, write
from crmcli.output.mail import LIMIT
from tests.output.samples import (
    COHORTS,
    HOSTILE,
    ISIK,
    PICTURES,
    SHOPS,
    TRENDS,
    Shop,
    Stream,
    hostile,
    named,
    pictured,
    piped,
    segments,
    with_name,
)
from tests.output.test_page import Reader

TO = ("CRM <crm@example.com>", "Ayşe Işık <ayse@örnek.com>, root")


@dataclass(frozen=True, slots=True)
class Sale:
    """A row as a report has thousands of."""

    number: Annotated[int, Ref("C", "no")]
    name: str
    total: Annotated[int | None, Money("currency")]
    currency: str


def sales(count: int, name: str = "Işık Mobilya") -> Report[Sale]:
    rows = [Sale(at, f"{name} {at * 7919 % 10_007}", at * 104_729 % 999_983, "TRY") for at in range(count)]
    return Report("sales", Sale, rows, "Satışlar: İstanbul'un en iyileri", date(2026, 11, 21))


def mail_of(result: Any, **choices: Any) -> EmailMessage:
    text = piped(result, format="eml", **{"mail": TO, **choices})
    assert text.isascii()
    assert "\r" not in text
    assert len(text) < LIMIT
    made = email.message_from_bytes(text.encode(), policy=default)
    assert isinstance(made, EmailMessage)
    assert all(part.defects == [] for part in made.walk())
    return made


def body(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert isinstance(found, EmailMessage)
    return str(found.get_content())


def attached(mail: EmailMessage) -> dict[str, list[list[Any]]]:
    (part,) = mail.iter_attachments()
    assert isinstance(part, EmailMessage)
    book = CalamineWorkbook.from_filelike(io.BytesIO(part.get_content()))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_a_mail_has_a_turkish_subject_text_html_and_a_workbook() -> None:
    mail = mail_of(sales(3), locale="tr")
    assert mail["Subject"] == "Satışlar: İstanbul'un en iyileri, as of 21.11.2026"
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ]
    assert "Işık Mobilya 7919" in body(mail, "plain")
    assert "₺1.047,29" in body(mail, "plain")
    assert '<td align="right"' in body(mail, "html")
    assert "₺1.047,29" in body(mail, "html")
    (part,) = mail.iter_attachments()
    assert part.get_filename() == "sales-2026-11-21.xlsx"
    assert attached(mail)["Satışlar- İstanbul'un en iyiler"][2] == [
        "C-1",
        "Işık Mobilya 7919",
        1047.29,
        "TRY",
    ]


def test_it_is_from_and_to_those_of_the_settings(capsys: pytest.CaptureFixture[str]) -> None:
    mail = mail_of(segments())
    assert [str(one) for one in mail["From"].addresses] == ["CRM <crm@example.com>"]
    assert [str(one) for one in mail["To"].addresses] == ["Ayşe Işık <ayse@xn--rnek-4qa.com>", "root"]
    assert "mail_to" not in capsys.readouterr().err
    mail = mail_of(segments(), mail=("", ""))
    assert (mail["From"], mail["To"]) == (None, None)
    assert "the mail has no To: crm config set mail_to ayse@example.com" in capsys.readouterr().err


def test_what_is_sent_when_and_by_which_machine_is_left_to_sendmail() -> None:
    mail = mail_of(segments())
    assert sorted(mail.keys()) == ["Auto-Submitted", "Content-Type", "From", "MIME-Version", "Subject", "To"]
    assert piped(segments(), format="eml") == piped(segments(), format="eml")


@pytest.mark.parametrize(
    "typed", ["a@b@c", "a b@example.com", "a@", "@example.com", "ayşe@example.com", "a@b\nBcc: x@y.z", "<>"]
)
def test_what_is_no_address_is_refused_with_the_setting_named(typed: str) -> None:
    with pytest.raises(UsageError, match="mail_to") as caught:
        piped(segments(), format="eml", mail=("", typed))
    assert caught.value.hint == "crm config set mail_to ayse@example.com"


def test_the_html_has_inline_styles_only_and_nothing_that_mail_programs_drop() -> None:
    for result in (pictured(*PICTURES.values()), segments(), SHOPS, TRENDS, Record(ISIK, sections=(SHOPS,))):
        page = body(mail_of(result), "html")
        tags = {tag for tag, _ in Reader(page.replace("<br>", "")).tags}
        assert not tags & {"svg", "style", "script", "img", "link", "a", "object"}
        assert not re.search(r"https?:|url\(|data:|class=", page)


def test_every_picture_is_there_with_its_numbers() -> None:
    page = body(mail_of(pictured(*PICTURES.values())), "html")
    for text in (
        "₺120,000.50",
        "52.5 %",
        "-₺50",
        "48 %",
        "4 · ₺1,200",
        "Still customers",
        "share: 0 % to 100 %",
    ):
        assert text in page
    assert page.count("bgcolor") == 18
    assert page.count("background-color:#2f74b8") == 24 * 2


def test_the_text_is_the_plain_table_with_the_notes() -> None:
    text = body(mail_of(segments()), "plain")
    assert text == piped(segments(), format="plain") + "\n- 3 customers without an order are left out\n"


@pytest.mark.parametrize("count", [41, 1_000, 30_000])
@pytest.mark.parametrize("name", ["Işık Mobilya", "x" * 600])
def test_many_rows_are_cut_and_said(count: int, name: str) -> None:
    report = sales(count, name)
    mail = mail_of(report)
    for kind in ("plain", "html"):
        text = body(mail, kind)
        shown = len(re.findall(r"C-\d+", text))
        assert 0 < shown <= 40
        assert f"{count - shown:,} more rows are not shown here" in text
    rows = next(iter(attached(mail).values()))[1:]
    if len(rows) < count:
        said = f"the attached workbook has {len(rows):,} rows, {count - len(rows):,} are left out"
        assert said in body(mail, "plain")
        assert said in body(mail, "html")
    else:
        assert "workbook" not in body(mail, "plain")


def test_what_does_not_fit_at_all_is_left_out_and_said() -> None:
    wide = replace(COHORTS, columns=COHORTS.columns * 60, cells=((Cell("x" * 90, 1.0),) * 180,) * 3)
    long = pictured(wide)
    assert "--format html draws this picture" in body(mail_of(long), "html")
    mail = mail_of(Record(replace(ISIK, name="ş" * 32_000)))
    assert body(mail, "plain") == (
        "This is too long for a mail; --format html --output FILE.html writes it.\n"
    )
    assert "ş" * 200 + "…" in body(mail, "html")
    mail = mail_of(Record(replace(ISIK, name="x" * 40_000)))
    assert "no workbook is attached: C-12, column name: 40,000 characters" in body(mail, "html")
    assert list(mail.iter_attachments()) == []
    many = [replace(SHOPS, title=f"part {at}") for at in range(300)]
    assert "600 more rows are not shown here" in body(mail_of(Record(ISIK, sections=tuple(many))), "html")


@pytest.mark.parametrize(
    "result",
    [
        Listing(Shop, (), empty="none yet"),
        Listing(Shop, (ISIK,), group="status", total=412),
        Record(ISIK, title="C-12", sections=(SHOPS, Listing(Shop, (), title="x", empty="none yet"))),
        Change("added", Shop, (ISIK,), summary="1 added", notes=("n",)),
        Change("added", Shop, (ISIK, ISIK), dry_run=True),
        replace(segments(), rows=(), total=None, empty="none yet"),
    ],
    ids=["empty", "grouped", "record", "change", "dry run", "empty report"],
)
def test_every_result_is_a_mail(result: Any) -> None:
    mail = mail_of(result, called="crm customer list")
    Reader(body(mail, "html"))
    assert body(mail, "plain")
    assert mail["Subject"]


def test_a_mail_of_what_has_no_title_is_called_as_the_command() -> None:
    mail = mail_of(named("a"), called="crm customer list")
    assert mail["Subject"] == "crm customer list"
    assert [part.get_filename() for part in mail.iter_attachments()] == ["crm-customer-list.xlsx"]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_text_leaves_its_place(text: str) -> None:
    if 0 < len(text) < 10_000:
        page = body(mail_of(with_name(text)), "html")
        assert len(Reader(page).tags) == len(Reader(body(mail_of(with_name("x")), "html")).tags)
    text = text[:2_000]
    mail = mail_of(replace(pictured(*hostile(text)), title=text, notes=(text,), empty=text))
    assert set(mail.keys()) == {"Auto-Submitted", "Content-Type", "From", "MIME-Version", "Subject", "To"}
    for kind in ("plain", "html"):
        assert all(c.isprintable() or c in "\n\u200c\u200d" for c in body(mail, kind))
    assert {tag for tag, _ in Reader(body(mail, "html")).tags} <= ALLOWED


ALLOWED = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "body",
        "h1",
        "h2",
        "p",
        "b",
        "span",
        "table",
        "tr",
        "td",
        "th",
        "div",
    ),
}


def test_a_long_title_is_cut_in_the_subject() -> None:
    mail = mail_of(replace(segments(), title="uzun başlık " * 100))
    assert len(mail["Subject"]) < 200
    assert "…, as of 2026-11-21" in mail["Subject"]


def test_what_goes_on_is_no_mail() -> None:
    settings = Settings(format="eml")
    settings.layout = {}
    with pytest.raises(UsageError, match="what goes on has no end to close a mail at"):
        write(SHOPS, settings, Stream(terminal=False))


def test_a_huge_report_takes_no_more_time_than_its_mail_needs() -> None:
    class Many(Sequence[Sale]):
        """Rows that are made when they are looked at, and count how often."""

        looked_at = 0

        def __len__(self) -> int:
            return 1_000_000

        def __getitem__(self, at: Any) -> Any:
            if isinstance(at, slice):
                return [self[one] for one in range(*at.indices(len(self)))]
            Many.looked_at += 1
            return Sale(at, f"Müşteri {at}", at, "TRY")

    mail_of(replace(sales(0), rows=Many()))
    assert Many.looked_at < 20_000
