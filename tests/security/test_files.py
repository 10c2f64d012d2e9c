"""What names do in the files that are written: spreadsheets, pages, mails, quotes, cards."""

import csv
import email
import email.policy
import io
import zipfile
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

import pytest

from crmcli.domain.campaigns.message import as_message
from crmcli.domain.campaigns.render import TextRow
from crmcli.domain.exchange.guards import guard, unguard
from crmcli.output.mail import addresses
from tests.security.hostile import FORMULAS, PAGES, hostile_store
from tests.support.program import Program, Result

_TAGS = frozenset(
    {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "main",
        "footer",
        "section",
        "figure",
        "figcaption",
        "h1",
        "h2",
        "h3",
        "p",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "pre",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "caption",
        "colgroup",
        "col",
        "div",
        "span",
        "strong",
        "em",
        "small",
        "br",
        "hr",
        "details",
        "summary",
        "a",
        "b",
        "i",
        "img",
        "svg",
        "g",
        "path",
        "rect",
        "line",
        "circle",
        "text",
        "tspan",
        "polyline",
        "polygon",
        "desc",
        "use",
        "defs",
    }
)
_POLICY = "Content-Security-Policy"
_RISK = "=+-@\t\r\n＝＋－＠"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The program on a store full of hostile names; nothing here changes it."""
    path = tmp_path_factory.mktemp("hostile") / "crm.db"
    hostile_store(str(path))
    return Program(str(path))


class Page(HTMLParser):
    """The tags and attributes of a page, as a browser's parser meets them."""

    def __init__(self, text: str) -> None:
        """Take a page apart."""
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def active(text: str) -> list[str]:
    """Return what in a page could act, lead elsewhere, or fetch anything."""
    page = Page(text)
    found = [f"<{tag}>" for tag in page.tags if tag not in _TAGS]
    found += [value for name, value in page.attributes if name == "http-equiv" and value != _POLICY]
    for name, value in page.attributes:
        plain = "".join(value.split()).casefold()
        if name.startswith("on") or name in ("srcdoc", "formaction", "ping", "background", "action"):
            found.append(name)
        if name in ("href", "src", "xlink:href") and not plain.startswith(
            ("#", "data:image/", "mailto:", "tel:")
        ):
            found.append(f"{name}={value}")
        if name == "style" and ("url(" in plain or "expression(" in plain or "@import" in plain):
            found.append(f"style={value}")
    return found


def test_the_look_at_pages_finds_what_it_is_for() -> None:
    for payload in PAGES:
        if "<script" in payload or payload.startswith(("<svg", "<iframe", "<base", "<meta", "</pre")):
            assert active(f"<p>{payload}</p>"), payload
        if payload.startswith('"'):
            assert active(f'<p title="{payload}">x</p>'), payload
        if ":" in payload[:14]:
            assert active(f'<a href="{payload}">x</a>'), payload


PAPERS = (
    ("customer", "list", "--limit", "0"),
    ("contact", "list", "--limit", "0"),
    ("lead", "list", "--limit", "0"),
    ("activity", "list", "--limit", "0"),
    ("attachment", "list", "--limit", "0"),
    ("tag", "list"),
    ("history",),
    ("customer", "show", "C-70"),
    ("customer", "timeline", "C-70"),
    ("report", "sales", "--by", "customer", "--limit", "0"),
    ("report", "sales", "--by", "product", "--limit", "0"),
    ("report", "rfm", "--limit", "0"),
    ("report", "today", "--limit", "0"),
    ("export", "customers"),
)


@pytest.mark.parametrize("line", PAPERS, ids=" ".join)
def test_no_name_does_anything_on_a_page_or_in_a_mail(shop: Program, line: Sequence[str]) -> None:
    page = shop.inprocess(*line, "--format", "html").checked().stdout
    assert active(page) == []
    assert "default-src 'none'" in page
    mail = email.message_from_string(
        shop.inprocess(*line, "--format", "eml").checked().stdout, policy=email.policy.default
    )
    assert not mail.defects
    body = mail.get_body(("html",))
    assert body is not None
    assert active(body.get_content()) == []


def test_a_page_links_nowhere(shop: Program) -> None:
    """So that javascript:, data: and the rest have no place to stand in."""
    for line in PAPERS:
        page = Page(shop.inprocess(*line, "--format", "html").checked().stdout)
        assert not {name for name, _ in page.attributes} & {"href", "src", "xlink:href"}


def test_a_card_that_is_opened_is_as_harmless(shop: Program, tmp_path: Path) -> None:
    for number in range(16, 103, 6):
        file = tmp_path / f"{number}.html"
        shop.inprocess("open", f"C-{number}", "--output", str(file)).checked()
        assert active(file.read_text(encoding="utf-8")) == [], number
        assert file.stat().st_mode & 0o077 == 0


def test_a_quote_on_paper_is_as_harmless(crm_local: Program) -> None:
    told = [text for text in PAGES if text.isprintable()]
    for name in ("company_name", "company_address", "company_website", "company_iban"):
        crm_local.inprocess("config", "set", name, told[0]).checked()
    for place, text in enumerate(told[:6]):
        crm_local.inprocess("customer", "add", "--force", "--", text).checked()
        words = ("--item", f"{text.replace(':', ' ')}:1:5", "--terms", text, "--note", text, "--tax", "20")
        crm_local.inprocess("quote", "add", f"C-{place + 1}", f"x {text}", *words).checked()
        for form in ("html", "markdown", "text"):
            paper = crm_local.inprocess("quote", "print", f"Q-{place + 1}", "--as", form).checked().stdout
            if form == "html":
                assert active(paper) == []
            assert "\x1b" not in paper


def _xlsx(result: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(result)) as package:
        return "".join(package.read(name).decode() for name in package.namelist() if "sheet" in name)


@pytest.mark.parametrize(
    "line",
    [
        ("export", "customers"),
        ("export", "contacts"),
        ("customer", "list", "--limit", "0"),
        ("report", "sales", "--by", "customer", "--limit", "0"),
        ("activity", "list", "--limit", "0"),
    ],
    ids=" ".join,
)
def test_no_cell_of_a_workbook_or_an_excel_csv_is_a_formula(
    shop: Program, tmp_path: Path, line: Sequence[str]
) -> None:
    book = tmp_path / "book.xlsx"
    shop.inprocess(*line, "--format", "xlsx", "--output", str(book)).checked()
    sheets = _xlsx(book.read_bytes())
    assert "<f>" not in sheets
    assert "<hyperlink" not in sheets
    made = shop.inprocess(*line, "--format", "csv", "--excel").checked().stdout.removeprefix("\ufeff")
    marks = csv.Sniffer().sniff(made.splitlines()[0], ";,\t")
    for row in csv.reader(io.StringIO(made, newline=""), delimiter=marks.delimiter):
        for cell in row:
            first = cell.lstrip(" \u00a0\u200b\ufeff")[:1]
            number = cell[1:].replace(".", "").replace(",", "").isdigit()
            assert not first or first not in _RISK or number, cell


@pytest.mark.parametrize("text", FORMULAS)
def test_what_is_guarded_comes_back_as_it_was(text: str) -> None:
    assert guard(text).startswith("'") or text.startswith('"')
    assert unguard(guard(text)) == text


def test_what_was_exported_for_a_spreadsheet_is_imported_as_it_was(tmp_path: Path) -> None:
    one, other = Program(str(tmp_path / "one.db")), Program(str(tmp_path / "other.db"))
    names = [text for text in FORMULAS if text.isprintable() and text.strip()]
    for name in names:
        one.inprocess("customer", "add", "--force", "--", name).checked()
    file = tmp_path / "customers.csv"
    one.inprocess("export", "customers", "--format", "csv", "--excel", "--output", str(file)).checked()
    other.inprocess("import", "customers", str(file)).checked()

    def listed(crm: Program) -> list[str]:
        rows = crm.inprocess("export", "customers", "--format", "json").checked().json()
        return [row["name"] for row in rows]

    assert listed(other) == listed(one)


HEADERS = (
    "x\r\nBcc: victim@example.org",
    "x\nBcc: victim@example.org",
    "x\r\n\r\n<script>",
    "x\rBcc: y@example.org",
    "x\u2028Bcc: y@example.org",
    "x\x0bBcc: y@example.org",
    "x\x85Bcc: y@example.org",
    "=?utf-8?q?x=0ABcc:_y@example.org?=",
)


def _headers(data: bytes) -> email.message.EmailMessage:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, email.message.EmailMessage)
    return message


@pytest.mark.parametrize("text", HEADERS)
def test_no_text_adds_a_header_to_a_draft(text: str) -> None:
    row = TextRow("C-1", text, "a@example.org", None, text, text, "c-1")
    for sender in (None, "b@example.org"):
        try:
            message = _headers(as_message(row, sender))
        except ValueError:  # the library refuses a line end in a header
            continue
        assert message["Bcc"] is None
        assert {name for name, _ in message.items()} <= {
            *(
                "To",
                "From",
                "Subject",
                "X-Unsent",
                "MIME-Version",
                "Content-Type",
                "Content-Transfer-Encoding",
            )
        }


@pytest.mark.parametrize("text", [*HEADERS, "a@example.org\nb@example.org", "a@example.org, b@c\r\nX: y"])
def test_no_setting_adds_a_header_to_a_mail(crm_local: Program, text: str) -> None:
    from crmcli.errors import UsageError

    with pytest.raises(UsageError):
        addresses("mail_to", text)
    crm_local.inprocess("customer", "add", "Acme").checked()
    crm_local.inprocess("config", "set", "mail_to", text)
    result = crm_local.inprocess("customer", "list", "--format", "eml")
    assert result.code == 2 or _headers(result.stdout.encode())["Bcc"] is None


def test_the_title_of_a_digest_is_one_header(shop: Program, tmp_path: Path) -> None:
    plan = tmp_path / "daily.toml"
    for number, text in enumerate(HEADERS):
        toml = "".join(f"\\U{ord(c):08X}" for c in text)
        plan.write_text(
            f'[run]\ntitle = "{toml}"\ndigest = "d{number}.eml"\n[[report]]\nname = "sales"\n',
            encoding="utf-8",
        )
        _told(shop.inprocess("report", "run", str(plan), "--out", str(tmp_path)), 0)
        assert _headers((tmp_path / f"d{number}.eml").read_bytes())["Bcc"] is None


def _told(result: Result, *codes: int) -> None:
    assert result.code in codes, result.stderr


def test_a_card_has_the_lines_it_should_and_no_more(shop: Program) -> None:
    text = shop.inprocess("export", "customers", "--format", "vcard").checked().stdout
    lines = text.replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")
    names = {line.partition(":")[0].partition(";")[0].rpartition(".")[2].upper() for line in lines if line}
    assert names <= _CARD
    assert (
        text.count("BEGIN:VCARD")
        == text.count("END:VCARD")
        == len(shop.inprocess("customer", "list", "--format", "ids").checked().lines)
    )


_CARD = frozenset(
    {
        "BEGIN",
        "END",
        "VERSION",
        "KIND",
        "FN",
        "N",
        "ORG",
        "TITLE",
        "ROLE",
        "TEL",
        "EMAIL",
        "ADR",
        "URL",
        "NOTE",
        "CATEGORIES",
        "UID",
        "REV",
        "BDAY",
        "PRODID",
        "X-ABLABEL",
        "X-CRMCLI-NUMBER",
        "X-CRMCLI",
        "X-SOURCE",
        "SOURCE",
        "LANG",
        "GENDER",
        "RELATED",
        "MEMBER",
        "X-ABSHOWAS",
    }
)
