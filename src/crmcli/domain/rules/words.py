"""The words of rules: what can happen, in English and Turkish, and the keywords around it.

A phrase is folded words; ``|`` parts words of which one stands there, ``?`` marks one that may be missing.
"""

from __future__ import annotations

from typing import NamedTuple

from crmcli.domain.nouns import (
    ACTIVITY,
    CASE,
    CUSTOMER,
    LEAD,
    OPPORTUNITY,
    ORDER,
    PAYMENT,
    QUOTE,
    REQUEST,
    SURVEY,
    Noun,
)
from crmcli.said import say


class Event(NamedTuple):
    """Something that happens to a record of a noun: its name, an example, its phrases; ``object`` may follow.

    ``object`` says what may be named behind the phrase: a stage, a tag.
    """

    name: str
    noun: Noun
    phrases: tuple[str, ...]
    object: str = ""


def _event(name: str, noun: Noun, *phrases: str, about: str = "") -> Event:
    return Event(name, noun, phrases, about)


EVENTS = (
    _event(
        "case opened",
        CASE,
        "case is|was|gets? opened",
        "vaka|sorun|kayit acildi|acilinca|acilirsa|acildiginda",
    ),
    _event(
        "case resolved",
        CASE,
        "case is|was|gets? resolved|solved",
        "vaka|sorun cozuldu|cozulunce|cozulurse|cozuldugunde",
    ),
    _event(
        "case reopened",
        CASE,
        "case is|was|gets? reopened",
        "vaka|sorun yeniden|tekrar acildi|acilinca|acilirsa|acildiginda",
    ),
    _event(
        "order placed",
        ORDER,
        "order is|was? placed|added|made",
        "siparis verildi|verilince|gelince|gelirse|geldi|verildiginde|verilirse|geldiginde",
    ),
    _event(
        "quote accepted",
        QUOTE,
        "quote|offer is|was? accepted",
        "teklif kabul edildi|edilince|edilirse|edildiginde",
    ),
    _event(
        "quote rejected",
        QUOTE,
        "quote|offer is|was? rejected",
        "teklif reddedildi|reddedilince|reddedilirse|reddedildiginde",
    ),
    _event(
        "quote expired",
        QUOTE,
        "quote|offer is|has? expired|expires",
        "teklif suresi doldu|dolunca|dolarsa|doldugunda",
    ),
    _event(
        "payment received",
        PAYMENT,
        "payment is|was? received|made|comes in?",
        "odeme alindi|gelince|gelirse|geldi|alindiginda|alininca|alinirsa|geldiginde",
    ),
    _event(
        "survey answered",
        SURVEY,
        "survey is|was? answered",
        "anket yanitlandi|yanitlaninca|yanitlanirsa|yanitlandiginda",
    ),
    _event(
        "lead added",
        LEAD,
        "lead is|was? added|comes in?",
        "aday eklendi|eklenince|eklenirse|gelince|gelirse|eklendiginde|geldiginde",
    ),
    _event(
        "lead converted",
        LEAD,
        "lead is|was? converted",
        "aday donustu|donusunce|donusurse|donusturuldu|donustugunde",
    ),
    _event(
        "lead lost",
        LEAD,
        "lead is|was? lost",
        "aday kaybedildi|kaybedilince|kaybedilirse|kaybedildiginde",
    ),
    _event(
        "opportunity won",
        OPPORTUNITY,
        "opportunity|deal is|was? won",
        "firsat kazanildi|kazanilinca|kazanilirsa|kazanildiginda",
    ),
    _event(
        "opportunity lost",
        OPPORTUNITY,
        "opportunity|deal is|was? lost",
        "firsat kaybedildi|kaybedilince|kaybedilirse|kaybedildiginde",
    ),
    _event(
        "opportunity moved",
        OPPORTUNITY,
        "opportunity|deal is|was? moved|moves to",
        "firsat tasindi|tasininca|tasinirsa|tasindiginda asama?",
        about="stage",
    ),
    _event(
        "customer added",
        CUSTOMER,
        "customer is|was? added",
        "musteri eklendi|eklenince|eklenirse|eklendiginde",
    ),
    _event(
        "tag added",
        CUSTOMER,
        "tag is|was? added",
        "customer is|was|gets? tagged",
        "etiket eklendi|eklenince|eklenirse|eklendiginde",
        about="tag",
    ),
    _event(
        "request made",
        REQUEST,
        "request is|was? made|added",
        "istek|talep yapildi|yapilinca|yapilirsa|gelince|gelirse|yapildiginda|geldiginde",
    ),
    _event(
        "activity logged",
        ACTIVITY,
        "call|visit|meeting|message|note is|was? logged|made",
        "arama|ziyaret|toplanti|mesaj|not kaydedildi|kaydedilince|kaydedilirse|kaydedildiginde",
    ),
)
KINDS = {
    "call": "call", "visit": "visit", "meeting": "meeting", "message": "message", "note": "note",
    "arama": "call", "ziyaret": "visit", "toplanti": "meeting", "mesaj": "message", "not": "note",
}  # fmt: skip
"""The word an activity is named by in a phrase -> its kind."""

ARTICLES = ("a", "an", "the", "bir", "any", "her")
WHEN = ("when", "whenever", "if", "ne zaman", "eger")
THEN = ("then", "o zaman", "oyleyse", "ise")
WHERE = ("where", "with", "and where", "kosul", "kosulu", "kosuluyla")
_BY = (
    *("by a customer in", "by customer in", "by customers in", "by a customer of"),
    *("of a customer in", "from a customer in", "for a customer in"),
)
BY_CUSTOMER = (
    *_BY,
    *(say("{words} segment", words=words) for words in _BY),
    *(say("{words} the segment", words=words) for words in _BY),
)
IN_SEGMENT = (*BY_CUSTOMER, "in segment", "segment", "segmenti", "musterisi", "musterinin segmenti")
SEGMENT_ENDS = ("icinde", "icindeyse", "segmentinde", "segmentindeyse", "segmentindense", "olan", "ise")
TAGS = ("tag", "etiketi", "etiket")
TAGGED = "is|was|gets? added|eklendi|eklenince|eklenirse|eklendiginde"
"""What stands behind a tag's name: ``tag vip is added``."""
EVERY = ("every", "once a", "each", "her")
PERIODS = {
    "week": "week", "month": "month", "quarter": "quarter", "year": "year",
    "hafta": "week", "ay": "month", "ceyrek": "quarter", "yil": "year",
}  # fmt: skip
AND = ("and", "ve", "and then")

ACTIONS = {
    "task": "task", "gorev": "task",
    "tag": "tag", "etiketle": "tag", "etiket": "tag",
    "untag": "untag", "etiketi kaldir": "untag", "etiketi sil": "untag",
    "assign to": "assign", "assign": "assign", "ata": "assign", "sorumlu yap": "assign",
    "note": "note", "not": "note",
}  # fmt: skip
FOR = ("for", "kime")
OWNER = ("owner", "the owner", "sahibine", "sorumlusuna", "for owner", "for the owner", "its owner")
DUE = ("due", "vade", "vadesi", "son gun", "son tarih", "gunu")
PRIORITY = ("priority", "oncelik")
