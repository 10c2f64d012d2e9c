"""Make the store that a released version leaves behind: ``python -m tests.store.schema.make``.

Run it while its schema version is not released yet; afterwards the file is never made again, since
what it tests is that a later program takes over what this one wrote.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from crmcli.db import open_store
from crmcli.migrations import SCHEMA_VERSION
from tests.store.business import contents, digest, fill

HERE = Path(__file__).parent


def main() -> None:
    """Write ``vN.db``, and the digest of what it holds beside it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "crm.db"
        fill(open_store(str(path)))
        held = digest(contents(str(path)))
        target = HERE / f"v{SCHEMA_VERSION}.db"
        target.write_bytes(path.read_bytes())
        target.with_suffix(".sha256").write_text(f"{held}\n", encoding="ascii")


if __name__ == "__main__":
    main()
