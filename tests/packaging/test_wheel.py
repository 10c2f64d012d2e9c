"""The wheel holds all that the program needs on another computer, and installs by itself.

Without a network pip installs it beside the libraries that are here. With ``--campaign`` uv, pipx and each
other Python that is here install it with all it depends on; a tool that is not here, or gets nothing from a
package index, is skipped and said so.
"""

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.docs.man_page import page

ROOT = Path(__file__).parents[2]
CODE = ROOT / "src"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the program as it stands here, built without a network."""
    if find_spec("hatchling") is None:
        pytest.skip("hatchling, which builds the wheel, is not installed")
    folder = tmp_path_factory.mktemp("dist")
    built = _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)])
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


def _run(command: list[str], **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command from the project's folder."""
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **env}, capture_output=True, encoding="utf-8", check=False
    )


def test_everything_that_is_not_code_is_in_the_wheel_too(wheel: Path) -> None:
    held = set(ZipFile(wheel).namelist())
    needed = {
        path.relative_to(CODE).as_posix()
        for path in (CODE / "crmcli").rglob("*")
        if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in path.parts)
    }
    assert {Path(name).suffix for name in needed} >= {".py", ".sql", ".csv", ".mo", ".typed"}
    assert not needed - held


def test_the_wheel_brings_the_manual_page_and_the_licence(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = archive.namelist()
        manual = next(name for name in names if name.endswith(".data/data/share/man/man1/crm.1"))
        assert archive.read(manual).decode() == page()
        assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "docs/", "benchmarks/"))]


def test_the_wheel_runs_where_nothing_of_the_project_is(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "venv"
    # What the program depends on is taken from here: this is about what the wheel itself brings.
    venv.create(place, system_site_packages=False, with_pip=False, symlinks=True)
    python = place / "bin" / "python"
    if not python.exists():
        pytest.skip("laid out for systems with a bin folder")
    library = next((place / "lib").glob("python*")) / "site-packages"
    with ZipFile(wheel) as archive:
        archive.extractall(library)
    borrowed = [path for path in sys.path if path.endswith("-packages")]
    # Only what stands in the folders themselves: no .pth, so that the project's own code stays out.
    run = [str(python), "-P", "-m", "crmcli"]
    env = {"PYTHONPATH": os.pathsep.join([str(library), *borrowed]), "CRMCLI_DB": str(tmp_path / "crm.db")}
    where = _run([str(python), "-P", "-c", "import crmcli; print(crmcli.__file__)"], **env)
    assert where.stdout.startswith(str(library)), where
    assert "müşteri" in _run([*run, "--lang", "tr", "--help"], **env).stdout.lower()
    store = str(tmp_path / "demo.db")
    demo = _run([*run, "demo", "--small", "--keep", store, "--language", "tr"], **env)
    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert "C-1\t" in _run([*run, "--db", store, "customer", "list"], **env).stdout


def _used(program: Path, place: Path, **env: str) -> None:
    """Use an installed program as its first user does: version, an invented shop, a Turkish screen."""
    clean = {"PYTHONPATH": "", "CRMCLI_DB": str(place / "crm.db"), **env}
    version = _run([str(program), "--version"], **clean)
    assert version.stdout == f"crmcli {_version()}\n", version
    store = str(place / "demo.db")
    demo = _run([str(program), "demo", "--small", "--keep", store, "--language", "tr"], **clean)
    assert demo.returncode == 0, demo.stdout + demo.stderr
    shown = _run(
        [str(program), "--lang", "tr", "--db", store, "report", "segments", "--format", "table"], **clean
    )
    assert "Müşteri segmentleri" in shown.stdout, shown


def _version() -> str:
    from crmcli import __version__

    return __version__


def _manual(place: Path) -> None:
    """Hold an environment to having the manual page where ``man`` looks for it."""
    assert (place / "share" / "man" / "man1" / "crm.1").read_text(encoding="utf-8") == page()


def test_pip_installs_the_wheel_without_a_network(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "venv"
    venv.create(place, with_pip=True, symlinks=True)
    python = place / "bin" / "python"
    if not python.exists():
        pytest.skip("laid out for systems with a bin folder")
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--no-index", "--no-deps"]
    installed = _run([*pip, str(wheel)])
    assert installed.returncode == 0, installed.stderr
    library = next((place / "lib").glob("python*")) / "site-packages"
    # The libraries of this environment without what its .pth files add: the project's own code stays out.
    borrowed = [path for path in sys.path if path.endswith("-packages")]
    (library / "borrowed.pth").write_text("".join(f"{path}\n" for path in borrowed), encoding="utf-8")
    where = _run([str(python), "-P", "-c", "import crmcli; print(crmcli.__file__)"], PYTHONPATH="")
    assert where.stdout.startswith(str(library)), where
    _used(place / "bin" / "crm", tmp_path)
    _manual(place)


def _or_skipped(command: list[str], **env: str) -> None:
    """Run an installer; where nothing comes from a package index there is nothing to try."""
    done = _run(command, PYTHONPATH="", **env)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        pytest.skip(f"{Path(command[0]).name} can't install here: {last[:200]}")


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@pytest.mark.campaign
def test_uv_installs_it_as_a_tool_and_takes_it_away(
    wheel: Path, tmp_path: Path, rounds: Callable[[int, int], int]
) -> None:
    if not rounds(0, 1):
        pytest.skip("it downloads: with --campaign only")
    uv, tools = _tool("uv"), tmp_path / "tools"
    env = {"UV_TOOL_DIR": str(tools), "UV_TOOL_BIN_DIR": str(tmp_path / "bin")}
    _or_skipped([uv, "tool", "install", "--python", sys.executable, f"{wheel}[all]"], **env)
    _used(tmp_path / "bin" / "crm", tmp_path)
    _manual(tools / "crmcli")
    assert _run([uv, "tool", "uninstall", "crmcli"], **env).returncode == 0
    assert not (tmp_path / "bin" / "crm").exists()


@pytest.mark.campaign
def test_pipx_installs_it_with_the_manual_page(
    wheel: Path, tmp_path: Path, rounds: Callable[[int, int], int]
) -> None:
    if not rounds(0, 1):
        pytest.skip("it downloads: with --campaign only")
    names = ("HOME", "BIN_DIR", "MAN_DIR")
    env = {f"PIPX_{name}": str(tmp_path / name.lower()) for name in names}
    _or_skipped([_tool("pipx"), "install", "--python", sys.executable, f"{wheel}[all]"], **env)
    _used(tmp_path / "bin_dir" / "crm", tmp_path)
    assert (tmp_path / "man_dir" / "man1" / "crm.1").read_text(encoding="utf-8") == page()


@pytest.mark.campaign
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
def test_every_python_that_is_here_installs_it(
    wheel: Path, tmp_path: Path, version: str, rounds: Callable[[int, int], int]
) -> None:
    if not rounds(0, 1):
        pytest.skip("it downloads: with --campaign only")
    python = _tool(f"python{version}")
    place = tmp_path / "venv"
    _or_skipped([python, "-m", "venv", str(place)])
    pip = [str(place / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
    _or_skipped([*pip, f"{wheel}[all]"])
    _used(place / "bin" / "crm", tmp_path)
    _manual(place)
