"""What the system refuses a command in its middle: said in the language, with what became of the change."""

import errno
import os

import pytest

from crmcli.app import App
from crmcli.language import told
from crmcli.running import meant

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
DENIED = PermissionError(errno.EACCES, os.strerror(errno.EACCES), "/etc/x")


@pytest.mark.parametrize(
    ("error", "english", "turkish"),
    [
        (
            FULL,
            "no space left on device; nothing was saved",
            "diskte yer kalmadı; hiçbir şey kaydedilmedi",
        ),
        (
            DENIED,
            "/etc/x: permission denied; nothing was saved",
            "/etc/x: izin yok; hiçbir şey kaydedilmedi",
        ),
        (MemoryError(), "out of memory; nothing was saved", "bellek yetmedi; hiçbir şey kaydedilmedi"),
    ],
    ids=["full", "denied", "memory"],
)
@pytest.mark.usefixtures("in_turkish")
def test_the_fact_and_the_way_out_are_told(error: Exception, english: str, turkish: str) -> None:
    found = meant(App([], {}), error)
    assert found.message == english
    assert told(found.message) == turkish
    assert found.hint is not None
    assert told(found.hint) != found.hint
