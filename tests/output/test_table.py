"""Tables on a terminal: whole-text snapshots, widths, hostile texts."""

import time
from dataclasses import dataclass, replace
from datetime import date, timedelta, timezone
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from crmcli.domain.kinds import Percent, Text
from crmcli.domain.results import Change, Listing, Record, Report
from crmcli.output import Settings, write
from tests.output.samples import (
    HOSTILE,
    ISIK,
    SHOPS,
    Named,
    Shop,
    Stream,
    lines_of,
    named,
    segments,
    shown,
    with_name,
)


def test_80_columns_drop_what_has_no_room_and_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(SHOPS, width=80) == (
        "Customers\n"
        "\n"
        "no    name                   status      city      orders        revenue   share\n"
        "────────────────────────────────────────────────────────────────────────────────\n"
        "C-12  Işık Mobilya           ● customer  İstanbul   1,240  ₺1,234,567.89  62.5 %\n"
        'C-7   A "quoted", tab        ◌ lapsed    —              0         -€5.00   0.0 %\n'
        "      and↵line | \\\n"
    )
    assert capsys.readouterr().err == "1 column not shown: last order; --format csv has it\n"


def test_120_columns_show_everything_and_bars(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(SHOPS, width=120) == (
        "Customers\n"
        "\n"
        "no    name                          status      city      orders        revenue  share       "
        "        last order\n" + "─" * 111 + "\n"
        "C-12  Işık Mobilya                  ● customer  İstanbul   1,240  ₺1,234,567.89  62.5 %  ██████▎"
        "     2026-11-03\n"
        'C-7   A "quoted", tab and↵line | \\  ◌ lapsed    —              0         -€5.00   0.0 %         '
        "     —\n"
    )
    assert capsys.readouterr().err == ""


def test_turkish_readers_get_their_marks_and_days() -> None:
    text = shown(SHOPS, width=120, locale="tr")
    assert "1.240  ₺1.234.567,89  %62,5" in text
    assert "03.11.2026" in text


def test_40_columns_keep_the_first_columns_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(SHOPS, width=40) == (
        "Customers\n"
        "\n"
        "no    name            status      orders\n"
        "────────────────────────────────────────\n"
        "C-12  Işık Mobilya    ● customer   1,240\n"
        'C-7   A "quoted",     ◌ lapsed         0\n'
        "      tab and↵line |\n"
        "      \\\n"
    )
    assert "4 columns not shown: city, revenue, share, last order" in capsys.readouterr().err


def test_colours_mark_numbers_states_debts_and_gaps() -> None:
    text = shown(SHOPS, width=120, colour="always")
    assert "\x1b[36mC-12\x1b[0m" in text
    assert "\x1b[32m● customer\x1b[0m" in text
    assert "\x1b[31m-€5.00\x1b[0m" in text
    assert "\x1b[2m—\x1b[0m" in text
    assert "\x1b[1mname\x1b[0m" in text


def test_a_column_of_second_rank_without_a_value_is_not_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    bare = replace(ISIK, city=None, last=None, share=None, revenue=None)
    assert shown(Listing(Shop, [bare])).splitlines()[0] == "no    name          status      orders  revenue"
    assert capsys.readouterr().err == ""


def test_groups_stand_under_headings_and_their_column_goes() -> None:
    rows = [Named(1, "Işık", "Ayşe"), Named(2, "Acme", "Ayşe"), Named(3, "Zara", "Mehmet")]
    assert shown(Listing(Named, rows, group="short")) == (
        "no   name\n"
        "─────────\n"
        "Ayşe\n"
        "C-1  Işık\n"
        "C-2  Acme\n"
        "\n"
        "Mehmet\n"
        "C-3  Zara\n"
    )  # fmt: skip


def test_a_capped_listing_says_so_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    shown(replace(named("a"), total=412))
    assert capsys.readouterr().err == "1 of 412 shown; --limit 0 shows all\n"
    shown(replace(named("a"), total=1))
    assert capsys.readouterr().err == ""


def test_an_empty_listing_leaves_stdout_empty_and_shows_the_way(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(Listing(Shop, [], title="Customers", empty="no customer yet: crm customer add NAME")) == ""
    assert capsys.readouterr().err == "no customer yet: crm customer add NAME\n"


def test_a_report_has_its_day_its_picture_its_total_and_its_notes(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(segments(), width=60) == (
        "Segments  as of 2026-11-21\n"
        "\n"
        "customers: recency down, value across\n"
        "     V1     V2     V3\n"
        "R2     0    ░ 1    ▒ 2\n"
        "R1  ▒ 10   ▓ 11   ▓ 12\n"
        "\n"
        "segment    customers  share\n"
        "────────────────────────────────────────\n"
        "Champions          4  25.0 %  ██▌\n"
        "At risk           12  75.0 %  ███████▌\n"
        "────────────────────────────────────────\n"
        "Total             16\n"
    )
    assert capsys.readouterr().err == "3 customers without an order are left out\n"
    assert "as of 21.11.2026" in shown(segments(), locale="tr")


def test_an_empty_report_says_why() -> None:
    report = replace(segments(), rows=[], total=None, pictures=(), empty="no order before 2026-11-21")
    assert shown(report) == "Segments  as of 2026-11-21\n\nno order before 2026-11-21\n"


def test_encodings_without_boxes_get_ascii() -> None:
    assert shown(segments(), width=60, encoding="ascii") == (
        "Segments  as of 2026-11-21\n"
        "\n"
        "customers: recency down, value across\n"
        "     V1     V2     V3\n"
        "R2     0    . 1    : 2\n"
        "R1  : 10   + 11   + 12\n"
        "\n"
        "segment    customers  share\n"
        "----------------------------------------\n"
        "Champions          4  25.0 %  ##\n"
        "At risk           12  75.0 %  ########\n"
        "----------------------------------------\n"
        "Total             16\n"
    )
    text = shown(SHOPS, width=100, encoding="ascii")
    assert text.isascii()
    assert "I\\u015f\\u0131k Mobilya    customer  \\u0130stanbul   1,240  TL 1,234,567.89" in text
    shown(SHOPS, width=100, encoding="cp1254").encode("cp1254")
    assert "Işık Mobilya" in shown(SHOPS, width=100, encoding="cp1254")


def test_an_unknown_encoding_is_no_traceback() -> None:
    assert shown(SHOPS, width=80, encoding="nonsense").isascii()


def test_table_in_a_pipe_is_120_wide_and_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS")
    text = shown(SHOPS, terminal=False, format="table", colour="auto")
    assert text == shown(SHOPS, width=120)
    assert "\x1b" not in text


def test_one_change_is_one_line() -> None:
    change = Change("add", Named, named("Işık Mobilya").rows, 17, summary="Added C-12 Işık Mobilya")
    assert shown(change) == "✓ Added C-12 Işık Mobilya\n"
    assert shown(replace(change, dry_run=True)) == "○ Dry run, nothing was kept: Added C-12 Işık Mobilya\n"
    assert shown(replace(change, exit_code=5)) == "! Added C-12 Işık Mobilya\n"
    assert shown(change, encoding="ascii") == "+ Added C-12 I\\u015f\\u0131k Mobilya\n"


def test_a_long_line_of_a_change_is_broken_between_words_and_its_command_is_not() -> None:
    command = 'crm customer add "Işık Mobilya" --phone "0532 123 45 67"'
    said = f"Nothing was changed since nobody is there: {command}\nThe second line is long, too, and folded"
    change = Change("add", Named, named("Işık Mobilya").rows, 17, summary=said)
    assert shown(change, width=40).split("\n")[:-1] == [
        "✓ Nothing was changed since nobody is",
        "  there:",
        f"  {command}",
        "  The second line is long, too, and",
        "  folded",
    ]


def test_several_changes_are_a_table_with_their_sections() -> None:
    change = Change(
        "undo",
        Named,
        named("a", "b").rows,
        18,
        summary="Undid 17",
        sections=(
            Listing(Named, named("c").rows, title="Kept", total=3),
            Listing(Named, [], title="Refused"),
        ),
    )
    assert shown(change) == (
        "✓ Undid 17\n"
        "no   name  short\n"
        "────────────────\n"
        "C-1  a     a\n"
        "C-2  b     b\n"
        "\n"
        "Kept  1 of 3\n"
        "no   name  short\n"
        "────────────────\n"
        "C-1  c     c\n"
    )


def test_instants_are_shown_in_local_time_and_stored_ones_stay_utc() -> None:
    three_hours = timezone(timedelta(hours=3))
    assert "2026-11-04 00:30" in shown(Record(ISIK), zone=three_hours)
    assert "2026-11-03 21:30" in shown(Record(ISIK))
    assert "2026-11-03T21:30:00Z" in shown(Record(ISIK), format="json", zone=three_hours)


@pytest.mark.parametrize("width", [20, 40, 80, 120, 200])
@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_line_is_wider_than_the_terminal_and_nothing_harms_it(width: int, name: str) -> None:
    for result in (with_name(name), named(name, "b"), Record(ISIK, title=name, sections=(named(name),))):
        text = shown(result, width=width)
        assert all(c.isprintable() or c in "\n\u200c\u200d" for c in text)
        assert max(map(cell_len, lines_of(text))) <= width


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_bring_no_escape_into_a_coloured_table(name: str) -> None:
    plain = shown(with_name(name), width=100)
    coloured = shown(with_name(name), width=100, colour="always")
    for code in ("0", "1", "2", "31", "32", "94", "36"):
        coloured = coloured.replace(f"\x1b[{code}m", "")
    assert [line.rstrip() for line in lines_of(coloured)] == lines_of(plain)


@given(
    st.lists(st.text(st.characters(), max_size=60), min_size=1, max_size=3),
    st.sampled_from([20, 40, 80, 200]),
)
def test_any_text_fits_any_width(names: list[str], width: int) -> None:
    text = shown(named(*names), width=width)
    assert max(map(cell_len, lines_of(text))) <= width


@pytest.mark.parametrize(
    "name", ["x" * 40_000, "kelime " * 6_000, "日" * 40_000, "\u0301" * 40_000, "\x1b" * 40_000]
)
def test_40000_characters_are_drawn_in_a_moment(name: str) -> None:
    shown(named("warm"))
    begun = time.perf_counter()
    shown(named(name), width=80)
    assert time.perf_counter() - begun < 0.2


def test_a_long_text_takes_three_lines_and_says_that_it_goes_on() -> None:
    row = named("kelime " * 100)
    assert shown(row, width=40).splitlines()[2:] == [
        "C-1  kelime kelime       kelime kelime…",
        "     kelime kelime",
        "     kelime kelime kel…",
    ]


def test_wide_characters_keep_the_columns_in_line() -> None:
    assert shown(named("日本電気", "emoji 👩‍👩‍👧", "Işık")) == (
        "no   name      short\n"
        "───────────────────────\n"
        "C-1  日本電気  日本電気\n"
        "C-2  emoji 👩‍👩‍👧  emoji 👩‍👩‍👧\n"
        "C-3  Işık      Işık\n"
    )


@dataclass(frozen=True, slots=True)
class Rate:
    who: str
    days_to_win: int
    rate: Annotated[float | None, Percent(bar=True)]
    memo: Annotated[str, Text(wrap=False)]


def test_bars_go_before_any_column_does_and_headings_wrap() -> None:
    rows = [Rate("Ayşe", 3, 0.5, "m" * 30), Rate("Mehmet", 12, None, ""), Rate("Zeki", 7, 1.7, "")]
    listing = Listing(Rate, rows)
    assert shown(listing, width=80) == (
        "who     days to win  rate                 memo\n"
        "────────────────────────────────────────────────────────────────────────\n"
        "Ayşe              3   50.0 %  █████       mmmmmmmmmmmmmmmmmmmmmmmmmmmmmm\n"
        "Mehmet           12        —              —\n"
        "Zeki              7  170.0 %  ██████████  —\n"
    )
    assert shown(listing, width=40) == (
        "who       days     rate  memo\n"
        "        to win\n"
        "────────────────────────────────────────\n"
        "Ayşe         3   50.0 %  mmmmmmmmmmmmmm…\n"
        "Mehmet      12        —  —\n"
        "Zeki         7  170.0 %  —\n"
    )


def followed(*parts: Listing[Any], width: int = 80) -> str:
    """Return what a terminal shows of a listing that goes on."""
    stream = Stream(terminal=True)
    settings = Settings(colour="never", width=width)
    settings.layout = {}
    for index, part in enumerate(parts):
        write(replace(part, continued=index > 0), settings, stream)
    return stream.getvalue()


def test_what_is_followed_stays_under_its_headings_and_has_room_for_longer_texts() -> None:
    first, later = (
        Listing(Note, [Note("Ali", "ara", 5)]),
        Listing(Note, [Note("Veli", "teklif istedi " * 3, 70)]),
    )
    assert followed(first, later, width=40) == (
        "who  what                        minutes\n"
        "────────────────────────────────────────\n"
        "Ali  ara                               5\n"
        "Ve…  teklif istedi teklif             70\n"
        "     istedi teklif istedi\n"
    )


def test_a_number_that_would_have_to_be_cut_gets_new_headings() -> None:
    text = followed(Listing(Note, [Note("Ali", "ara", 5)]), Listing(Note, [Note("Ali", "ara", 10**12)]))
    assert text.count("minutes") == 2
    assert "1,000,000,000,000\n" in text


@dataclass(frozen=True, slots=True)
class Note:
    who: Annotated[str, Text(wrap=False)]
    what: str
    minutes: int


@dataclass(frozen=True)
class Stage:
    """A row whose amounts may be unknown in all rows, and a column without a sum."""

    stage: str | None
    count: int
    worth: Annotated[float | None, Percent()]
    oldest: str | None


@pytest.mark.parametrize("form", ["table", "markdown", "html"])
def test_a_total_has_a_dash_where_no_row_has_a_value_and_is_blank_where_there_is_no_sum(form: str) -> None:
    rows = [Stage("New", 1, None, "2026-11-21"), Stage("Won", 0, None, None)]
    total = Stage(None, 1, None, None)
    report = Report("pipeline", Stage, rows, "Pipeline", date(2026, 11, 21), total=total)
    (line,) = (line for line in lines_of(shown(report, format=form)) if "Total" in line)
    assert line.count("—") == 1
    known = replace(report, rows=[Stage("New", 1, 0.5, "2026-11-21")])
    (line,) = (line for line in lines_of(shown(known, format=form)) if "Total" in line)
    assert "—" not in line
