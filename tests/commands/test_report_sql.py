"""``crm report sql``: anything may be asked of the views, and nothing else can be done with it."""

from pathlib import Path

import pytest

from crmcli.domain.reports import views
from crmcli.domain.reports.sql import Answer, listing, numbered
from crmcli.domain.reports.statement import number_or_text, place, statement
from crmcli.errors import CrmError
from crmcli.models.views import VIEWS
from tests.store.business import contents
from tests.support.program import Program
from tests.support.store import raw_connection

PAGE = Path(__file__).parents[2] / "docs" / "views.md"


@pytest.fixture
def crm(crm: Program) -> Program:
    """The program on a store of either engine with three customers."""
    for words in (
        ("customer", "add", "Işık Mobilya", "--city", "İzmir", "--tax-number", "4387541014"),
        ("customer", "add", "Ada; DROP", "--city", "Bursa", "--custom", "a=1"),
        ("customer", "add", "=1+1", "--city", "İzmir"),
        ("order", "add", "C-1", "--total", "1.234,56 TL", "--on", "2026-11-20"),
    ):
        crm.inprocess(*words).checked()
    return crm


def ask(crm: Program, query: str, *words: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = (
        crm.inprocess("report", "sql", query, *words, "--format", "json").checked().json()
    )
    return rows


def refused(crm: Program, query: str, *words: str) -> tuple[str, str]:
    result = crm.inprocess("report", "sql", query, *words)
    assert (result.code in (1, 2), result.stdout) == (True, ""), query
    fact, hint = result.stderr.splitlines()
    assert "fault of crmcli" not in fact
    return fact.removeprefix("crm: "), hint.removeprefix("hint: ")


def test_a_query_gives_its_rows_under_its_own_names(crm: Program) -> None:
    rows = ask(
        crm,
        "SELECT city, count(*) AS n, sum(spent_minor) AS spent FROM customer_view GROUP BY city ORDER BY n",
    )
    assert rows == [{"city": "Bursa", "n": 1, "spent": None}, {"city": "İzmir", "n": 2, "spent": 123456}]


def test_both_engines_give_numbers_days_and_text_alike(crm: Program) -> None:
    rows = ask(
        crm,
        "SELECT number, ordered_on AS day, total_minor / 100.0 AS total, 1 = 1 AS yes, NULL AS missing, "
        "total_minor AS minor FROM order_view",
    )
    assert rows == [
        {"number": "S-1", "day": "2026-11-20", "total": 1234.56, "yes": 1, "missing": None, "minor": 123456}
    ]


def test_columns_of_one_name_are_numbered(crm: Program) -> None:
    (row,) = ask(crm, "SELECT name, city AS name, number AS name FROM customer_view WHERE number = 'C-2'")
    assert row == {"name": "Ada; DROP", "name_2": "Bursa", "name_3": "C-2"}


def test_every_format_takes_any_columns(crm: Program) -> None:
    for format in ("table", "plain", "markdown", "csv", "tsv", "jsonl"):
        result = crm.inprocess(
            "report",
            "sql",
            'SELECT name AS "a|b", id AS "_names", city AS "<x>" FROM customer_view',
            "--format",
            format,
        ).checked()
        assert "Işık Mobilya" in result.stdout or "I\\u015f\\u0131k" in result.stdout, format


def test_a_parameter_is_a_value_and_never_sql(crm: Program) -> None:
    query = "SELECT number FROM customer_view WHERE name = :name"
    assert ask(crm, query, "--param", "name=Ada; DROP") == [{"number": "C-2"}]
    assert ask(crm, query, "--param", "name=' OR 1=1 --") == []
    assert ask(crm, "SELECT number FROM customer_view WHERE id > :n", "--param", "n=2") == [{"number": "C-3"}]
    query = "SELECT number FROM customer_view WHERE tax_number = :t"
    assert ask(crm, query, "--param", "t=4387541014") == [{"number": "C-1"}]
    assert (
        ask(crm, "SELECT ':no' AS a, name FROM customer_view -- :none\nWHERE id = :a", "--param", "a=3")[0][
            "a"
        ]
        == ":no"
    )


def test_percent_signs_are_text(crm: Program) -> None:
    assert ask(crm, "SELECT number FROM customer_view WHERE name LIKE '%Mobilya%'") == [{"number": "C-1"}]


def test_a_query_comes_from_a_file_or_from_standard_input(crm: Program, tmp_path: Path) -> None:
    file = tmp_path / "q.sql"
    file.write_text(
        "\ufeff-- all\nSELECT number\nFROM customer_view ORDER BY id;\n-- end\n", encoding="utf-8"
    )
    assert len(crm.inprocess("report", "sql", "--file", file).checked().tsv()) == 3
    assert len(crm.inprocess("report", "sql", "-", input="SELECT 1 AS a").checked().tsv()) == 1


def test_a_limit_says_that_there_is_more(crm: Program) -> None:
    result = crm.inprocess(
        "report", "sql", "SELECT id FROM customer_view ORDER BY id", "--limit", "2"
    ).checked()
    assert len(result.tsv()) == 2
    assert result.stderr == "the first 2 rows; --limit 0 shows all\n"


def test_with_and_values_and_windows_and_json_are_reading(crm: Program) -> None:
    assert ask(crm, "WITH a AS (SELECT city FROM customer_view) SELECT count(*) AS n FROM a") == [{"n": 3}]
    assert len(ask(crm, "VALUES (1, 2)")) == 1
    rows = ask(crm, "SELECT row_number() OVER (ORDER BY name DESC) AS r FROM customer_view ORDER BY r")
    assert [row["r"] for row in rows] == [1, 2, 3]
    spell = "CAST(custom AS json) ->> 'a'" if crm.url.startswith("postgres") else "custom ->> '$.a'"
    assert ask(crm, f"SELECT {spell} AS a FROM customer_view WHERE id = 2") == [{"a": "1"}]


def test_a_missing_store_reads_as_an_empty_one(engine_url: str) -> None:
    crm = Program(engine_url)
    assert ask(crm, "SELECT count(*) AS n FROM customer_view") == [{"n": 0}]
    assert engine_url.startswith("postgres") or not Path(engine_url).exists()


ATTACKS = (
    "INSERT INTO customer (name) VALUES ('x')",
    "UPDATE customer SET name = 'x'",
    "DELETE FROM customer",
    "REPLACE INTO meta VALUES ('a', 'b')",
    "DROP TABLE customer",
    "DROP VIEW tag_view",
    "CREATE TABLE x (a)",
    "CREATE TEMP TABLE x AS SELECT * FROM customer",
    "ALTER TABLE customer ADD COLUMN x TEXT",
    "TRUNCATE customer",
    "ATTACH DATABASE 'x.db' AS x",
    "ATTACH ':memory:' AS x",
    "DETACH main",
    "VACUUM INTO 'x.db'",
    "VACUUM",
    "REINDEX",
    "ANALYZE",
    "PRAGMA user_version = 0",
    "PRAGMA query_only = OFF",
    "PRAGMA writable_schema = ON",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT a",
    "EXPLAIN SELECT 1",
    "EXPLAIN ANALYZE DELETE FROM customer",
    "COPY customer TO '/tmp/x'",
    "SET statement_timeout = 0",
    "DO $$ BEGIN DELETE FROM customer; END $$",
    "CALL x()",
    "LISTEN x",
    "SELECT 1; DELETE FROM customer",
    "SELECT 1; SELECT 2",
    "SELECT 1; COMMIT; DROP TABLE customer; SELECT 1",
    "WITH x AS (SELECT 1) DELETE FROM customer",
    "WITH x AS (SELECT 1) INSERT INTO tag SELECT * FROM x",
    "WITH x AS (DELETE FROM customer RETURNING id) SELECT * FROM x",
    "SELECT name INTO y FROM customer_view",
    "SELECT name FROM customer_view FOR UPDATE",
    "SELECT 1) OR EXISTS (SELECT 1",
    "SELECT * FROM customer",
    "SELECT count(*) FROM revision",
    "SELECT 1 FROM revision",
    "SELECT old FROM customer_view, revision",
    "SELECT (SELECT old FROM revision LIMIT 1) FROM customer_view",
    "SELECT name FROM customer_view WHERE EXISTS (SELECT command FROM change)",
    "SELECT name_fold FROM (SELECT * FROM customer) AS customer_view",
    "WITH customer_view AS (SELECT name_fold FROM customer) SELECT * FROM customer_view",
    "WITH customer_view AS (SELECT * FROM revision) SELECT * FROM customer_view",
    "SELECT digest FROM customer_view LEFT JOIN erasure ON 1 = 1",
    "SELECT * FROM main.change",
    'SELECT * FROM "revision"',
    "SELECT sql FROM sqlite_schema",
    "SELECT sql FROM sqlite_master",
    "SELECT * FROM sqlite_sequence",
    "SELECT * FROM pragma_table_info('customer')",
    "SELECT 1 FROM pragma_database_list",
    "SELECT * FROM dbstat",
    "SELECT * FROM pg_class",
    "SELECT * FROM pg_shadow",
    "SELECT * FROM information_schema.tables",
    "SELECT load_extension('x')",
    "SELECT readfile('/etc/passwd')",
    "SELECT writefile('x', 'y')",
    "SELECT edit('x')",
    "SELECT fts3_tokenizer('x')",
    "SELECT randomblob(1000000000)",
    "SELECT zeroblob(1000000000)",
    "SELECT sqlite_version()",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_sleep(60)",
    "SELECT pg_terminate_backend(1)",
    "SELECT pg_advisory_lock(1129467185)",
    "SELECT set_config('transaction_read_only', 'off', true)",
    "SELECT current_setting('data_directory')",
    "SELECT nextval('customer_id_seq')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT query_to_xml('DELETE FROM customer', true, true, '')",
    "SELECT dblink('x', 'y')",
    "SELECT * FROM generate_series(1, 1000000000)",
)


def test_nothing_but_reading_the_views_is_possible(
    crm: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before, files = contents(crm.url), sorted(tmp_path.iterdir())
    for query in ATTACKS:
        refused(crm, query)
        assert contents(crm.url) == before, query
        assert sorted(tmp_path.iterdir()) == files, query


@pytest.mark.parametrize(
    "query",
    [
        "WITH RECURSIVE a(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM a) SELECT count(*) FROM a",
        (
            "SELECT count(*) FROM timeline_view t, timeline_view u, (WITH RECURSIVE a(x) AS "
            "(SELECT 1 UNION ALL SELECT x + 1 FROM a WHERE x < 100000000) SELECT x FROM a) b"
        ),
    ],
)
def test_a_query_without_end_is_stopped(crm: Program, query: str) -> None:
    crm.inprocess("order", "add", "C-1", "--total", "1 TL", "--force").checked()
    assert refused(crm, query, "--timeout", "1") == (
        "the query was stopped after 1 second",
        "ask for less, or add --timeout 10",
    )


def test_a_local_query_that_would_eat_memory_is_stopped(crm_local: Program) -> None:
    crm_local.inprocess("customer", "add", "Ada").checked()
    query = "SELECT replace(hex(name), '4', printf('%9000000d', 1)) FROM customer_view"
    assert refused(crm_local, query)[0] == "the query makes a text or a row too large"


def test_rows_that_would_fill_memory_are_too_many(crm: Program) -> None:
    made = "repeat('x', 1000000)" if crm.url.startswith("postgres") else "printf('%1000000d', x)"
    query = (
        "WITH RECURSIVE a(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM a WHERE x < 900000) "
        f"SELECT {made} AS y FROM a"
    )
    assert refused(crm, query)[0] == "the query gives more than 200,000,000 characters"


def test_a_row_that_would_fill_memory_is_too_large(crm_local: Program) -> None:
    row = ", ".join(f"printf('%9000000d', {number})" for number in range(100))
    # The engine's bound is one of the process; where it was built without one, the answer's holds.
    result = crm_local("report", "sql", f"SELECT {row}")
    assert (result.code, result.stdout) == (1, "")
    assert result.stderr.startswith(
        ("crm: the query makes a text or a row too large\n", "crm: the query gives more than 200,000,000")
    )


def test_a_query_that_hangs_inside_one_function_is_left(crm_local: Program) -> None:
    # Minutes, in which the engine looks at nothing else: so in a process of its own.
    query = "SELECT instr(printf('%9000000d', 1), printf('%4500000d', 12))"
    result = crm_local("report", "sql", query, "--timeout", "1")
    assert (result.code, result.stdout) == (1, "")
    assert result.stderr.startswith("crm: the query was stopped after 1 second\n")


def test_a_function_of_the_other_engine_is_told_as_that(crm: Program) -> None:
    name = "printf" if crm.url.startswith("postgres") else "repeat"
    said, hint = refused(crm, f"SELECT {name}('x', 3)")
    assert said == f"{name}() is a function of the other engine: line 1, column 8 (SELECT ▸{name}('x', 3))"
    assert hint == "a query speaks the SQL of its store's engine"


@pytest.mark.parametrize(
    ("query", "fact"),
    [
        ("SELECT ?", "a value of a query is written :name"),
        ("SELECT $1", "a value of a query is written :name"),
        ("SELECT name::text FROM customer_view", "the query is no SQL at line 1, column 12 (SELECT name▸::"),
    ],
)
def test_another_engines_signs_are_told_in_words(crm_local: Program, query: str, fact: str) -> None:
    crm_local.inprocess("customer", "add", "Ada").checked()
    assert refused(crm_local, query)[0].startswith(fact)


def test_the_present_day_is_known(crm: Program) -> None:
    (row,) = ask(crm, "SELECT CAST(CURRENT_TIMESTAMP AS text) AS a, CURRENT_DATE AS b")
    assert str(row["a"])[:10] == row["b"]


def test_what_a_server_has_types_for_is_shown_as_json(pg_url: str) -> None:
    query = 'SELECT CAST(\'{"a": [1, "ş"]}\' AS json) AS a, ARRAY[1, 2] AS b'
    assert ask(Program(pg_url), query) == [{"a": '{"a": [1, "ş"]}', "b": "[1, 2]"}]


def test_rows_come_whole_and_in_order_over_many_parts(pg_url: str) -> None:
    numbers = "WITH RECURSIVE a(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM a WHERE x < 3000) SELECT x FROM a"
    crm = Program(pg_url)
    assert [row["x"] for row in ask(crm, numbers, "--limit", "0")] == list(range(1, 3001))
    assert [row["x"] for row in ask(crm, numbers, "--limit", "149")] == list(range(1, 150))


@pytest.mark.parametrize(
    ("query", "fact", "hint"),
    [
        (
            "SELECT nmae FROM customer_view",
            'there is no column "nmae": line 1, column 8',
            "did you mean name?",
        ),
        (
            "SELECT 1\nFROM customer_veiw",
            'there is no view "customer_veiw": line 2, column 6 (FROM ▸customer_veiw)',
            "did you mean customer_view?",
        ),
        ("SELECT name FROM customer", '"customer" is no view', "did you mean customer_view?"),
        ("SELECT tbl FROM revision", '"revision" is no view', "crm report sql --views"),
        ("SELECT lenght(name) FROM customer_view", 'there is no function "lenght"', "did you mean length()?"),
        (
            "SELECT name, FROM customer_view",
            "the query is no SQL at line 1, column 14",
            "crm report sql --views",
        ),
        ("SELECT name FROM customer_view WHERE", "the query ends too early", "crm report sql --views"),
        ("SELECT 'abc", "line 1, column 8 (SELECT ▸'abc)", ""),
        ("DROP TABLE x", "a query only reads and begins with select, not with DROP", ""),
        ("SELECT 1; SELECT 2", "there are several statements: the second begins at line 1, column 11", ""),
        (" ; ", "the query is empty", ""),
        ("SELECT :a AS x", ":a has no value", "add --param a=VALUE"),
        ("SELECT load_extension('x')", "load_extension() is not allowed in a query", ""),
    ],
)
def test_what_is_wrong_is_shown_in_its_place_with_the_nearest_name(
    crm: Program, query: str, fact: str, hint: str
) -> None:
    if crm.url.startswith("postgres") and "load_extension" in query:
        fact = 'there is no function "load_extension"'
    said = refused(crm, query)
    assert fact in said[0]
    assert said[1].startswith(hint)


@pytest.mark.parametrize(
    ("query", "fact", "hint"),
    [
        (
            "SELECT name FROM pragma_table_info('customer')",
            "a query reads the documented views, nothing of the database engine's own",
            "crm report sql --views",
        ),
        (
            "WITH a AS (SELECT 1) INSERT INTO tag (name) SELECT 1",
            "a query only reads: INSERT is not allowed in it",
            'crm report sql "select',
        ),
        ("SELECT randomblob(3)", "randomblob() is not allowed in a query", "text, numbers, days"),
    ],
)
def test_what_a_query_may_not_do_is_named_with_what_it_may(
    crm_local: Program, query: str, fact: str, hint: str
) -> None:
    said = refused(crm_local, query)
    assert said[0] == fact
    assert said[1].startswith(hint)


@pytest.mark.parametrize(
    ("words", "fact"),
    [
        ((), "no query is given"),
        (("SELECT 1", "--file", "x.sql"), "a query is given once"),
        (("--file", "none.sql"), "none.sql can't be read: no such file or directory"),
        (("SELECT 1", "--param", "a"), '"a" is no parameter'),
        (("SELECT 1", "--param", "a=1"), "the query has no :a"),
        (("SELECT :a", "--param", "a=1", "--param", "a=2"), "--param a is given twice"),
        (("SELECT 1", "--timeout", "0"), "--timeout"),
    ],
)
def test_wrong_options_are_refused(crm_local: Program, words: tuple[str, ...], fact: str) -> None:
    result = crm_local.inprocess("report", "sql", *words)
    assert result.code in (1, 2)
    assert fact in result.stderr.splitlines()[0]


def test_the_views_are_told_without_a_store(crm_local: Program) -> None:
    rows = crm_local.inprocess("report", "sql", "--views", "--format", "json").checked().json()
    assert {row["view"] for row in rows} == set(VIEWS)
    assert list(rows[0]) == ["view", "column", "type", "meaning"]


def test_the_contract_names_every_column_of_the_views_in_order(crm: Program) -> None:
    connection = raw_connection(crm.url)
    for view, (_, columns) in views.VIEWS.items():
        cursor = connection.execute(f"SELECT * FROM {view}")
        assert [column[0] for column in cursor.description] == list(columns), view
    connection.close()
    assert list(views.VIEWS) == list(VIEWS)


def test_the_page_of_the_documentation_says_what_the_program_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == views.page(), (
        "python -m crmcli.domain.reports.views > docs/views.md"
    )


def test_names_that_no_row_could_have_get_others() -> None:
    assert numbered(["a", "a", "a_2", "", "__class__", "x\ny"]) == [
        "a",
        "a_2",
        "a_2_2",
        "column",
        "column__class__",
        "x y",
    ]


def test_only_whole_columns_of_days_are_days() -> None:
    rows = listing(
        Answer(["a", "b", "c"], [("2026-12-31", "2026-12-31", "2026-W01-1")] * 2, more=False), 0
    ).rows
    from datetime import date

    assert (rows[0].a, rows[0].c) == (date(2026, 12, 31), "2026-W01-1")
    mixed = listing(Answer(["a"], [("2026-12-31",), ("2026-13-31",)], more=False), 0).rows
    assert [row.a for row in mixed] == ["2026-12-31", "2026-13-31"]


def test_values_are_numbers_only_when_they_look_like_it() -> None:
    given = ("12", "-3", "1.5", "0", "007", "0532 123", "1e5", "", "9" * 30)
    assert [number_or_text(value) for value in given] == [
        12,
        -3,
        1.5,
        0,
        "007",
        "0532 123",
        "1e5",
        "",
        "9" * 30,
    ]


def test_semicolons_and_parameters_in_quotes_and_comments_are_text() -> None:
    sql = "SELECT ';', \"a;b\", ':x' /* ; :y */ -- ; :z\nFROM t WHERE a = :a AND b::text = 'x'"
    blank = sql.replace("/* ; :y */", " " * 10).replace("-- ; :z", " " * 7)
    assert statement(sql, {"a": "1"}).sql == blank
    with pytest.raises(CrmError, match="several statements"):
        statement("SELECT ';'; SELECT 1", {})


def test_a_place_is_told_by_line_and_column_with_its_surroundings() -> None:
    assert place("SELECT a\n  FORM b", 11) == "line 2, column 3 (▸FORM b)"
