"""The languages people type: each is given a text, and answers or refuses."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from tests.fuzz.house import TODAY, House, told
from tests.fuzz.target import Target, chance, words


def asking(act: Callable[[str], Any]) -> Callable[[House, bytes], str]:
    """Return what asks a pure function, and takes its refusals."""

    def attempt(house: House, data: bytes) -> str:
        from crmcli.errors import CrmError

        del house
        try:
            return f"done {told(str(act(_text(data))))}"
        except CrmError as error:
            return f"{type(error).__name__} {told(error.message)}"

    return attempt


def _text(data: bytes) -> str:
    """Return a text as an argument brings it: bytes that are no UTF-8 as surrogates."""
    return data[:20_000].decode("utf-8", "surrogateescape")


def _filter(house: House, data: bytes) -> str:
    """Ask for the records of a filter; no value of it is in the SQL."""
    from crmcli.domain.nouns import NOUNS
    from crmcli.domain.where import conditions
    from crmcli.errors import CrmError

    text = _text(data)
    noun = chance(data).choice((NOUNS[0], NOUNS[0], *NOUNS))

    def act(db: Any, _: None) -> str:
        test, values = conditions(db, noun, [text])
        return f"{len(values)} {db.value(f'SELECT count(*) FROM {noun.table} r WHERE {test}', values)}"

    try:
        return house.app("customer", "list").read(act, None)
    except CrmError as error:
        return f"{type(error).__name__} {told(error.message)}"


def _sql(house: House, data: bytes) -> str:
    """Ask a person's own SQL: it reads the views, or is refused, and nothing is written."""
    from crmcli.db import ask
    from crmcli.domain.reports.sql import Question, listing
    from crmcli.domain.reports.statement import statement
    from crmcli.errors import CrmError

    app = house.app("report", "sql")

    def act() -> str:
        answer = ask(app.store, Question(statement(_text(data), {}), 100, 2))
        return f"{len(answer.names)} {len(listing(answer, 100).rows)}"

    before = house.store.read_bytes()
    try:
        return act()
    except CrmError as error:
        return f"{type(error).__name__} {told(error.message)}"
    finally:
        if house.store.read_bytes() != before:
            raise AssertionError("a query wrote")


def _rule(text: str) -> object:
    from crmcli.domain.rules.grammar import read

    return read(text)


def _repeat(text: str) -> object:
    from crmcli.domain.tasks.repeat_words import read

    return read(text)


def _when(text: str) -> object:
    from crmcli.domain.date_phrases import moment, understand

    moment(text, TODAY, UTC)
    return understand(text, TODAY, past=len(text) % 2 == 0)


def _instant(text: str) -> object:
    from crmcli.domain.dates import parse_day, parse_instant
    from crmcli.errors import CrmError

    order = (None, "dmy", "mdy", "ymd")[len(text) % 4]
    with suppress(CrmError):
        parse_day(text, order)
    return parse_instant(text, order, UTC)


def _period(text: str) -> object:
    from crmcli.domain.periods import parse_period, parse_since
    from crmcli.errors import CrmError

    with suppress(CrmError):
        parse_since(text, datetime(2026, 11, 21, 12, tzinfo=UTC))
    return parse_period(text)


def _money(text: str) -> object:
    from crmcli.domain.money import parse_amount, split_currency, to_minor

    body, code = split_currency(text)
    return to_minor(parse_amount(body), code or "TRY", exact=False)


def _identity(text: str) -> object:
    from crmcli.domain import normal
    from crmcli.domain.text import fold, match_key, sort_key

    fold(text), match_key(text), sort_key(text)
    found = normal.phone(text), normal.email(text), normal.tax_number(text)
    assert normal.phones([text])[0] == found[0], "one at a time and many at once differ"
    assert normal.emails([text])[0] == found[1], "one at a time and many at once differ"
    return " ".join(type(one).__name__ for one in found)


def _line(text: str) -> object:
    from crmcli.domain.order_lines import parts_of

    return parts_of(text, "TRY")


def _mapping(text: str) -> object:
    from crmcli.domain.exchange.mapping import build_mapping, map_request

    parts = text.split("\n")
    request = map_request(
        [p for p in parts[:2] if p and not p.endswith(".toml")],
        [p for p in parts[2:4] if p],
        [p for p in parts[4:6] if p],
        keep_unknown=True,
    )
    noun = ("customer", "contact", "lead", "order")[len(text) % 4]
    return build_mapping(parts[6:] or ["Ad", "Tel"], noun, request).sentences()


def _template(text: str) -> object:
    from crmcli.domain.campaigns.template import fields_of, filled, pieces

    parts = pieces(text)
    return filled(parts, dict.fromkeys(fields_of(parts), "{name} {{x}} %s"), None)[1]


def _alert(text: str) -> object:
    from crmcli.domain.reports import entry_of
    from crmcli.domain.reports.alerts import alert_of
    from crmcli.domain.reports.columns import rows_of

    entry = entry_of("sales")
    assert entry is not None
    return alert_of(next(iter(rows_of(entry))), text, TODAY).text


def _work(text: str) -> object:
    from crmcli.config import BY_NAME, check

    found: list[str] = []
    for name in BY_NAME:
        try:
            check(name, text)
            found.append(name.replace("_", ""))
        except Exception as error:
            from crmcli.errors import CrmError

            if not isinstance(error, CrmError):
                raise
    return " ".join(found)


def _discount(text: str) -> object:
    from crmcli.domain.quotes.typed import read_discount, split_percents, valid_until
    from crmcli.errors import CrmError

    with suppress(CrmError):
        split_percents(text)
    with suppress(CrmError):
        valid_until(text, TODAY)
    return read_discount(text, "TRY")


def _reference(house: House, data: bytes) -> str:
    """Look a record up by what a person calls it."""
    from crmcli.domain.nouns import NOUNS
    from crmcli.domain.refs import resolve
    from crmcli.errors import CrmError

    noun = chance(data).choice((NOUNS[0], *NOUNS))
    try:
        found = house.app("customer", "show").read(
            lambda db, ref: resolve(db, noun, ref, region="TR"), _text(data)
        )
        return f"done {found}"
    except CrmError as error:
        return f"{type(error).__name__} {told(error.message)}"


_FILTER = words("""
    city = != < <= > >= ~ !~ is not empty in ( ) between and or veya ve değil İzmir bought category since
    until campaign segment frozen 'x' " last_order 90d revenue tag owner custom.Sektör name customer.city
    2026-Q3 status
""")
_DATES = words("""
    31.12.2026 2026-12-31 12/31/2026 yarın bugün dün tomorrow next monday gelecek pazartesi 3 gün sonra in 2
    weeks ayın 15'i 15:30 saat 3pm akşam 7'de Q3 2026-W05 Mart march 1st last end of ay sonu +5d 90d 10dk
    +03:00 Z noon
""")
_PERIODS = words("""
    2026 2025-Q3 2026-10 2026-W05 this last bu geçen son 3 month quarter year week ay çeyrek yıl hafta gün
    days 90d 12m 2026-01-01..2026-06-30 .. 2026-01 today bugün 31.12.2026
""")
_SQL = words("""
    SELECT FROM customer_view WHERE UNION ALL -- /* */ ; ATTACH PRAGMA DELETE UPDATE INSERT INTO VALUES WITH
    RECURSIVE AS ( ) sqlite_master load_extension( writefile( randomblob(999999999) GROUP BY ORDER LIMIT :x ?
    customer identity name count(*) CAST( EXPLAIN BEGIN COMMIT temp. main. pragma_table_info(
    printf('%.*c',9e9,1)
""")
_RULE = words("""
    when a lead is created lost won becomes if then do create task "x" due in 3d assign to tag with and for
    customer enters segment leaves has revenue > 10 ne zaman ise görev ata etiketle
""")
_NAMES = words("C-1 C- P-1 Acme Işık 0532 info@acme.example default: #1 C-999999999999999999")
_WORK = words("mon-fri pzt,sal 09:00-18:00 urgent=1,high=4 2026-10-29 tr en TRY 0 %")
_MAPPING = words("= - custom: name email : Ad= Tel=phone city:a=b external_id \\n")

_LANGUAGES = (
    Target("filter", _filter, _FILTER),
    Target("when", asking(_when), _DATES),
    Target("instant", asking(_instant), _DATES),
    Target("period", asking(_period), _PERIODS),
    Target("repeat", asking(_repeat), _DATES),
    Target("money", asking(_money), words("₺ TRY EUR $ 1.234,56 1,234.56 -5 (5) 5- 1'000 ٣ ½ e5 TL kuruş")),
    Target(
        "identity", asking(_identity), words("+90 0532 123 45 67 dahili 12 @ .com xn-- VKN TR 0 ( ) ; ext")
    ),
    Target("rule", asking(_rule), _RULE),
    Target("line", asking(_line), words(": Masa 2 1.250 TRY %10 -")),
    Target("mapping", asking(_mapping), _MAPPING),
    Target("template", asking(_template), words("{ } {{ }} {name} {first_name|x} {custom.a} | {__class__}")),
    Target("alert", asking(_alert), (*_FILTER, *words("total.revenue orders % -5% drop"))),
    Target("setting", asking(_work), _WORK),
    Target("discount", asking(_discount), words("%10 10% 5 TRY 30d 31.12.2026 @20 -")),
    Target("reference", _reference, _NAMES),
    Target("sql", _sql, _SQL),
)
LANGUAGES = tuple(target._replace(typed=True) for target in _LANGUAGES)
