"""Pins that wait for someone else, and the sign that they can go."""

import tomllib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from packaging.requirements import Requirement

from tests.support.program import Result

ROOT = Path(__file__).parents[2]

PARSE_ONE_OPTION = """
import sys, typer
app = typer.Typer()

@app.command()
def hello(name: str, loud: bool = False) -> None:
    print(name)

app(["Ada", "--loud"], standalone_mode=False)
print(sorted({"pydantic", "rich"} & set(sys.modules)))
"""


def typer_requirement() -> Requirement:
    """What pyproject.toml asks of Typer."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return next(found for found in map(Requirement, project["dependencies"]) if found.name == "typer")


def test_the_installed_typer_is_one_the_project_allows() -> None:
    assert version("typer") in typer_requirement().specifier


def test_typer_parses_an_option_without_pydantic(python: Callable[..., Result]) -> None:
    """Raise the upper bound and lock the newest Typer: when this passes, the bound can go."""
    assert python(PARSE_ONE_OPTION).checked().stdout == "Ada\n[]\n"


def test_the_lock_holds_what_the_project_asks_for() -> None:
    lock = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    pinned = dict(line.split(" ")[0].split("==") for line in lock.splitlines() if "==" in line)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    missing = [
        str(wanted)
        for wanted in map(Requirement, asked)
        if wanted.name not in pinned or pinned[wanted.name] not in wanted.specifier
    ]
    assert missing == [], "renew requirements-dev.lock: just lock"
