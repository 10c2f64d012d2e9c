"""``crm report``: what a person sees, what a script gets, and how the words are taken."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crmcli.db import open_store
from tests.domain.reports.shop import converted, customers, lead, line, lost, opportunity, order, users
from tests.support.program import Program
from tests.support.store import writing
from tests.support.terminal import Terminal


def filled(program: Program) -> Program:
    """Seven customers and what they bought, three leads, three opportunities."""
    with writing(open_store(program.url)) as db:
        (ayse,) = users(db, "Ayşe Işık", branch="İzmir")
        names = ("Işık Mobilya", "Çınar İnşaat", "Öz Şeker", "[bold]x[/bold]", "Deniz", "Ege", "Fulya")
        for number, name in enumerate(names, 1):
            (who,) = customers(db, name, city="İzmir" if number % 2 else "Ankara", owner_id=ayse)
            for earlier in range(number):
                bought = order(db, who, f"2026-{11 - earlier:02}-{number:02}", number * 12550)
                line(db, bought, number * 12550, description="masa")
        order(db, who, "2026-11-10", -5000)
        order(db, None, "2026-11-11", 990)
        opportunity(db, "New", 100000, owner_id=ayse)
        opportunity(db, "Proposal", 250000, owner_id=ayse, probability=80)
        opportunity(db, "Won", 400000, owner_id=ayse, closed_on="2026-03-01")
        converted(db, "fuar", "2026-02-01", 31, 6, owner_id=ayse)
        lost(db, "web", "price", "2026-02-01")
        lead(db, "web")
    return program


@pytest.fixture
def shop(crm: Program) -> Program:
    """The program on a small shop, on each engine in turn."""
    return filled(crm)


@pytest.fixture
def local(crm_local: Program) -> Program:
    """The program on the same shop in a local file."""
    return filled(crm_local)


@pytest.fixture
def screen(local: Program) -> Callable[..., str]:
    """What a terminal without colours shows, notes and all."""

    def show(*args: str, columns: int = 80) -> str:
        result = Terminal(local)("report", *args, columns=columns, env={"NO_COLOR": "1"})
        return result.checked().stdout.replace("\r\n", "\n")

    return show


SEGMENTS = """\
Customer segments  as of 2026-11-21

Customers: frequency down, recency across
         R1             R2             R3             R4             R5
F5   Can't Lose 0   Can't Lose 0      Loyal 0        Loyal 0    █ Champions 2
F4     At Risk 0      At Risk 0       Loyal 0      ▓ Loyal 1      Champions 0
F3     At Risk 0      At Risk 0      ▓ Need         Potential      Potential
                                   Attention 1    Loyalist 0     Loyalist 0
F2    Hibernating  ▓ Hibernating     About to       Potential      Potential
          0              1           Sleep 0      Loyalist 0     Loyalist 0
F1  █ Hibernating    Hibernating     About to      Promising 0       New 0
          2              0           Sleep 0

segment             customers    share  orders     revenue  of revenue  recency
───────────────────────────────────────────────────────────────────────────────
Champions                   2   28.6 %      13  ₺10,617.50      60.6 %     14 d
Loyal                       1   14.3 %       5   ₺3,137.50      17.9 %     16 d
Potential Loyalist          0    0.0 %       0       ₺0.00       0.0 %        —
New                         0    0.0 %       0       ₺0.00       0.0 %        —
Promising                   0    0.0 %       0       ₺0.00       0.0 %        —
Need Attention              1   14.3 %       4   ₺2,008.00      11.5 %     17 d
About to Sleep              0    0.0 %       0       ₺0.00       0.0 %        —
At Risk                     0    0.0 %       0       ₺0.00       0.0 %        —
Can't Lose                  0    0.0 %       0       ₺0.00       0.0 %        —
Hibernating                 3   42.9 %       6   ₺1,757.00      10.0 %     19 d
───────────────────────────────────────────────────────────────────────────────
Total                       7  100.0 %      28  ₺17,520.00     100.0 %     17 d
1 column not shown: per order; --format csv has it
1 order without a customer left out
"""


def stripped(text: str) -> list[str]:
    """Lines without the blanks at their ends, which no eye sees."""
    return [line.rstrip() for line in text.splitlines()]


def test_the_segments_on_a_terminal_have_their_picture(screen: Callable[..., str]) -> None:
    assert stripped(screen("segments")) == stripped(SEGMENTS)


def test_a_wide_terminal_has_every_column_and_bars(screen: Callable[..., str]) -> None:
    shown = screen("segments", columns=200)
    assert "per order" in shown
    assert "not shown" not in shown
    assert "60.6 %  ██████" in shown


def test_no_line_is_wider_than_the_terminal(local: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    for report in ("segments", "segments --list", "pipeline --closed", "conversion", "sales --by customer"):
        for columns in (40, 80, 200):
            monkeypatch.setenv("COLUMNS", str(columns))
            shown = local.inprocess("report", *report.split(), "--format", "table").checked()
            assert max(map(len, shown.lines)) <= columns, report


def test_a_name_that_looks_like_markup_is_a_name(screen: Callable[..., str]) -> None:
    assert "[bold]x[/bold]" in screen("segments", "--list", columns=120)


PIPES = {
    "segments": """\
segment	customers	share	orders	revenue	revenue_share	recency	average_order	currency
Champions	2	0.2857142857142857	13	10617.50	0.6060216894977168	14.5	820.58	TRY
Loyal	1	0.14285714285714285	5	3137.50	0.1790810502283105	16.0	627.50	TRY
Potential Loyalist	0	0.0	0	0.00	0.0			TRY
New	0	0.0	0	0.00	0.0			TRY
Promising	0	0.0	0	0.00	0.0			TRY
Need Attention	1	0.14285714285714285	4	2008.00	0.11461187214611872	17.0	502.00	TRY
About to Sleep	0	0.0	0	0.00	0.0			TRY
At Risk	0	0.0	0	0.00	0.0			TRY
Can't Lose	0	0.0	0	0.00	0.0			TRY
Hibernating	3	0.42857142857142855	6	1757.00	0.10028538812785388	19.0	292.83	TRY
""",
    "segments --list --segment champions": """\
id	name	r	f	m	segment	last_purchase	recency	orders	revenue	currency
C-7	Fulya	5	5	5	Champions	2026-11-07	14	7	6099.50	TRY
C-6	Ege	5	5	5	Champions	2026-11-06	15	6	4518.00	TRY
""",
    "pipeline": """\
group	count	amount	weighted	defaulted	unpriced	oldest	currency
New	1	1000.00	100.00	1	0	2026-01-01	TRY
Qualified	0	0.00	0.00	0	0		TRY
Proposal	1	2500.00	2000.00	0	0	2026-01-01	TRY
Negotiation	0	0.00	0.00	0	0		TRY
""",
    "pipeline --closed": """\
group	closed	won	lost	win_rate	won_value	average_won	days_to_win	days_to_lose	currency
Ayşe Işık	1	1	0	1.0	4000.00	4000.00	59.0		TRY
""",
    "conversion": """\
group	leads	converted	lost	open	rate	days	median_days	touches
web	2	0	1	1	0.0
fuar	1	1	0	0	1.0	31.0	31.0	6.0
""",
    "conversion --reasons": """\
reason	lost	share
price	1	1.0
""",
    "conversion --reasons --by source": """\
row	group	reason	lost	share
web: price	web	price	1	1.0
""",
    "sales --by city": """\
group	orders	customers	revenue	refunds	net	average_order	share	currency
İzmir	16	4	10542.00	-50.00	10492.00	658.88	0.5985202425570026	TRY
Ankara	12	3	7028.00	0.00	7028.00	585.67	0.4009150080719228	TRY
	1	0	9.90	0.00	9.90	9.90	0.000564749371074564	TRY
""",
    "sales --period 2026-06..2026-07": """\
group	orders	customers	revenue	refunds	net	average_order	share	currency	before	growth
2026-06	2	2	1631.50	0.00	1631.50	815.75	0.41935483870967744	TRY
2026-07	3	3	2259.00	0.00	2259.00	753.00	0.5806451612903226	TRY
""",
}


def test_every_report_in_a_pipe_is_a_table_for_programs(shop: Program) -> None:
    for words, expected in PIPES.items():
        shown = shop.inprocess("report", *words.split()).checked().stdout
        assert bare(shown) == bare(expected), words


def bare(table: str) -> list[str]:
    """The lines without the blanks at their ends, which an editor would take away."""
    return [line.rstrip("\t") for line in table.splitlines()]


def test_what_is_left_out_is_said_beside_the_result(shop: Program) -> None:
    result = shop.inprocess("report", "segments").checked()
    assert result.stderr == "1 order without a customer left out\n"


def test_json_holds_the_day_the_rows_the_total_and_the_notes(shop: Program) -> None:
    found = shop.inprocess("report", "pipeline", "--format", "json").checked().json()
    assert (found["report"], found["as_of"], len(found["rows"])) == ("pipeline", "2026-11-21", 4)
    assert found["total"] == {
        "group": None,
        "count": 2,
        "amount": "3500.00",
        "weighted": "2100.00",
        "defaulted": 1,
        "unpriced": 0,
        "oldest": "2026-01-01",
        "currency": "TRY",
    }
    assert found["notes"] == ["1 opportunity weighted by the default of the stage"]


@pytest.mark.parametrize("report", ["segments", "segments --list", "pipeline", "conversion", "sales"])
def test_the_same_day_gives_the_same_bytes_on_any_day(
    local: Program, monkeypatch: pytest.MonkeyPatch, report: str
) -> None:
    words = ("report", *report.split(), "--as-of", "2026-10-15", "--format", "json")
    first = local.inprocess(*words).checked().stdout
    monkeypatch.setenv("CRMCLI_TODAY", "2031-01-01")
    assert local.inprocess(*words).checked().stdout == first
    assert '"as_of": "2026-10-15"' in first


def test_a_length_of_time_counts_back_from_the_day_of_the_report(local: Program) -> None:
    months = local.inprocess("report", "sales", "--since", "1mo", "--as-of", "2026-08-31").checked().tsv()
    assert [row["group"] for row in months] == ["2026-07", "2026-08"]
    days = (
        local.inprocess("report", "sales", "--since", "2026-07-01", "--until", "2026-07-31").checked().tsv()
    )
    assert [row["group"] for row in days] == ["2026-07"]


def test_names_are_turkish_for_a_turkish_reader_and_never_for_a_program(local: Program) -> None:
    for_people = local.inprocess("--locale", "tr", "report", "segments", "--format", "plain").checked().stdout
    assert "Şampiyonlar" in for_people
    assert "Champions" not in for_people
    for_programs = local.inprocess("--locale", "tr", "report", "segments", "--format", "csv").checked().stdout
    assert "Champions" in for_programs


def test_a_map_of_one_s_own_is_a_file(local: Program, tmp_path: Path) -> None:
    ours = tmp_path / "ours.toml"
    ours.write_text('[[segment]]\nname = "İyi"\nM = "4-5"\n[[segment]]\nname = "Öbürü"\nM = "1-3"\n', "utf-8")
    rows = local.inprocess("report", "segments", "--map", ours).checked().tsv()
    assert [(row["segment"], row["customers"]) for row in rows] == [("İyi", "3"), ("Öbürü", "4")]


def test_thresholds_are_given_one_measure_at_a_time(local: Program) -> None:
    words = ("report", "segments", "--list", "--bins", "f=2,3,4,5", "--bins", "m=1,2,3,4")
    rows = local.inprocess(*words).checked().tsv()
    assert {row["m"] for row in rows} == {"5"}
    assert [row["f"] for row in sorted(rows, key=lambda row: int(row["orders"]))] == list("1234555")


REFUSED = {
    "sales --by cty": (2, 'sales can\'t be told by "cty"', "crm report sales --by city"),
    "sales --period 2026-13": (2, '"2026-13" is no period in the years 1 to 9998', None),
    "sales --period 2026 --since 90d": (
        2,
        "--period says both ends already",
        "leave --since and --until out",
    ),
    "sales --since 2026-02-01 --until 2026-01-01": (
        2,
        "--until 2026-01-01 is before --since 2026-02-01",
        "the first day goes with --since",
    ),
    "sales --currency XYZ": (2, '"XYZ" is no currency', "use an ISO 4217 code such as TRY, EUR or USD"),
    "segments --segment champion": (
        3,
        'no segment is called "champion"',
        'crm report segments --segment "Champions"',
    ),
    "segments --bins f=1,2": (
        2,
        '"f=1,2" are not four ascending numbers',
        "four ascending numbers, each the lowest of its group: f=2,3,5,10",
    ),
    "segments --map nowhere.toml": (
        1,
        "nowhere.toml can't be read: no such file or directory",
        "check the path and its permissions",
    ),
    "segments --where ctiy=İzmir": (
        2,
        'customers have no field "ctiy" (column 1)\n     ctiy=İzmir\n     ^',
        "did you mean city?",
    ),
}


@pytest.mark.parametrize("words", REFUSED)
def test_words_that_mean_nothing_are_answered_with_the_way_out(local: Program, words: str) -> None:
    code, message, hint = REFUSED[words]
    result = local.inprocess("report", *words.split())
    assert (result.code, result.stdout) == (code, "")
    assert result.stderr == f"crm: {message}\n" + (f"hint: {hint}\n" if hint else "")


def test_an_empty_store_has_reports_and_says_how_to_fill_it(crm_local: Program) -> None:
    for report in ("segments", "conversion", "sales", "pipeline --closed"):
        shown = crm_local.inprocess("report", *report.split(), "--format", "plain").checked()
        assert ": crm " in shown.stdout, report


def test_a_report_in_a_pipe_loads_no_heavy_library(modules: Callable[..., set[str]], local: Program) -> None:
    slow = {"sqlalchemy", "sqlmodel", "pydantic", "rich", "tabulate", "psycopg", "tomllib", "numpy"}
    for report in ("segments", "pipeline", "conversion", "sales"):
        assert not modules("report", report) & slow
    assert local.url
