"""What is stored in English words of the program is told in Turkish; what people wrote is not."""

from datetime import date
from itertools import pairwise

import pytest

from crmcli.domain.campaigns.because import BECAUSE, NOTE
from crmcli.domain.campaigns.members import MemberRow
from crmcli.domain.checks import CheckRow
from crmcli.domain.consent import PURPOSE
from crmcli.domain.doctor.finding import CHECK, OK, Finding
from crmcli.domain.incidents import IncidentRow
from crmcli.domain.kinds import Duration, Number, Percent, Text
from crmcli.domain.own_words import OwnSentence, OwnWord
from crmcli.domain.results import columns_of
from crmcli.domain.rules.views import RuleRow
from crmcli.domain.target import TargetRow, period_name
from crmcli.language import cell, told
from crmcli.output import Settings
from crmcli.output.cells import columns_for_people, human
from crmcli.said import named, say
from tests.language.conftest import Asked
from tests.support.program import Program


@pytest.mark.usefixtures("in_turkish")
@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("no e-mail", "e-posta yok"),
        ("no consent for email (marketing)", "e-posta için izin yok (pazarlama)"),
        ("said no to any channel (survey)", None),
        ("Hibernating: last order 1,234 days ago", "Kış Uykusunda: son sipariş 1.234 gün önce"),
        ("lapsed: last order 400 days ago", None),
        ("bought Kalem: 3 of 7 who did bought Defter", None),
        ("bought twice, 12 days ago", None),
        ("quiet 252 days, buys every 22: 11.5 x; 3 of 100 such buy within 365 days", None),
        ("quiet 1 day, buys every 0, 2 is taken: 0.5 x; too few silences to tell how they end", None),
    ],
)
def test_the_reasons_of_members_are_told(stored: str, shown: str | None) -> None:
    made = BECAUSE.human(stored, None, "tr")
    assert str(made) == stored, "what is stored can be had again"
    assert cell(made) != stored
    for word in ("ago", "bought", "marketing", "lapsed", "channel", "days", "such", "silences", "consent"):
        assert word not in cell(made).split()
    if shown is not None:
        assert cell(made) == shown


@pytest.mark.usefixtures("in_turkish")
@pytest.mark.parametrize("text", ["Ayşe söyledi", "no e-mail today", "total", "bought; sold"])
def test_what_a_person_wrote_stays_as_it_is(text: str) -> None:
    assert cell(BECAUSE.human(text, None, "tr")) == text
    assert cell(PURPOSE.human(text, None, "tr")) == text


@pytest.mark.usefixtures("in_turkish")
def test_the_note_of_a_campaign_that_a_report_named_is_told() -> None:
    stored = "worth winning back (crm report winback), the 1,200 who spent most, on 2026-11-21"
    made = NOTE.human(stored, None, "tr")
    assert (str(made), "21.11.2026 günü" in cell(made), "1.200" in cell(made)) == (stored, True, True)
    assert not {"worth", "most,", "who", "on"} & set(cell(made).split())
    for own in ("call them, on Friday", "city=İzmir"):
        assert cell(NOTE.human(own, None, "tr")) == own


@pytest.mark.usefixtures("in_turkish")
def test_a_word_and_a_sentence_are_told_in_their_context() -> None:
    assert cell(PURPOSE.human("marketing", None, "tr")) == "pazarlama"
    assert OwnWord(named("marketing", "purpose"), label="what for").label == "what for"
    kind = OwnSentence(say("{reason}: last order {days:,} days ago"), values={})
    assert str(kind.human("x: last order 1,000 days ago", None, "en")) == "x: last order 1,000 days ago"
    assert kind.human("x: last order many days ago", None, "en") == "x: last order many days ago"


@pytest.mark.usefixtures("in_turkish")
def test_every_check_of_the_doctor_has_a_name() -> None:
    column = next(one for one in columns_of(Finding) if one.name == "check")
    settings = Settings()
    for name in CHECK.marks:
        shown = human(column, Finding(name, OK, ""), settings)
        assert shown != name or name == "disk", name


@pytest.mark.usefixtures("in_turkish")
@pytest.mark.parametrize(
    ("row", "field", "heading"),
    [
        (RuleRow, "active", "açık"),
        (IncidentRow, "started_at", "başlangıç"),
        (IncidentRow, "ended_at", "bitiş"),
        (CheckRow, "best", "toplam"),
        (MemberRow, "response", "yanıt"),
        (TargetRow, "reached", "oran"),
    ],
)
def test_a_word_for_two_things_heads_each_in_its_own(row: type, field: str, heading: str) -> None:
    (column,) = (one for one in columns_for_people(row) if one.name == field)
    assert column.label == heading


@pytest.mark.usefixtures("in_turkish")
def test_the_days_of_a_period_are_written_as_days_are() -> None:
    fortnight = period_name(date(2026, 11, 1), date(2026, 11, 15))
    assert (str(fortnight), cell(fortnight)) == ("2026-11-01..2026-11-15", "01.11.2026..15.11.2026")
    assert cell(period_name(date(2026, 11, 3), date(2026, 11, 3))) == "03.11.2026"
    assert cell(period_name(date(2026, 10, 1), date(2026, 12, 31))) == "2026-Q4"


@pytest.mark.usefixtures("in_turkish")
def test_a_percentage_below_nothing_has_its_sign_in_front_and_nothing_has_none() -> None:
    shares = [
        (-0.0001, "%0,0", "0.0 %"),
        (-0.001, "-%0,1", "-0.1 %"),
        (0.0, "%0,0", "0.0 %"),
        (1.0, "%100,0", "100.0 %"),
    ]
    for share, turkish, english in shares:
        assert (Percent().human(share, None, "tr"), Percent().human(share, None, "en")) == (turkish, english)
    assert told(say("{number:.1f} %", number=-5.25)) == "-%5,2"
    assert told(say("{number:.1%}", number=-0.0525)) in {"-%5,2", "-%5,3"}
    assert Number().human(-0.01, None, "en") == "0.0"
    assert str(Duration().human(-0.01, None, "en")) == "0.0 d"
    assert isinstance(BECAUSE, Text)


def test_a_screen_of_campaigns_consents_and_ids_has_the_words_of_the_language(turkish: Asked) -> None:
    for words in (("campaign", "list"), ("consent", "list"), ("playbook", "list")):
        shown = turkish(*words, "--format", "table").checked().stdout
        for word in ("marketing", "email", "once", "month", "phone"):
            assert word not in shown.split(), words


def test_whose_chance_an_opportunity_has_is_told_apart_from_it(
    turkish: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = turkish("opportunity", "show", "O-1", "--format", "table").checked().stdout
    assert (shown.count("olasılık "), shown.count("olasılığı veren")) == (1, 1)
    monkeypatch.setenv("CRMCLI_LANG", "en")
    shown = turkish("opportunity", "show", "O-1", "--format", "table").checked().stdout
    assert (shown.count("probability "), shown.count("chance given")) == (1, 1)


def test_the_segments_report_is_headed_by_what_its_figures_are_and_fits(
    turkish: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = turkish("report", "segments", "--format", "table").checked().stdout.splitlines()
    assert max(map(len, lines)) <= 80
    heading, below = next(pair for pair in pairwise(lines) if "müşteriler" in pair[0])
    assert (heading + below).replace(" ", "").startswith("segmentmüşterilermüşterisiparişcirocirosonalıştan")
    assert below.split() == ["payı", "payı", "beri"]
    assert "Kaybedilmemeli" in "".join(lines)
    assert "sütun gerekir" not in "".join(lines), "the picture has room"


@pytest.mark.parametrize(
    ("asked", "option"),
    [(("report", "receivables"), "--due"), (("report", "deliveries"), "--promised")],
)
def test_a_day_in_a_hint_is_as_people_write_it_and_works(
    crm: Program, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...], option: str
) -> None:
    crm.ok("customer", "add", "Ada")
    crm.ok("order", "add", "C-1", "--total", "900 TL", "--status", "completed")
    monkeypatch.setenv("CRMCLI_LANG", "tr")
    shown = crm.inprocess(*asked, "--format", "table").checked()
    said = " ".join((shown.stdout + shown.stderr).split())
    assert f"crm order edit S-1 {option} 31.12.2026" in said
    crm.ok("order", "edit", "S-1", option, "31.12.2026")
