"""The stages and the reasons that a store begins with, by the names they are told under.

They are stored in English; what is typed may be either. One that was renamed answers to its own name only.
"""

from __future__ import annotations

TURKISH = {
    "stage": {
        "new": "yeni",
        "qualified": "nitelikli",
        "proposal": "teklif",
        "negotiation": "pazarlik",
        "won": "kazanildi",
        "lost": "kaybedildi",
    },
    "lost_reason": {
        "price": "fiyat",
        "competitor": "rakip",
        "no need": "ihtiyac yok",
        "no budget": "butce yok",
        "timing": "zamanlama",
        "no answer": "yanit yok",
        "duplicate": "mukerrer",
        "not recorded": "yazilmamis",
        "other": "diger",
    },
}
"""Table -> folded name -> the folded name on a Turkish screen."""


def stored(table: str, folded: str) -> str:
    """Return the folded name under which a row is stored that is typed as it is told."""
    return next((name for name, told in TURKISH[table].items() if told == folded), folded)


def told_as(table: str, folded: str, *, whole: bool) -> list[str]:
    """Return the folded names of the rows that are told under a name, or under one that holds it."""
    names = TURKISH.get(table, {})
    return [name for name, told in names.items() if (told == folded if whole else folded in told)]
