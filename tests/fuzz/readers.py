"""The readers of files: each takes a file as ``crm import`` does, whole, into a store."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.fuzz.decoded import dump_rows, memory, store_rows
from tests.fuzz.house import TODAY, Finding, House, told
from tests.fuzz.target import Target, chance, words
from tests.support.program import Program

_NOUNS = (
    *(None, None, "customer", "customer", "customer", "customer", "customer"),
    *("contact", "lead", "order", "activity", "product", "payment", "case", "need"),
)
_CREATE = (None, None, "customers,contacts,users,products,stages,reasons")


def importing(ending: str, *, nouns: tuple[str | None, ...] = _NOUNS) -> Callable[[House, bytes], str]:
    """Return what imports a file of this ending."""

    def attempt(house: House, data: bytes) -> str:
        from crmcli.commands.import_ import Asked
        from crmcli.commands.import_run import import_files

        random = chance(data)
        file = house.file(data, f"given{ending}")
        rejects = house.folder / "rejects.csv"
        asked = Asked(
            rejects=rejects if random.random() < 0.3 else None,
            create=random.choice(_CREATE),
            keep_unknown=random.random() < 0.6,
            mode=random.choice(("upsert", "upsert", "create", "update", "skip")),
            encoding=random.choice((None,) * 20 + ("cp1254", "utf-8", "utf-16-le", "latin-1")),
            no_preset=random.random() < 0.1,
        )
        noun = random.choice(nouns)
        app = house.app("import", noun or "file", str(file))
        try:
            return house.tried(lambda: import_files(app, [str(file)], noun, asked))
        finally:
            for left in house.folder.glob("rejects*"):
                left.unlink()

    return attempt


def _map(house: House, data: bytes) -> str:
    """Read a saved mapping and use it."""
    from crmcli.commands.import_ import Asked
    from crmcli.commands.import_run import import_files

    table = house.file("Ad;Şehir;Tel\nYeni;Bursa;0532 765 43 21\n".encode(), "table.csv")
    saved = house.file(data, "map.toml")
    app = house.app("import", "customers", str(table))
    asked = Asked(maps=[str(saved)])
    return house.tried(
        lambda: import_files(app, [str(table)], chance(data).choice((None, "customer")), asked)
    )


def _dump(house: House, data: bytes) -> str:
    """Load a file of a whole store into a new one."""
    from crmcli.domain.dump.file import DumpFile
    from crmcli.domain.dump.load import LoadDump, load_dump
    from crmcli.errors import CrmError
    from crmcli.migrations import SCHEMA_VERSION

    file = house.file(data, "store.jsonl")
    app = house.app("import", "all", str(file))
    fresh = house.folder / "fresh.db"
    app.flags["db"] = str(fresh)
    try:
        with DumpFile(file, SCHEMA_VERSION) as found:
            change = app.write(load_dump, LoadDump(found), input_sha256=found.sha256)
    except CrmError as error:
        if fresh.exists():
            raise AssertionError("it failed, and there is a store") from error
        return f"{type(error).__name__} {told(error.message)}"
    finally:
        fresh.unlink(missing_ok=True)
    return f"done {told(str(change.summary))}"


def _run_file(house: House, data: bytes) -> str:
    """Read a file of reports and plan the run."""
    from crmcli.commands.report.run import _read
    from crmcli.commands.report.run_plan import planned
    from crmcli.errors import CrmError

    file = house.file(data, "daily.toml")
    app = house.app("report", "run", str(file))
    try:
        plan = planned(app, _read(file, {}), (file, house.folder), ())
    except CrmError as error:
        return f"{type(error).__name__} {told(error.message)}"
    failures = [told(order.failure.message) if order.failure else "" for order in plan.orders]
    for order in plan.orders:
        _inside(house, order.paper.output)
    return f"{len(failures)} {failures[:2]}"


def _inside(house: House, place: Any) -> None:
    """Hold a place to the folder or the person who wrote the file: it names one, and no file of the store."""
    if place is not None and Path(place).resolve() == house.store.resolve():
        raise AssertionError("a report would replace the store")


_DAILY = """\
[run]
since = "last-run"

[[report]]
name = "sales"
output = "{name}-{date}.html"

[[report]]
name = "today"
as = "bugün"
format = "csv"
"""


def _memory(house: House, data: bytes) -> str:
    """Plan a run by what earlier runs wrote down."""
    from crmcli.commands.report.run import _read
    from crmcli.commands.report.run_plan import planned
    from crmcli.errors import CrmError

    daily = house.file(_DAILY.encode(), "daily.toml")
    file = house.file(data, ".daily.last-run.json")
    app = house.app("report", "run", str(daily))
    try:
        plan = planned(app, _read(daily, {}), (daily, house.folder), ())
    except CrmError as error:
        return f"{type(error).__name__} {told(error.message)}"
    finally:
        file.unlink()
    failures = [told(order.failure.message) if order.failure else "" for order in plan.orders]
    return f"done {len(plan.known)} {failures[:2]}"


def _settings(house: House, data: bytes) -> str:
    """Read a settings file and ask for every setting."""
    from crmcli.config import SETTINGS
    from crmcli.errors import CrmError

    file = house.file(data, "config.toml")
    app = house.app("config", "list")
    said = []
    try:
        for setting in SETTINGS:
            if setting.name == "db":
                continue
            try:
                app.config.get(setting.name)
            except CrmError as error:
                said.append(told(error.message))
    finally:
        file.unlink()
    return f"{len(said)} {said[:2]}"


def _store(house: House, data: bytes) -> str:
    """Open a store from elsewhere: list, look at a timeline, weigh it as a backup."""
    from crmcli.domain.customer import ListCustomers, list_customers
    from crmcli.errors import CrmError

    file = house.file(data, "other.db")
    app = house.app("customer", "list")
    app.flags["db"] = str(file)
    said = []
    try:
        try:
            said.append(str(len(app.read(list_customers, ListCustomers(TODAY, 365)).rows)))
        except CrmError as error:
            said.append(told(error.message))
        try:
            from crmcli.engines import restore

            said.append(told(str(restore.weigh(house.app("restore").store, file))))  # type: ignore[arg-type]
        except CrmError as error:
            said.append(told(error.message))
        if said[0].isdigit():
            said.append(_run(file, *chance(data).choice(_LOOKS)))
    finally:
        for left in house.folder.glob("other.db*"):
            left.unlink()
    return " ".join(said)


_LOOKS = (("customer", "timeline", "C-1"), ("customer", "show", "C-2"), ("order", "list"), ("doctor",))


def _run(file: Path, *words: str) -> str:
    """Run a command on a store from elsewhere; return how it ended and what it said."""
    result = Program(str(file)).inprocess(*words)
    if "this is a fault of crmcli" in result.stderr:
        raise Finding(f"{' '.join(words)}: {result.stderr.strip().splitlines()[:1]}")
    return f"{result.code} {told(result.stderr)}"


def _exports(house: House) -> list[bytes]:
    """Return a small export of each product that is recognised, with values that fit somewhere."""
    from crmcli.domain.exchange.presets.making import columns_in
    from crmcli.domain.exchange.presets.model import lines
    from crmcli.domain.exchange.presets.recognise import presets

    del house
    values = (
        "1",
        "Deniz A.Ş.",
        "a@b.example",
        "0532 111 22 33",
        "2026-01-02",
        "12.50",
        "TRY",
        "completed",
        "",
    )
    found = []
    for preset in presets():
        told = [name for part in preset.parts for left, _ in lines(part.columns) for name in columns_in(left)]
        names = [name for name in dict.fromkeys((*preset.words(), *told)) if "#" not in name]
        rows = [[values[(at + row) % len(values)] for at in range(len(names))] for row in range(2)]
        cells = [[f'"{cell}"' if "," in cell else cell for cell in row] for row in (names, *rows)]
        found.append("".join(",".join(row) + "\n" for row in cells).encode())
    return found


def _dumped(house: House) -> list[bytes]:
    """Return the house's store as a file of a whole store."""
    return [Program(str(house.store)).inprocess("export", "all").checked().stdout.encode()]


def _stored(house: House) -> list[bytes]:
    """Return the house's store itself."""
    return [house.store.read_bytes()]


_CSV = words("name email phone city tag note ad soyad Müşteri Telefon E-posta 31.12.2026 1.234,56 ₺5 ; \\t")
_JSON = words('{ } [ ] , : "name" "email" {"name":"x"} null true -0 1e5 \\u0000 \\ud800 \\"')
_XML = (
    *words("<a> </a> <!-- --> <![CDATA[ ]]> <?xml ?> &amp; &#0; &#x110000; &lt; xmlns= encoding= <!DOCTYPE"),
    b'<!ENTITY a "aaaaaaaaaa">',
    b"<!ENTITY % x SYSTEM 'file:///etc/passwd'>",
    b"&a;&a;&a;",
    b"<cbc:ID>1</cbc:ID>",
    b"<cac:Party>",
)
_VCARD = (
    *words("BEGIN:VCARD END:VCARD VERSION:2.1 VERSION:3.0 VERSION:4.0 FN: N:;;;; TEL;TYPE=cell: EMAIL: ORG:"),
    *words(
        "ENCODING=QUOTED-PRINTABLE: ENCODING=b: CHARSET=UTF-8: PHOTO;ENCODING=BASE64: NOTE: ADR: item1. X-A:"
    ),
    b"=C5=9E=\r\n",
    b"\r\n ",
    b"\\n\\,\\;\\\\",
)
_MAIL = (
    *words("From: To: Cc: Subject: Date: Message-ID: Content-Type: multipart/mixed; boundary= charset="),
    b"\r\n\r\n",
    b"\nFrom a@b.c Mon Nov  2 10:00:00 2026\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"=?utf-8?q?",
    b"=?utf-8?b?w5w=?=",
    b"=?unknown-8bit?q?=FF?=",
    b"--b\r\n",
)
_TOML = (
    *words(
        '[run] [[report]] name = "sales" by output format keep = 3 since alert where [columns] [set] [read]'
    ),
    *words(
        '[values.city] noun = "customer" [profile.x] = {} [] """ \'\'\' 1979-05-27T07:32:00Z inf nan 0x1F'
    ),
    b'output = "{name}-{date}.html"',
    b'alert = "revenue < 10"',
    b"a.b.c.d = 1\n",
)
_DUMP = words(
    '{"format":"crmcli" "version":1 "tables" {"customer":{ "id":1 "rows" "last" null "created_change"'
)

READERS = (
    Target("csv", importing(".csv"), _CSV),
    Target("presets", importing(".csv", nouns=(None,)), _CSV, made=_exports),
    Target("json", importing(".json"), _JSON, typed=True),
    Target("jsonl", importing(".jsonl"), _JSON, typed=True),
    Target("xlsx", importing(".xlsx"), _XML),
    Target("xls", importing(".xls"), _CSV),
    Target("ods", importing(".ods"), _XML),
    Target("ubl", importing(".xml", nouns=(None, "customer", "order")), _XML),
    Target("ubl-zip", importing(".zip", nouns=(None, "customer", "order")), _XML),
    Target("vcard", importing(".vcf", nouns=(None, "customer", "contact", "lead")), _VCARD),
    Target("mail", importing(".eml", nouns=(None, "activity")), _MAIL),
    Target("map", _map, _TOML, typed=True),
    Target("dump", _dump, _DUMP, made=_dumped, inner=dump_rows),
    Target(
        "store",
        _store,
        words("CREATE TABLE TRIGGER VIEW INDEX customer"),
        4 * 1024 * 1024,
        made=_stored,
        inner=store_rows,
    ),
    Target("run-file", _run_file, _TOML, typed=True),
    Target("run-memory", _memory, _JSON, inner=memory),
    Target("settings", _settings, _TOML, typed=True),
)
