"""The wheel holds all that the program needs on another computer, and installs by itself."""

import os
import subprocess
import sys
import venv
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
