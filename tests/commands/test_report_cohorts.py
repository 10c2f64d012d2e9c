"""Reports ``rfm``, ``retention``, ``survival``, ``segments --compare`` as people and scripts meet them."""

import pytest

from tests.support.program import Program

ORDERS = """\
customer,date,total,currency
Ada,2026-08-31,10.00,TRY
Ada,2026-09-01,2.00,TRY
Ada,2026-09-30,3.50,TRY
Can,2026-08-01,5.00,TRY
Ece,2026-09-15,7.00,TRY
Ece,2026-10-15,0.70,TRY
[bold]x[/bold],2026-11-01,9.00,TRY
"""
PIPES = {
    "retention": """\
cohort	customers	orders	after_1	after_2	after_3	after_6	after_12	course	revenue	currency
2026-08	2	4	0.5	0.0				0.5;0.0	20.50	TRY
2026-09	1	2	1.0					1.0	7.70	TRY
2026-11	1	1							9.00	TRY
""",
    "retention --cells --by quarter": """\
cell	cohort	period	after	complete	customers	buying	share	orders	revenue	currency
2026-Q3+0	2026-Q3	2026-Q3	0	true	3	3	1.0	5	27.50	TRY
2026-Q3+1	2026-Q3	2026-Q4	1	false	3
2026-Q4+0	2026-Q4	2026-Q4	0	false	1
""",
    "survival --lapse 60": """\
age	days	at_risk	ended	running	survival	low	high
day 30	30	3	0	1	1.0
day 82	82	1	1	2	0.6666666666666666	0.0540734	0.945206
""",
    "rfm --segment hibernating": """\
id	name	r	f	m	segment	last_purchase	recency	orders	revenue	currency	rfm
C-2	Can	1	1	1	Hibernating	2026-08-01	112	1	5.00	TRY	111
""",
    "segments --compare 2026-09-01": """\
was	now	customers	share	revenue_then	revenue	currency
Champions	Can't Lose	1	1.0	12.00	15.50	TRY
Hibernating	Hibernating	1	1.0	5.00	5.00	TRY
not a buyer	Loyal	1	0.5	0.00	7.70	TRY
not a buyer	New	1	0.5	0.00	9.00	TRY
""",
}


@pytest.fixture
def shop(crm: Program) -> Program:
    """A shop of four customers."""
    crm.ok("import", "orders", "-", "--create", "customers", input=ORDERS)
    return crm


def test_in_a_pipe_they_are_tables_for_programs(shop: Program) -> None:
    for words, expected in PIPES.items():
        shown = shop.ok("report", *words.split()).stdout
        assert [line.rstrip("\t") for line in shown.splitlines()] == [
            line.rstrip("\t") for line in expected.splitlines()
        ], words


@pytest.mark.parametrize("columns", [40, 80, 140])
def test_no_line_is_wider_than_the_terminal(
    crm_local: Program, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    crm_local.ok("import", "orders", "-", "--create", "customers", input=ORDERS)
    monkeypatch.setenv("COLUMNS", str(columns))
    for words in PIPES:
        shown = crm_local.inprocess("report", *words.split(), "--format", "table").checked()
        assert max(map(len, shown.lines)) <= columns, words


def test_a_name_that_looks_like_markup_is_a_name(shop: Program) -> None:
    assert "[bold]x[/bold]" in shop.ok("report", "rfm", "--format", "table").stdout
    told = shop.ok("report", "retention", "--explain", "2026-11", "--format", "table").stdout
    assert "[bold]x[/bold]" in told


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ("retention --show percent", 2, '"percent" is nothing to show'),
        ("survival --lapse 0", 2, "--lapse 0 is no number of days"),
        ("segments --list --by city", 2, "customers are listed one by one, not by city"),
        ("retention --by product", 2, 'retention can\'t be told by "product"'),
        ("retention --explain 2025-01", 3, 'is called "2025-01"'),
        ("survival --explain total", 3, 'is called "total"'),
    ],
)
def test_words_that_mean_nothing_are_answered(shop: Program, words: str, code: int, message: str) -> None:
    result = shop("report", *words.split()).checked(code)
    assert result.stdout == ""
    assert message in result.stderr
    assert "hint:" in result.stderr


@pytest.mark.parametrize("report", ["rfm", "retention", "survival", "segments"])
def test_an_empty_store_says_how_to_fill_it(crm: Program, report: str) -> None:
    shown = crm.ok("report", report, "--format", "table").stdout
    assert "crm import orders FILE brings orders in" in " ".join(shown.split())
