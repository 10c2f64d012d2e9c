"""The server for assistants, byte by byte: both eras of the protocol, and whatever else comes in."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crmcli.app import App
from crmcli.cli import root
from crmcli.commands.assistant import wire
from crmcli.commands.assistant.server import MODERN, OLD, Server
from crmcli.commands.assistant.shaping import MOST, bounded, cursor, fits, start_of, text_of
from crmcli.commands.assistant.tools import READING, WRITING
from tests.support.program import TIMEOUT, Program, environment

META = {
    "io.modelcontextprotocol/protocolVersion": MODERN[0],
    "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}


class Client:
    """A program that starts the server and talks to it, a line at a time."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        """Talk to a server that was started."""
        self.process = process
        self.last = 0

    def send(self, line: bytes) -> Any:
        """Send bytes; return the next line of the answer, as JSON."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(line)
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer.endswith(b"\n")
        assert all(0x20 <= byte < 0x7F for byte in answer[:-1]), answer
        return json.loads(answer)

    def ask(self, method: str, *, meta: bool = True, **params: Any) -> dict[str, Any]:
        """Send a request; return what answers it."""
        self.last += 1
        given = {**params, "_meta": META} if meta else params
        message = {"jsonrpc": "2.0", "id": self.last, "method": method, "params": given}
        answer: dict[str, Any] = self.send(json.dumps(message, ensure_ascii=False).encode() + b"\n")
        assert (answer["jsonrpc"], answer["id"]) == ("2.0", self.last)
        return answer

    def call(self, tool: str, **arguments: Any) -> Any:
        """Call a tool that does what is asked; return its data, which its text says, too."""
        result = self.ask("tools/call", name=tool, arguments=arguments)["result"]
        assert result["isError"] is False, result
        assert json.loads(result["content"][0]["text"]) == result["structuredContent"]
        assert result["resultType"] == "complete"
        return result["structuredContent"]

    def refused(self, tool: str, **arguments: Any) -> Any:
        """Call a tool that refuses; return what it says."""
        result = self.ask("tools/call", name=tool, arguments=arguments)["result"]
        assert result["isError"] is True, result
        return json.loads(result["content"][0]["text"])


@contextmanager
def talking(program: Program, *options: str, before: tuple[str, ...] = ()) -> Iterator[Client]:
    """Start the server, options of the program ``before`` its name; it ends when its input does."""
    process = subprocess.Popen(
        [sys.executable, "-m", "crmcli", *before, "mcp", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(program.environment()),
    )
    with process:
        yield Client(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(TIMEOUT) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""


@pytest.fixture
def shop(crm: Program) -> Program:
    """A few customers with a past, on each engine."""
    for name in ("Işık Mobilya", "Pamuk Pastanesi", "Şen Kırtasiye"):
        crm.inprocess("customer", "add", name, "--city", "İzmir").checked()
    for number in range(7):
        crm.inprocess("log", "call", "C-1", f"Görüşme {number}", "--at", f"2026-11-1{number}").checked()
    crm.inprocess("order", "add", "C-1", "--on", "2026-11-01", "--total", "1250").checked()
    return crm


def test_an_assistant_finds_shows_and_counts(shop: Program) -> None:
    with talking(shop) as client:
        found = client.ask("server/discover")["result"]
        assert found["supportedVersions"] == [*MODERN, *OLD]
        assert found["_meta"]["io.modelcontextprotocol/serverInfo"]["name"] == "crmcli"
        assert (found["ttlMs"] > 0, found["cacheScope"]) == (True, "public")
        assert [row["id"] for row in client.call("find", text="isik")["rows"]][:1] == ["C-1"]
        assert client.call("customer_show", customer="Işık")["name"] == "Işık Mobilya"
        assert client.call("report", name="sales", by="year")["rows"][0]["net"] == "1250.00"
        said = client.call("sql", query="select city, count(*) as n from customer_view group by city")
        assert said["rows"] == [{"city": "İzmir", "n": 3}]
        assert client.call("list", kind="customer", where=["name~pamuk"])["rows"][0]["id"] == "C-2"
        assert client.call("record_show", number="S-1")["total"] == "1250.00"
        assert client.call("customer_brief", customer="C-1")["orders"] == 1
        assert client.call("today")["rows"] == []


def test_a_client_of_the_handshake_is_served_as_well(shop: Program) -> None:
    with talking(shop) as client:
        refused = client.ask("tools/list", meta=False)["error"]
        assert (refused["code"], refused["data"]["supported"]) == (wire.INVALID_PARAMS, [*MODERN, *OLD])
        assert client.ask("ping", meta=False)["result"] == {}
        said = client.ask(
            *("initialize",), meta=False, protocolVersion="2025-06-18", capabilities={}, clientInfo={}
        )["result"]
        assert said["protocolVersion"] == "2025-06-18"
        assert said["serverInfo"]["name"] == "crmcli"
        assert set(said["capabilities"]) == {"tools", "resources"}
        client.process.stdin.write(b'{"jsonrpc":"2.0","method":"notifications/initialized"}\n')  # type: ignore[union-attr]
        tools = client.ask("tools/list", meta=False)["result"]
        assert set(tools) == {"tools"}
        called = client.ask("tools/call", meta=False, name="find", arguments={"text": "pamuk"})["result"]
        assert called["structuredContent"]["rows"][0]["id"] == "C-2"
        missing = client.ask("resources/read", meta=False, uri="crm://nowhere")["error"]
        assert missing["code"] == wire.NOT_FOUND_OF_OLD
        newest = client.ask("initialize", meta=False, protocolVersion="1999-01-01")["result"]
        assert newest["protocolVersion"] == OLD[0]


def test_a_version_that_nobody_speaks_is_answered_with_those_that_are(crm_local: Program) -> None:
    with talking(crm_local) as client:
        told = {**META, "io.modelcontextprotocol/protocolVersion": "1900-01-01"}
        error = client.ask("tools/list", meta=False, _meta=told)["error"]
        assert (error["code"], error["data"]["requested"]) == (-32022, "1900-01-01")
        assert error["data"]["supported"] == [*MODERN, *OLD]
        bare = {"io.modelcontextprotocol/protocolVersion": MODERN[0]}
        assert client.ask("tools/list", meta=False, _meta=bare)["error"]["code"] == wire.INVALID_PARAMS
        assert client.ask("ping")["error"]["code"] == wire.METHOD_NOT_FOUND


def test_nothing_is_written_without_leave(shop: Program) -> None:
    with talking(shop) as client:
        names = [tool["name"] for tool in client.ask("tools/list")["result"]["tools"]]
        assert names == [tool.name for tool in READING]
        error = client.ask("tools/call", name="customer_add", arguments={"name": "X"})["error"]
        assert error["code"] == wire.INVALID_PARAMS
        said = client.refused("sql", query="delete from customer_view")
        assert (said["code"], said["hint"] is not None) == (1, True)


def test_a_write_shows_first_and_names_its_undo_after(shop: Program) -> None:
    with talking(shop, "--allow-writes") as client:
        tools = client.ask("tools/list")["result"]["tools"]
        assert [tool["name"] for tool in tools] == [tool.name for tool in (*READING, *WRITING)]
        assert {tool["name"] for tool in tools if not tool["annotations"]["readOnlyHint"]} == {
            tool.name for tool in WRITING
        }
        looked = client.call("customer_add", name="Deneme", phone=["0532 111 22 33"])
        assert (looked["dry_run"], looked["nothing_kept_yet"]) == (True, True)
        assert client.call("find", text="deneme")["rows"] == []
        said = client.refused("customer_add", name="Başka", confirm=looked["confirm"])
        assert "other arguments" in said["error"]
        done = client.call("customer_add", name="Deneme", phone=["0532 111 22 33"], confirm=looked["confirm"])
        assert (done["dry_run"], done["undo"]) == (False, f"crm undo {done['change']}")
        again = client.call("undo", n=done["change"])
        client.call("undo", n=done["change"], confirm=again["confirm"])
        assert client.call("find", text="deneme")["rows"] == []
    journal = shop.inprocess("history", "--format", "json")
    assert "0532" not in journal.stdout


def test_what_is_only_read_is_not_written_with_leave_either(crm_local: Program) -> None:
    crm_local.inprocess("customer", "add", "Işık").checked()
    with talking(crm_local, "--allow-writes", before=("--read-only",)) as client:
        asked: dict[str, Any] = {"name": "customer_add", "arguments": {"name": "Zed"}}
        word = client.ask("tools/call", **asked)["result"]["structuredContent"]["confirm"]
        asked["arguments"] = {"name": "Zed", "confirm": word}
        answer = client.ask("tools/call", **asked)["result"]
    assert answer["isError"], answer
    assert "is only read here" in answer["content"][0]["text"]
    assert [row["name"] for row in crm_local.inprocess("customer", "list").tsv()] == ["Işık"]


def test_hooks_that_are_left_out_are_left_out_of_calls(
    crm_local: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, told = tmp_path / "config.toml", tmp_path / "told"
    settings.write_text(f'[hooks.x]\nrun = ["/usr/bin/touch", "{told}"]\n', encoding="utf-8")
    settings.chmod(0o600)
    monkeypatch.setenv("CRMCLI_CONFIG", str(settings))
    for before in (("--no-hooks",), ()):
        with talking(crm_local, "--allow-writes", before=before) as client:
            asked: dict[str, Any] = {"name": "Zed", "force": True}
            found = client.ask("tools/call", name="customer_add", arguments=asked)["result"]
            word = found["structuredContent"]["confirm"]
            client.ask("tools/call", name="customer_add", arguments={**asked, "confirm": word})
        assert told.exists() is (before == ())


def test_a_confirmation_of_another_server_is_worth_nothing(crm_local: Program) -> None:
    with talking(crm_local, "--allow-writes") as client:
        word = client.call("customer_add", name="Deneme")["confirm"]
    with talking(crm_local, "--allow-writes") as client:
        assert "other arguments" in client.refused("customer_add", name="Deneme", confirm=word)["error"]
    assert not Path(crm_local.url).exists()


def test_pages_hold_every_row_once(shop: Program) -> None:
    with talking(shop) as client:
        for tool, arguments in (
            ("timeline", {"customer": "C-1"}),
            ("list", {"kind": "activity"}),
            ("sql", {"query": "select number from customer_view order by id"}),
            ("find", {"text": "gorusme"}),
        ):
            whole = client.call(tool, **arguments)["rows"]
            rows: list[Any] = []
            page = client.call(tool, **arguments, limit=2)
            while True:
                rows = [*page["rows"], *rows] if tool == "timeline" else [*rows, *page["rows"]]
                if "nextCursor" not in page:
                    break
                page = client.call(tool, **arguments, limit=2, cursor=page["nextCursor"])
            assert rows == whole, tool
            assert len(whole) > 2, tool


def test_a_cursor_of_another_question_is_refused(shop: Program) -> None:
    with talking(shop) as client:
        page = client.call("list", kind="activity", limit=2)
        for told in (page["nextCursor"], "x", "", "WzEsMl0=", "bnVsbA=="):
            error = client.ask(
                "tools/call", name="list", arguments={"kind": "customer", "limit": 2, "cursor": told}
            )["error"]
            assert error["code"] == wire.INVALID_PARAMS


def test_what_was_wrong_with_arguments_is_said_to_the_model(crm_local: Program) -> None:
    with talking(crm_local) as client:
        assert client.refused("find")["error"] == "arguments.text is missing"
        assert "is to be string" in client.refused("find", text=7)["error"]
        assert "has no colour" in client.refused("find", text="a", colour="red")["error"]
        assert "at most 200" in client.refused("find", text="a", limit=10**9)["error"]
        assert "is one of" in client.refused("report", name="nonsense")["error"]
        assert 'no option "x"' in client.refused("report", name="churn", options={"x": 1})["error"]
        bare = client.refused("report", name="sales", options={"x": 1})
        assert (bare["error"], bare["hint"]) == (
            'sales has no option "x"',
            "it has no options: leave them out",
        )
        assert "zero character" in client.refused("find", text="a\0b")["error"]
        said = client.refused("customer_show", customer="C-99")
        assert (said["code"], said["hint"]) == (3, "crm customer list")


def test_text_of_strangers_is_bounded_and_obeyed_by_no_terminal(crm_local: Program) -> None:
    strange = "\u202ered\u200b"
    crm_local.inprocess("customer", "add", "Uzun").checked()
    crm_local.inprocess("log", "note", "C-1", "-", input=strange + "ş" * 90_000).checked()
    with talking(crm_local) as client:
        shown = client.ask("tools/call", name="timeline", arguments={"customer": "C-1"})["result"]
        text = shown["content"][0]["text"]
        assert text.isprintable()
        assert len(text) < MOST
        assert "characters)" in text
        found = client.refused("find", text="")
        assert found["code"] == 2


def test_nothing_is_locked_between_two_calls(crm_local: Program) -> None:
    crm_local.inprocess("customer", "add", "Ada").checked()
    with talking(crm_local) as client:
        client.call("find", text="ada")
        with sqlite3.connect(crm_local.url, timeout=0, isolation_level=None) as store:
            store.execute("BEGIN EXCLUSIVE")
            store.execute("ROLLBACK")
        crm_local.inprocess("customer", "add", "Bora").checked()
        assert len(client.call("list", kind="customer")["rows"]) == 2


def test_resources_tell_what_there_is_to_ask(shop: Program) -> None:
    with talking(shop) as client:
        listed = client.ask("resources/list")["result"]["resources"]
        for resource in listed:
            read = client.ask("resources/read", uri=resource["uri"])["result"]
            (content,) = read["contents"]
            assert content["uri"] == resource["uri"]
            assert json.loads(content["text"])
            assert (read["ttlMs"], read["cacheScope"]) == (0, "private")
        record = client.ask("resources/read", uri="crm://record/C-1")["result"]["contents"][0]
        assert json.loads(record["text"])["name"] == "Işık Mobilya"
        templates = client.ask("resources/templates/list")["result"]["resourceTemplates"]
        assert [one["uriTemplate"] for one in templates] == ["crm://record/{number}"]
        for uri in ("crm://record/C-99", "crm://record/../x", "file:///etc/passwd", 7, None):
            assert client.ask("resources/read", uri=uri)["error"]["code"] == wire.INVALID_PARAMS


HOSTILE = (
    (b"hello\n", wire.PARSE_ERROR),
    (b"\xff\xfe\x00\n", wire.PARSE_ERROR),
    (b'{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":NaN}}\n', wire.PARSE_ERROR),
    (b'{"jsonrpc":"2.0","id":1,"method":"ping"\n', wire.PARSE_ERROR),
    (b"[" * 100_000 + b"\n", wire.PARSE_ERROR),
    (b'{"id":' + b"9" * 5_000 + b"}\n", wire.PARSE_ERROR),
    (b'"' + b"x" * (wire.LONGEST_LINE + 10) + b'"\n', wire.PARSE_ERROR),
    (b"[]\n", wire.INVALID_REQUEST),
    (b'[{"jsonrpc":"2.0","id":1,"method":"ping"}]\n', wire.INVALID_REQUEST),
    (b"7\n", wire.INVALID_REQUEST),
    (b"{}\n", wire.INVALID_REQUEST),
    (b'{"jsonrpc":"1.0","id":1,"method":"ping"}\n', wire.INVALID_REQUEST),
    (b'{"jsonrpc":"2.0","id":null,"method":"ping"}\n', wire.INVALID_REQUEST),
    (b'{"jsonrpc":"2.0","id":1.5,"method":"ping"}\n', wire.INVALID_REQUEST),
    (b'{"jsonrpc":"2.0","id":true,"method":"ping"}\n', wire.INVALID_REQUEST),
    (b'{"jsonrpc":"2.0","id":{},"method":"ping"}\n', wire.INVALID_REQUEST),
    (b'{"jsonrpc":"2.0","id":1,"method":7}\n', wire.INVALID_REQUEST),
    (b'{"jsonrpc":"2.0","id":1,"method":"ping","params":[1]}\n', wire.INVALID_PARAMS),
    (b'{"jsonrpc":"2.0","id":1,"method":"rm -rf"}\n', wire.INVALID_PARAMS),
    (b'{"jsonrpc":"2.0","id":"\\ud800","method":"ping","params":3}\n', wire.INVALID_PARAMS),
)


def test_whatever_comes_in_the_next_question_is_answered(crm_local: Program) -> None:
    with talking(crm_local) as client:
        for line, code in HOSTILE:
            assert client.send(line)["error"]["code"] == code, line[:80]
            assert client.ask("tools/list")["result"]["tools"], line[:80]
        for silent in (b"\n", b'{"jsonrpc":"2.0","method":"x"}\n', b'{"jsonrpc":"2.0","id":1,"result":{}}\n'):
            assert client.process.stdin is not None
            client.process.stdin.write(silent)
        assert client.ask("server/discover")["result"]


def test_a_line_without_an_end_is_answered_and_ends_the_talk(crm_local: Program) -> None:
    done = crm_local("mcp", input=b'{"jsonrpc":"2.0","id":"a","method":"ping"}').checked()
    assert json.loads(done.stdout) == {"jsonrpc": "2.0", "id": "a", "result": {}}
    assert crm_local("mcp", input=b"").checked().stdout == ""


@pytest.mark.parametrize("option", [("--format", "csv"), ("--output", "x.csv"), ("--excel",)])
def test_how_a_result_is_written_is_not_asked_of_a_protocol(
    crm_local: Program, option: tuple[str, ...]
) -> None:
    refused = crm_local.inprocess("mcp", *option)
    assert (refused.code, refused.stdout) == (2, "")
    assert f"without {option[0]}" in refused.stderr


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A server in this process, on a store that isn't there."""
    from crmcli.running import carry_out

    env = {"CRMCLI_DB": str(tmp_path_factory.mktemp("mcp") / "crm.db"), "CRMCLI_CONFIG": "/nonexistent"}
    app = App([], env, run_line=lambda line: carry_out(App(list(line), env), root))
    return Server(app, root(), writes=True)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.binary(max_size=200))
@example(b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": [], "arguments": []}}')
def test_no_bytes_raise(server: Server, line: bytes) -> None:
    _well_formed(server.answer(line))


@given(
    JSON,
    st.sampled_from(["tools/call", "resources/read", "tools/list", "initialize", "server/discover"]),
    st.sampled_from([tool.name for tool in (*READING, *WRITING)]) | st.text(max_size=5),
    st.booleans(),
)
def test_no_arguments_raise(server: Server, given_: Any, method: str, name: str, modern: bool) -> None:
    params = {"name": name, "arguments": given_, "uri": given_, "cursor": given_}
    message = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": method,
        "params": params | ({"_meta": META} if modern else {}),
    }
    _well_formed(server.answer(json.dumps(message).encode("utf-8", "surrogatepass")))


def _well_formed(answer: dict[str, Any] | None) -> None:
    """Check that an answer can be written, and says either a result or an error."""
    if answer is None:
        return
    assert ("result" in answer) != ("error" in answer)
    assert answer.get("error", {}).get("code") != wire.INTERNAL_ERROR, answer
    json.dumps(answer, allow_nan=False).encode("ascii")


@given(JSON.filter(lambda value: json.dumps(value).find("NaN") < 0 and json.dumps(value).find("Inf") < 0))
def test_text_says_the_same_as_the_data(value: Any) -> None:
    text = text_of(value)
    assert json.loads(text) == value
    assert all(character.isprintable() for character in text)


@given(st.lists(st.text(max_size=3000), max_size=80), st.integers(1, 10))
def test_answers_stay_small(texts: list[str], times: int) -> None:
    value = {"a": texts * times, "b": {"c": texts}}
    assert len(text_of(fits(value))) <= 2 * MOST
    assert bounded("x" * 10_000) == "x" * 2_000 + "... (10,000 characters)"


@given(st.integers(0, 10**9), st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3))
def test_a_cursor_comes_back_as_it_went(start: int, question: dict[str, str]) -> None:
    assert start_of(question, cursor(question, start)) == start
