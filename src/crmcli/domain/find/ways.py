"""Commands and reports that a few words may be asking for: ``churn`` means ``crm report churn``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MOST = 3
_FEWEST_LETTERS = 3
_STEM = 4
"""Letters of a word that may have an ending, and of that ending."""
_OTHER_WORDS = {
    "report sales": "revenue turnover takings ciro satış hasılat",
    "report profit": "margin kâr kazanç marj",
    "report churn": "leaving terk kayıp risk ayrılan",
    "report winback": "lapsed geri kazanma",
    "report receivables": "aging debt debtors owed unpaid alacak borç borçlu vade yaşlandırma",
    "report abc": "best top biggest customers en iyi büyük önemli müşteriler",
    "report pipeline": "fırsatlar satış hunisi boru hattı",
    "report forecast": "tahmin öngörü",
    "report funnel": "huni dönüşüm",
    "report crosssell": "basket çapraz sepet birlikte",
    "report satisfaction": "nps anket memnuniyet",
    "report service": "sla şikayet çözüm süresi",
    "report clv": "ltv lifetime value yaşam boyu değer",
    "report retention": "cohort kohort elde tutma sadakat",
    "report segments": "segmentler rfm",
    "report next-purchase": "reorder sonraki alışveriş",
    "report deliveries": "teslimat gecikme",
    "report demand": "talep istek",
    "report targets": "quota hedef kota",
    "report losses": "lost kaybedilen kayıp nedenleri",
    "today": "bugün yapılacaklar agenda ajanda",
    "task add": "remind hatırlat görev yapılacak",
    "log": "call note görüşme arama not kaydet",
    "customer list": "müşteri müşteriler clients",
    "contact list": "people kişi kişiler",
    "lead list": "aday adaylar prospects",
    "opportunity list": "deals fırsat fırsatlar",
    "order list": "sales purchases invoices sipariş siparişler fatura faturalar",
    "quote list": "offers proposals teklif teklifler",
    "payment list": "money ödeme tahsilat",
    "case list": "tickets complaints şikayet şikayetler talepler",
    "product list": "items goods ürün ürünler stok",
    "price list": "fiyat fiyatlar",
    "import file": "load upload içe aktar yükle",
    "export": "download save dışa aktar indir",
    "undo": "revert rollback geri al",
    "history": "changes audit değişiklik geçmiş kim değiştirdi",
    "dedupe scan": "duplicates doubles mükerrer çift tekrar",
    "merge": "combine join birleştir",
    "privacy erase": "gdpr kvkk forget delete sil unut",
    "privacy export": "gdpr kvkk",
    "backup": "copy yedek yedekle",
    "restore": "recover geri yükle",
    "doctor": "check health repair onar kontrol",
    "config list": "settings options ayar ayarlar",
    "help cron": "schedule mail automatic zamanla otomatik",
    "help filters": "where filtre",
    "help dates": "tarih tarihler",
    "help formats": "csv json xlsx excel",
}
"""What people call things that are called otherwise here."""
_VERBS = {
    "add": "new create ekle yeni oluştur gir",
    "edit": "change update düzenle değiştir güncelle",
    "delete": "remove sil kaldır",
}
_EDITED = ("customer", "contact", "lead", "opportunity", "order", "quote", "payment", "case", "product")
"""Groups that have each of those verbs."""


def ways(folded: str, commands: Mapping[str, str], *, widely: bool) -> list[str]:
    """Return command lines that the folded words ask for, the likeliest first.

    ``commands`` are those of the program with a line about each. The words must be the name of a command
    or report, or what people call it; ``widely`` also looks into what is said of them, and for a mistyped
    name.
    """
    from crmcli.domain.reports import REPORTS
    from crmcli.domain.text import nearest

    words = folded.split()
    if not words or max(map(len, words)) < _FEWEST_LETTERS:
        return []
    named = dict.fromkeys(commands, "") | {f"report {entry.name}": "" for entry in REPORTS}
    called = named | {line: text for line, text in _OTHER_WORDS.items() if _there(line, named)}
    if len(words) > 1:
        called |= _verbs(named)
    found = _best(words, _lines(called))
    if not found and widely:
        about = {f"report {entry.name}": entry.help for entry in REPORTS} | dict(commands)
        found = _best(words, _lines(about)) or _best(words, _lines(called), loosely=True)
    if not found and widely and len(words) == 1:
        names = {line.rpartition(" ")[2]: line for line in reversed(named)}
        found = [names[name] for name in nearest(folded, names)]
    return [f"crm {line}" for line in found[:MOST]]


def _lines(texts: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each line with the folded words that it is known by."""
    from crmcli.domain.text import fold

    for line, text in texts.items():
        yield line, fold(f"{line} {text}{' rapor raporu' * line.startswith('report ')}").split()


def _verbs(named: Mapping[str, str]) -> dict[str, str]:
    """Return the commands that add, edit and delete records, with what people call them."""
    return {
        f"{noun} {verb}": f"{_OTHER_WORDS[f'{noun} list']} {text}"
        for noun in _EDITED
        if noun in named
        for verb, text in _VERBS.items()
    }


def _there(line: str, named: Mapping[str, str]) -> bool:
    """Tell whether a line begins with a command or report that there is."""
    return line in named or (line.partition(" ")[0] in named and not line.startswith("report "))


def _best(
    words: Sequence[str], lines: Iterable[tuple[str, list[str]]], *, loosely: bool = False
) -> list[str]:
    """Return the lines of which a word begins with each of the words asked for; whole names first.

    ``loosely`` a word asked for may also have an ending more: faturalar, müşteriyi.
    """
    found: list[tuple[bool, bool, int, str]] = []
    for line, all_known in lines:
        known = all_known[1:] if line.startswith("report ") and len(words) == 1 else all_known
        if all(any(_begins(word, other, loosely=loosely) for other in known) for word in words):
            whole = all(word in known for word in words)
            found.append((not whole, not any(word in line.split() for word in words), len(found), line))
    return [line for *_, line in sorted(found)]


def _begins(word: str, other: str, *, loosely: bool) -> bool:
    ending = len(word) - len(other)
    return other.startswith(word) or (
        loosely and len(other) >= _STEM and 0 < ending <= _STEM and word.startswith(other)
    )
