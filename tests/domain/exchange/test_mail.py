"""Mail files and mailboxes as activities."""

import time
import tracemalloc
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli.domain.exchange.mail import HEADER, looks_like_mail
from crmcli.domain.exchange.mail_text import BODY_LIMIT, text_of_html
from crmcli.domain.exchange.source import Source
from crmcli.errors import CrmError, Refused
from tests.domain.exchange.conftest import Opener, lines_of, rows_of

OURS = ("biz@firma.com.tr", "1234567890")
HEAD = {
    "From": "Ayşe Yılmaz <Ayse@Ornek.com.tr>",
    "To": "Biz <biz@firma.com.tr>",
    "Subject": "Teklif isteği",
    "Date": "Mon, 02 Mar 2026 12:30:05 +0300",
    "Message-ID": "<abc@ornek.com.tr>",
}


def eml(body: str = "Merhaba", **headers: Any) -> bytes:
    """Return a message; a header of None is left out, underscores in names are hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in {**HEAD, **named}.items() if value is not None]
    return "\n".join([*lines, "", body, ""]).encode()


def mails(source: Source) -> list[dict[str, str]]:
    """Return the rows of a source by header."""
    return [dict(zip(HEADER, row, strict=True)) for row in rows_of(source.part("activity"))]


def one(opened: Opener, content: bytes) -> dict[str, str]:
    """Return the only row of a message."""
    (found,) = mails(opened(content, own=OURS))
    return found


def test_a_message_is_an_activity_with_who_wrote_it(opened: Opener) -> None:
    source = opened(eml(), own=OURS)
    assert source.nouns == ("activity",)
    assert source.report.kind == "mail"
    assert mails(source) == [
        {
            "external_id": "abc@ornek.com.tr",
            "kind": "email",
            "direction": "in",
            "at": "2026-03-02T09:30:05Z",
            "subject": "Teklif isteği",
            "body": "Merhaba",
            "contact": "ayse@ornek.com.tr",
        }
    ]
    assert mails(source) == mails(source)


def test_what_we_sent_is_with_the_first_who_is_not_us(opened: Opener) -> None:
    sent = eml(From="BIZ@firma.com.tr", To="biz@firma.com.tr, Ayşe <ayse@ornek.com.tr>, x@y.org")
    found = one(opened, sent)
    assert (found["direction"], found["contact"]) == ("out", "ayse@ornek.com.tr")


def test_a_name_that_holds_an_address_is_no_address(opened: Opener) -> None:
    assert one(opened, eml(From='"sahte@kotu.org" <ayse@ornek.com.tr>'))["contact"] == "ayse@ornek.com.tr"


def test_encoded_words_are_read(opened: Opener) -> None:
    subject = "=?utf-8?B?xLBzdGFuYnVs?= =?iso-8859-9?Q?_=FEube?= tel"
    assert one(opened, eml(Subject=subject))["subject"] == "İstanbul şube tel"


def test_headers_in_a_code_page_are_read(opened: Opener) -> None:
    raw = eml().decode().replace("Teklif isteği", "Şükrü isteği").encode("cp1254")
    assert one(opened, raw)["subject"] == "Şükrü isteği"


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("Mon, 02 Mar 2026 12:30:05 -0000", "2026-03-02T12:30:05Z"),
        ("2 Mar 2026 12:30 GMT", "2026-03-02T12:30:00Z"),
        ("Mon, 02 Mar 2026 12:30:05 +0300 (TRT)", "2026-03-02T09:30:05Z"),
    ],
)
def test_a_date_is_a_moment_in_utc(opened: Opener, date: str, at: str) -> None:
    assert one(opened, eml(Date=date))["at"] == at


@pytest.mark.parametrize("date", [None, "yesterday", "Mon, 99 Foo 2026 12:30", "1 Jan 1904 00:00:00 +0000"])
def test_without_a_date_the_moment_is_when_it_was_received(opened: Opener, date: str | None) -> None:
    received = "from a by b with SMTP id x; Tue, 3 Mar 2026 08:00:00 +0000"
    assert one(opened, eml(Date=date, Received=received))["at"] == "2026-03-03T08:00:00Z"


def test_without_an_id_the_same_message_has_the_same_one(opened: Opener) -> None:
    first, again = (one(opened, eml(Message_ID=None, X_Mailer="m", MIME_Version="1.0")) for _ in range(2))
    other = one(opened, eml("Anderes", Message_ID=None))
    assert first["external_id"] == again["external_id"] != other["external_id"]
    assert first["external_id"].startswith("sha256:")


def made(**texts: str) -> EmailMessage:
    """Return a message of the alternatives given: plain, html."""
    message = EmailMessage()
    for name, value in HEAD.items():
        message[name] = value
    if "plain" in texts:
        message.set_content(texts["plain"])
    if "html" in texts:
        add = message.add_alternative if "plain" in texts else message.set_content
        add(texts["html"], subtype="html")
    return message


def test_plain_text_is_preferred_to_html(opened: Opener) -> None:
    assert one(opened, bytes(made(plain="Düz", html="<b>HTML</b>")))["body"] == "Düz"


def test_html_becomes_text_without_scripts(opened: Opener) -> None:
    html = (
        "<style>p{x}</style><p>Sayın&nbsp;Ayşe,</p><script>alert('<p>')</script>a<br>b &lt;c&gt;<!-- <p>x -->"
    )
    source = opened(bytes(made(html=html)), own=OURS)
    assert mails(source)[0]["body"] == "Sayın Ayşe,\n\na\nb <c>"
    assert source.found.notes == ("1 message in HTML only: the text of it is kept",)


@pytest.mark.parametrize("bomb", ["<", "<a ", "<!--", "<script>", "</", "&lt", "<p><", '<a href="'])
def test_html_takes_time_in_proportion(bomb: str) -> None:
    started = time.process_time()
    text_of_html(bomb * (500_000 // len(bomb)))
    assert time.process_time() - started < 3


def test_quoted_history_is_kept(opened: Opener) -> None:
    body = "Tamam.\n\n2 Mart tarihinde Biz yazdı:\n> Teklif ektedir.\n> > Eski"
    assert one(opened, eml(body))["body"] == body


def test_attachments_are_named_and_not_stored(opened: Opener) -> None:
    message = made(plain="Ekte.")
    message.add_attachment(b"%PDF" * 9, maintype="application", subtype="pdf", filename="Teklif şubat.pdf")
    message.add_attachment("a,b", filename="../../etc/liste.csv")
    inner = made(plain="x")
    message.add_attachment(inner)
    source = opened(bytes(message), own=OURS)
    assert mails(source)[0]["body"] == "Ekte.\n\nAttachments: Teklif şubat.pdf, liste.csv, Teklif isteği.eml"
    assert source.found.notes == (
        "1 message with attachments: their names are at the end of the text, they are not stored",
    )


@pytest.mark.parametrize("charset", ["x-unknown", "idna", "undefined", "utf-7", '"', "base64"])
def test_an_unknown_encoding_is_read_all_the_same(opened: Opener, charset: str) -> None:
    raw = eml("Şükrü", Content_Type=f"text/plain; charset={charset}", MIME_Version="1.0")
    assert one(opened, raw)["body"] == "Şükrü"


def test_a_text_in_a_code_page_is_read(opened: Opener) -> None:
    raw = eml("%", Content_Type="text/plain; charset=iso-8859-9").replace(b"%", "Şükrü".encode("iso8859-9"))
    assert one(opened, raw)["body"] == "Şükrü"


def test_broken_base64_costs_nothing_but_its_own_text(opened: Opener) -> None:
    raw = eml("!!! no base64 ===", Content_Type="text/plain", Content_Transfer_Encoding="base64")
    assert one(opened, raw)["subject"] == "Teklif isteği"


def test_control_characters_are_left_out(opened: Opener) -> None:
    found = one(opened, eml("a\x00b\x1b[31m\x0cc\td\r\ne", Subject="x\x07y\x1b"))
    assert (found["subject"], found["body"]) == ("xy", "ab[31mc\td\ne")


def test_a_long_text_is_cut_and_said_so(opened: Opener) -> None:
    source = opened(eml("x " * 100_000), own=OURS)
    body = mails(source)[0]["body"]
    assert len(body) < BODY_LIMIT + 100
    assert body.endswith("[cut: the text has 199,999 characters]")
    assert source.found.notes == ("1 message cut: the text is too long",)


def mbox(*messages: bytes, sender: str = "ayse@ornek.com.tr Mon Mar  2 09:30:05 2026") -> bytes:
    """Return a mailbox."""
    return b"".join(b"From " + sender.encode() + b"\n" + message + b"\n" for message in messages)


@pytest.mark.parametrize(
    "sender",
    [
        "ayse@ornek.com.tr Mon Mar  2 09:30:05 2026",
        "- Mon Mar 02 09:30:05 2026",
        "1790000000000000000@xxx Mon Mar 02 09:30:05 +0000 2026",
        "MAILER-DAEMON Mon Mar  2 09:30 2026",
    ],
)
def test_a_mailbox_has_many_messages_each_with_its_line(opened: Opener, sender: str) -> None:
    content = mbox(eml(Message_ID="<1@a>"), eml(Message_ID="<2@a>"), sender=sender)
    source = opened(content, own=OURS)
    assert [mail["external_id"] for mail in mails(source)] == ["1@a", "2@a"]
    assert lines_of(source) == [1, 10]
    assert source.report.delimiter_reason == "a mailbox of 2 messages"


def test_lines_that_begin_with_from_stay_in_their_message(opened: Opener) -> None:
    close = "\nFrom a Mon Mar  2 09:30:05 2026 B\n\nend"
    body = f"\nFrom here on all is well\n\n>From there too\n>>From quoted{close}"
    found = mails(opened(mbox(eml(body), eml("two")), own=OURS))
    assert [mail["body"].split("\n")[0] for mail in found] == ["From here on all is well", "two"]
    assert "\nFrom there too\n>From quoted\n" in found[0]["body"]
    assert found[0]["body"].endswith("end")


def test_a_mailbox_with_dos_line_ends_is_read(opened: Opener) -> None:
    content = mbox(eml("a\n>From b"), eml()).replace(b"\n", b"\r\n")
    assert [mail["body"] for mail in mails(opened(content, own=OURS))] == ["a\nFrom b", "Merhaba"]


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"Date": None}, "the message has no date that can be read"),
        ({"Date": "soon"}, 'the message has no date that can be read: "soon"'),
        ({"From": None}, "the message names no sender"),
        ({"From": "undisclosed"}, "the message names no sender"),
        ({"From": OURS[0], "To": OURS[0]}, "the message is from us to nobody but us"),
    ],
)
def test_a_message_that_is_no_activity_is_a_reject(
    opened: Opener, headers: dict[str, Any], reason: str
) -> None:
    source = opened(mbox(eml(Message_ID="<1@a>"), eml(**headers), eml(Message_ID="<3@a>")), own=OURS)
    assert [mail["external_id"] for mail in mails(source)] == ["1@a", "3@a"]
    (reject,) = source.found.rejects
    assert (reject.line, reject.reason) == (10, reason)
    assert len(reject.cells) == len(source.header)


def test_a_file_without_a_readable_message_is_refused_in_one_line(opened: Opener) -> None:
    with pytest.raises(Refused, match="holds no message that can be read; line 1: the message has no date"):
        opened(eml(Date="soon"), own=OURS)


def test_without_our_addresses_all_is_received_and_said_so(opened: Opener) -> None:
    source = opened(eml(From=OURS[0], To="x@y.org"))
    assert mails(source)[0]["direction"] == "in"
    assert source.found.notes == (
        "none of our own e-mail addresses is known: every message counts as received",
    )


def nested(depth: int) -> bytes:
    """Return a message of parts within parts."""
    opens = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    return eml("x").replace(b"\n\nx", f"\n{opens}Content-Type: text/plain\n\nx".encode())


def bombs() -> dict[str, bytes]:
    """Return messages that are meant to cost time or memory."""
    whole = "Content-Type: multipart/mixed; boundary=b\nMIME-Version: 1.0"
    many = eml("--b\nContent-Type: text/plain\n\nx\n" * 10_000 + "--b--")
    parts = many.replace(b"Message-ID", f"{whole}\nMessage-ID".encode())
    return {
        "a header of 1 MB": eml(X_Long="x" * 1_000_000),
        "a folded header of 1 MB": eml(X_Long="\n x" * 330_000),
        "receivers of 1 MB": eml(Cc="a@b.org, " * 110_000),
        "comments in comments": eml(Cc="(" * 500_000),
        "quotes": eml(Cc='"\\' * 250_000),
        "encoded words": eml(Subject="=?utf-8?q?a?= " * 70_000),
        "a date": eml(X_Date="1", Date="1 " * 400_000, Received="x; Tue, 3 Mar 2026 08:00:00 +0000"),
        "headers": eml("").replace(b"\n\n", b"\n" + b"X-A: b\n" * 200_000 + b"\n", 1),
        "10,000 parts": parts,
        "a boundary": eml("x\n--b", Content_Type="multipart/mixed; boundary=" + "b" * 900_000),
        "parameters": eml("x", Content_Type="text/plain" + "; a*0*=b" * 100_000),
        "base64": eml("QUFB" * 300_000, Content_Transfer_Encoding="base64"),
        "dashes": eml("--\n" * 300_000),
    }


@pytest.mark.parametrize("name", list(bombs()))
def test_a_message_made_to_cost_much_costs_little(opened: Opener, name: str) -> None:
    content = mbox(bombs()[name], eml(Message_ID="<2@a>"))
    started = time.process_time()
    source = opened(content, own=OURS)
    assert time.process_time() - started < 5
    assert mails(source)[-1]["external_id"] == "2@a"


@pytest.mark.parametrize("depth", [60, 10_000])
def test_parts_within_parts_without_end_are_a_reject(opened: Opener, depth: int) -> None:
    source = opened(mbox(nested(depth), eml()), own=OURS)
    assert len(mails(source)) == 1
    assert source.found.rejects[0].reason == "the message holds messages or parts within parts without end"


def test_a_big_attachment_costs_no_memory(opened: Opener) -> None:
    message = made(plain="Ekte.")
    message.add_attachment(b"x" * 20_000_000, maintype="application", subtype="zip", filename="a.zip")
    content = bytes(message)
    tracemalloc.start()
    found = one(opened, content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found["body"] == "Ekte.\n\nAttachments: a.zip"
    assert peak < 12 * 1024 * 1024


@pytest.mark.parametrize(
    "start",
    [
        eml(),
        mbox(eml()),
        b"Return-Path: <a@b>\nReceived: from x\n\tby y\nFrom: a@b\n\nx",
        b"Delivered-To: a@b\r\nReceived: by x\r\nX-Received: by y\r\n" + b"ARC-Seal: " + b"x" * 4000,
        b"MIME-Version: 1.0\nFrom: a@b.org\nContent-Type: text/plain\n\n",
    ],
)
def test_a_mail_is_known_by_its_headers(start: bytes) -> None:
    assert looks_like_mail(start[:4096].lstrip().lower())


@pytest.mark.parametrize(
    "start",
    [
        b"from,to,subject\na,b,c\n",
        b"From;To;Subject;Date\n",
        b"Date: x\n",
        b"From: a\nTo: b\n",
        b"name\nFrom: a\nDate: b\n",
        b"From here on\nall is text\n",
        b"From 12:30 to 14:00, 2026\nA,B\n",
        b"subject: a,b\nc,d\n",
        b"Message-ID,From,To\n1,2,3\n",
        b"id: 1\nreceived: yes\n",
        b"from\nto\n",
        b"",
        b"{",
    ],
)
def test_a_table_is_no_mail(start: bytes) -> None:
    assert not looks_like_mail(start.lower())


PIECES = """From a@b Mon Mar  2 09:30:05 2026
From: a@b.org
To: (
Date: x

--b
--b--
Subject: =?x?q?= =?utf-8?b?%?=
Content-Type: multipart/alternative; boundary=b
Content-Type: message/rfc822
Content-Type: text/html; charset="\x00
Content-Type: text/plain; charset*=utf-8''
Content-Transfer-Encoding: base64
Content-Transfer-Encoding: x-uuencode
Content-Disposition: attachment; filename*=utf-8''%FF
begin 644 x
 folded
>From x
<p>&#0;&#xD800;"""
PIECE = st.sampled_from(PIECES.split("\n")) | st.text(max_size=30)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(PIECE, max_size=25), boxed=st.booleans(), codec=st.sampled_from(["utf-8", "cp1254"]))
def test_nothing_but_a_refusal_comes_of_any_message(
    opened: Opener, lines: list[str], boxed: bool, codec: str
) -> None:
    error: CrmError | None = None
    content = eml().replace(b"\n\n", b"\n" + "\n".join(lines).encode(codec, "replace") + b"\n\n", 1)
    try:
        source = opened(mbox(content, eml()) if boxed else content, own=OURS)
        for row in rows_of(source):
            assert source.report.kind != "mail" or len(row) == len(HEADER)
            "".join(row).encode()
    except CrmError as refusal:
        error = refusal
    assert error is None or "\n" not in error.message
