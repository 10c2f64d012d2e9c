"""Fuzz one target guided by coverage, with atheris: ``python -m tests.fuzz.covered NAME [ARGUMENT...]``.

It is no part of the locked tools: install it into an environment of its own. What follows the name goes to
libFuzzer: ``-max_total_time=600``. It stops at the first finding and writes the input to the working folder.
"""

import sys
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from io import StringIO
from pathlib import Path
from pkgutil import walk_packages
from tempfile import TemporaryDirectory
from typing import Any

LONGEST = 16 * 1024


def main(name: str, arguments: list[str]) -> None:
    """Fuzz until the time is over, or something is found."""
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=["crmcli"]):
        import crmcli

        # All that is imported inside functions, now: later it would not be seen.
        for module in walk_packages(crmcli.__path__, "crmcli."):
            if not module.name.startswith(("crmcli.models", "crmcli.__main__", "crmcli.migrations.generate")):
                import_module(module.name)
        from tests.fuzz.house import House, limits
        from tests.fuzz.run import TARGETS
    target = TARGETS[name]
    with House() as house, TemporaryDirectory() as corpus:
        for number, data in enumerate(target.inputs(house)):
            Path(corpus, f"{number}").write_bytes(data)

        def one(data: bytes) -> None:
            with limits(), redirect_stdout(StringIO()), redirect_stderr(StringIO()):
                target.attempt(house, data)

        atheris.Setup([sys.argv[0], f"-max_len={LONGEST}", *arguments, corpus], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
