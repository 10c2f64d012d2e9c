"""HTML: one page that needs nothing beside it, is read anywhere, and runs nothing of what is stored."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from crmcli.domain.pictures import Bar, Bars, Cell, Chart, Grid, Line, Picture
from crmcli.domain.results import Change, Document, Listing, Record
from crmcli.errors import UsageError
from crmcli.output import Settings, write
from crmcli.output.page.figures import figure
from tests.output.samples import (
    ACME,
    COHORTS,
    HOSTILE,
    ISIK,
    PICTURES,
    SHOPS,
    TREE,
    TRENDS,
    Shop,
    Stream,
    hostile,
    named,
    pictured,
    piped,
    segments,
    shown,
    with_name,
)

VOID = {"meta", "rect", "line", "polyline"}

PAGES = Path(__file__).parent / "pages"
"""Whole pages and drawings as they have to be, each in a file; the style sheet is left out."""


class Reader(HTMLParser):
    """A reader of pages that insists on balanced tags and remembers what it saw."""

    def __init__(self, page: str) -> None:
        """Read a page."""
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        assert len(dict(attrs)) == len(attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    def said(self) -> str:
        return "".join(self.words)


def page_of(result: Any, **choices: Any) -> str:
    return piped(result, format="html", **choices)


def whole(name: str) -> str:
    return (PAGES / f"{name}.html").read_text()


def bare(page: str) -> str:
    return re.sub(r"<style>.*?</style>", "<style></style>", page, flags=re.DOTALL)


def test_a_report_is_a_whole_page() -> None:
    assert bare(page_of(replace(segments(), pictures=()))) == whole("report")


@pytest.mark.parametrize("name", ["bars", "funnel", "waterfall", "stairs", "tree", "cohorts"])
def test_a_picture_is_drawn_twice_for_a_desk_and_for_a_phone(name: str) -> None:
    assert figure(PICTURES[name], 1) == whole(name)


RESULTS: dict[str, Any] = {
    "report": segments(),
    "pictures": pictured(*PICTURES.values()),
    "empty report": replace(segments(), rows=(), total=None, empty="Nobody bought yet."),
    "listing": SHOPS,
    "empty": Listing(Shop, (), empty="No customer yet: crm customer add"),
    "grouped": Listing(Shop, (ISIK, ACME), group="status", total=412),
    "sparks": TRENDS,
    "record": Record(ISIK, title="C-12  Işık", sections=(SHOPS, Listing(Shop, (), title="x", empty="none"))),
    "change": Change("added", Shop, [ISIK, ACME], summary="2 added", sections=(SHOPS,), notes=("n",)),
    "dry run": Change("added", Shop, [ISIK], summary="1 added", dry_run=True),
    "document": Document("a < b\n\tc & d\n"),
}


@pytest.mark.parametrize("name", RESULTS)
def test_every_page_is_balanced_and_needs_nothing_outside(name: str) -> None:
    page = page_of(RESULTS[name])
    reader = Reader(page)
    tags = {tag for tag, _ in reader.tags}
    assert not tags & {"script", "link", "img", "iframe", "object", "form", "base", "a"}
    assert not re.search(r"https?:|//|url\(|@import|javascript:|data:", page)
    assert not any(name.startswith("on") for _, attributes in reader.tags for name in attributes)
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    named_by = {a["aria-labelledby"] for _, a in reader.tags if "aria-labelledby" in a}
    assert named_by == set(ids)
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n')
    assert page.endswith("</body>\n</html>\n")


def test_every_result_says_what_it_has_to_say() -> None:
    said = {name: Reader(page_of(result)).said() for name, result in RESULTS.items()}
    assert "Nobody bought yet." in said["empty report"]
    assert "No customer yet: crm customer add" in said["empty"]
    assert "2 of 412 shown; --limit 0 shows all" in said["grouped"]
    assert "0; 1; 2; —; 4" in said["sparks"]
    assert "Beşiktaş" in said["record"]
    assert "none" in said["record"]
    assert "2 added" in said["change"]
    assert "Dry run, nothing was kept: 1 added" in said["dry run"]
    assert "a < b\n        c & d\n" in said["document"]


def test_a_page_of_what_has_no_title_is_called_as_the_command() -> None:
    assert "<title>crm customer list</title>" in page_of(named("a"), called="crm customer list")


def test_numbers_stand_right_and_follow_the_locale() -> None:
    page = page_of(SHOPS, locale="tr")
    assert '<td class="n">₺1.234.567,89</td>' in page
    assert '<td class="n red">' in page
    assert '<td class="k">03.11.2026</td>' in page


def test_a_share_has_a_bar_that_prints() -> None:
    assert page_of(segments()).count('<svg class="share"') == 2
    assert 'width="15" height="8"/></svg><span class="v">25.0 %</span>' in page_of(segments())


def test_what_is_dim_is_grey_and_not_the_usual_colour() -> None:
    lost = figure(Bars("Lost", (Bar("lost", 2.0, "2", style="dim"), Bar("kept", 1.0, "1"))), 1)
    assert lost.count('class="f dim"') == 2
    assert lost.count('class="f blue"') == 2
    assert "dim" not in figure(Bars("Lost", (Bar("lost", 2.0, "2", style="dim red"),)), 1)


def test_an_option_in_a_note_is_not_parted_at_the_end_of_a_line() -> None:
    page = page_of(replace(segments(), notes=("3 left out; --currency TRY turns them", "a--b --<x>")))
    assert '<li>3 left out; <span class="k">--currency</span> TRY turns them</li>' in page
    assert "<li>a--b --&lt;x&gt;</li>" in page


def test_texts_at_the_side_of_a_chart_do_not_touch_and_both_ends_are_told() -> None:
    ticks = tuple((float(at), f"{at} %") for at in (0, 80, 95, 100))
    made = figure(
        Chart("Share", "customers", "share", (Line("a", ((0.0, 0.0), (1.0, 100.0))),), (), ticks), 1
    )
    desk, phone = made.split('class="box s"')
    assert [desk.count(f">{at} %<") for at in (0, 80, 95, 100)] == [1, 1, 0, 1]
    assert [phone.count(f">{at} %<") for at in (0, 80, 95, 100)] == [1, 1, 0, 1]
    assert desk.count('class="grid"') == len(ticks)


def test_the_head_of_a_square_takes_several_lines_rather_than_be_cut() -> None:
    heads = ("Suluboya Seti", "A4 Kâğıt (koli)") * 4
    cells = ((Cell("2.6", 0.5), Cell("6.9", 1.0)) * 4,)
    made = figure(Grid("Lift", "bought", "too", ("Toner",), heads, cells), 1)
    assert "…" not in made
    phone = made.split('class="box s"')[1]
    assert [phone.count(f">{word}<") for word in ("Suluboya", "Seti")] == [4, 4]


def test_a_blank_square_is_not_drawn_and_a_heavy_one_has_opposite_letters() -> None:
    assert figure(COHORTS, 1).count("fill-opacity") == 2 * 6
    cells = tuple(Cell("9", weight) for weight in (0.0, 0.7, 1.0))
    made = figure(replace(COHORTS, rows=("R",), cells=(cells,)), 1)
    assert re.findall(r'fill-opacity="([\d.]+)"/><text( class="\w+")?', made)[:3] == [
        *(("0.08", ""), ("0.72", ' class="heavy"'), ("1", ' class="full"'))
    ]


def test_every_number_of_a_picture_is_text_on_the_page() -> None:
    said = Reader(figure(PICTURES["bars"], 1)).said()
    for text in ("₺120,000.50", "₺30.00", "-₺42,000.00", "Işık Mobilya ve Aksesuar Sanayi A.Ş."):
        assert text in said
    assert "4 · ₺1,200" in Reader(figure(TREE, 1)).said()


def test_the_same_result_gives_the_same_bytes_everywhere(tmp_path: Path) -> None:
    result = RESULTS["pictures"]
    page = page_of(result)
    assert shown(result, format="html", encoding="cp1254", colour="always", width=30) == page
    for name in ("a.html", "a.HTM"):
        write(result, Settings(output=tmp_path / name))
        assert (tmp_path / name).read_text() == page


def quoted_out(page: str) -> list[str]:
    """Return the values of all attributes."""
    return [value or "" for _, attributes in Reader(page).tags for value in attributes.values()]


@pytest.mark.parametrize("text", [text for text in HOSTILE.values() if text], ids=repr)
def test_what_is_stored_is_text_and_nothing_else(text: str) -> None:
    harmless = page_of(with_name("x"))
    page = page_of(with_name(text))
    tags = [tag for tag, _ in Reader(page).tags]
    assert tags == [tag for tag, _ in Reader(harmless).tags]
    assert all(c.isprintable() or c in "\n\u200c\u200d" for c in page)
    page.encode()


@pytest.mark.parametrize("text", [*HOSTILE.values(), '"><script>x</script>', "' onload='x", "</title><b>"])
def test_no_text_of_a_picture_or_around_it_leaves_its_place(text: str) -> None:
    text = text[:2_000]
    report = replace(pictured(*hostile(text)), title=text, notes=(text,), empty=text)
    page = page_of(report)
    reader = Reader(page)
    assert {tag for tag, _ in reader.tags} <= ALLOWED
    assert all(c.isprintable() or c in "\n\u200c\u200d" for c in page)
    assert not any(value in ("x", text) for value in quoted_out(page) if len(text) > 3)


ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "header", "h1", "p", "main", "figure", "figcaption"),
    *("span", "div", "svg", "g", "text", "rect", "line", "polyline", "ul", "li", "footer"),
}


def test_a_style_that_is_no_word_of_ours_becomes_no_class() -> None:
    picture: Picture = Bars("t", (Bar("a", 1, "1", style='x" onload="y'),))
    assert "onload" not in figure(picture, 1)
    picture = Grid("t", "d", "a", ("r",), ("c",), ((Cell("1", 1.0, "<b>"),),))
    assert "<b>" not in figure(picture, 1)


def test_what_goes_on_has_no_page() -> None:
    settings = Settings(format="html")
    settings.layout = {}
    with pytest.raises(UsageError, match="what goes on has no end to close a page at"):
        write(SHOPS, settings, Stream(terminal=False))


def test_a_printed_page_stays_as_it_is_and_other_texts_are_wrapped(tmp_path: Path) -> None:
    paper = "<!DOCTYPE html>\n<p>a quote</p>\n"
    write(Document(paper), Settings(output=tmp_path / "a.html"))
    assert (tmp_path / "a.html").read_text() == paper
    write(Document("<script>x</script>"), Settings(output=tmp_path / "b.html"))
    assert "&lt;script&gt;x" in (tmp_path / "b.html").read_text()
    assert "&lt;!DOCTYPE" in piped(Document(paper), format="html")
