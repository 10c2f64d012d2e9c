"""Commands that people of other programs, or Turkish people, would type -> the command they mean here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMANDS = """
customer: account accounts client clients company companies organisation organization org firm buyer
  musteri musteriler cari firma sirket kurum
contact: person people contacts kisi kisiler ilgili yetkili
lead: prospect prospects aday adaylar potansiyel
opportunity: deal deals opp opps sale sales pipeline firsat firsatlar satis
order: purchase purchases invoice invoices bill bills siparis siparisler fatura faturalar alisveris
product: item items sku article catalog catalogue service urun urunler hizmet stok
activity: activities event events interaction aktivite aktiviteler etkinlik
log: note call email mail meeting visit message not arama gorusme ziyaret toplanti kaydet
task: todo todos reminder followup gorev gorevler hatirlatma is
today: agenda inbox bugun ajanda
plan: accountplan goal planlar
case: ticket tickets issue issues complaint complaints problem support vaka sikayet destek
request: feature wish talep talepler istek
incident: outage kesinti olay
survey: nps feedback csat anket
quote: offer offers proposal proposals estimate teklif teklifler
payment: pay receipt transaction odeme odemeler tahsilat
price: pricelist pricebook fiyat fiyatlar
rate: exchange fx kur kurlar doviz
competitor: rival rakip rakipler
target: quota hedef hedefler kota
segment: list audience filter segmentler
campaign: campaigns mailing kampanya kampanyalar
playbook: sequence cadence
rule: automation workflow trigger kural kurallar
report: reports chart analytics stats rapor raporlar
user: owner team staff employee rep member kullanici calisan personel temsilci
tag: label labels tags etiket etiketler
stage: stages asama asamalar
reason: reasons lostreason neden nedenler sebep
address: addresses adres adresler
branch: store office shop sube subeler magaza
relation: relationship link iliski iliskiler
attachment: file files document documents dosya dosyalar ek belge
need: ihtiyac ihtiyaclar
consent: optin optout izin izinler iys
privacy: gdpr kvkk forget gizlilik
field: property attribute customfield alan alanlar
import: load upload ictari ithal yukle aktar
export: dump download disari indir
find: search lookup query where ara bul
history: audit changelog journal gecmis
dedupe: duplicates duplicate dedup mukerrer tekrar
merge: combine join birlestir
convert: qualify donustur
undo: revert rollback geri gerial
redo: yinele
config: settings setting preferences options ayar ayarlar
backup: snapshot yedek yedekle
restore: recover gerigetir
doctor: status health check verify-store saglik
migrate: upgrade
demo: example sample ornek
help: man yardim
verify: identify caller dogrula
"""
_KINDS = """
task: task tasks todo todos gorev gorevler
call: call calls arama aramalar
email: email emails
meeting: meeting meetings gorusme gorusmeler
visit: visit visits ziyaret ziyaretler
message: message messages mesaj mesajlar
note: note notes not notlar
"""
"""What is imported as activities of one kind."""
_VERBS = """
list: ls all index browse listele liste hepsi
show: view get open info display cat goster getir ac
add: new create insert make plus ekle yeni olustur
edit: update change modify set rename alter patch duzenle guncelle degistir
delete: remove rm del destroy drop erase sil kaldir
find: search lookup query ara bul
assign: owner give ata
win: won close kazan
lose: lost kaybet
done: complete finish close bitir tamamla
move: advance promote tasi
send: mail gonder
deliver: ship teslim
resolve: close solve coz
timeline: history activity activities gecmis
"""


_OPTION_WORDS = """
where: filter query search condition filtre kosul nerede
city: town sehir il
phone: tel telephone mobile telefon gsm cep
email: mail e-mail eposta e-posta
name: isim ad adi title
owner: user assignee assigned-to sahip sorumlu temsilci
tag: tags label labels etiket
note: notes comment description not aciklama
amount: value price total tutar deger
status: state durum
stage: step asama
reason: why neden sebep
source: origin kaynak
customer: account client company musteri
contact: person kisi
output: out file to cikti dosya
format: fmt as type bicim
limit: top max count n sinir
since: from after start baslangic
until: to before end bitis
as-of: date day on at tarih gun
dry-run: simulate preview test deneme
yes: confirm assume-yes evet
due: deadline vade son
priority: prio oncelik
branch: office store sube
currency: curr doviz para-birimi
sort: order order-by sirala
columns: fields cols select kolonlar sutunlar
"""


def _read(table: str) -> dict[str, list[str]]:
    """Return word -> the names it may stand for, in the table's order."""
    found: dict[str, list[str]] = {}
    for line in table.replace("\n  ", " ").strip().splitlines():
        name, _, words = line.partition(": ")
        for word in words.split():
            found.setdefault(word, []).append(name)
    return found


def command_for(word: str, names: Sequence[str], *, verbs: bool) -> str | None:
    """Return the one of ``names`` that a word stands for elsewhere, or that it is a slip of; None for none.

    ``verbs`` says that the names are what a group can do.
    """
    from crmcli.domain.text import fold, nearest

    folded = fold(word).replace(" ", "")
    found = _read(_VERBS if verbs else _COMMANDS).get(folded, ())
    if verbs and "receivables" in names:
        from crmcli.completing.meant_reports import REPORTS

        found = _read(REPORTS).get(folded.replace("-", "").replace("_", ""), ())
    for name in found:
        if name in names:
            return name
    plural = next((name for name in names if folded in (f"{name}s", f"{name[:-1]}ies")), None)
    close = [plural] if plural else nearest(word, names, 1)
    return close[0] if close else None


def option_for(word: str, params: Sequence[Any]) -> str | None:
    """Return the option of a command that a word stands for elsewhere, or that it is a slip of."""
    from crmcli.domain.text import fold, nearest

    options = [
        name
        for param in params
        if not getattr(param, "hidden", False)
        for name in (*param.opts, *param.secondary_opts)
        if name.startswith("--")
    ]
    bare = fold(word).replace(" ", "-")
    close = nearest(word, options, 1) if len(bare) > 1 else []
    if close and len(bare) > 3 and fold(close[0]).startswith(bare[:3].replace("-", " ")):
        return close[0]
    for name in _read(_OPTION_WORDS).get(bare, ()):
        if f"--{name}" in options:
            return f"--{name}"
    return close[0] if close and close[0][2] == bare[0] else None  # a slip is rarely in the first letter


def hint_for(ctx: Any, args: Sequence[str], names: Sequence[str]) -> str:
    """Return the command line that was probably meant by one whose command ``args[0]`` is not there.

    What stood behind it stays, so that the hint can be pasted; the program's own options, which may hold
    a password, do not.
    """
    from crmcli.domain.text import fold

    group = ctx.command_path.split()[1:]
    path, word, root = ["crm", *group], args[0], ctx.find_root().command
    if group == ["config"] and fold(word) in _UNSETS:
        return say("take its line out of the file that crm config path names")
    if not group and (elsewhere := _elsewhere(args, names)):
        return elsewhere
    if record := _of_record(word, group, names):
        return _joined([*path, *record, *args])
    if not group and (verb := _BARE_VERBS.get(fold(word))):
        noun = command_for(args[1], names, verbs=False) if len(args) > 1 else None
        args = [noun or "customer", verb, *args[2 if noun else 1 :]]
        word = args[0]
    if group == ["import"] and (kind := _read(_KINDS).get(fold(word))):
        return _joined([*path, "activities", *(args[1:] or ["FILE"]), "--set", f"kind={kind[0]}"])
    name = command_for(word, names, verbs=bool(group))
    if name is None:
        return _joined([*path, "--help"])
    behind = args[1:] if group else _behind(root, name, args[1:])
    is_group = not group and hasattr(root.get_command(None, name), "list_commands")
    if is_group and (not behind or behind[0].startswith("-")):
        has_list = "list" in root.get_command(None, name).list_commands(None)
        behind = ["list", *behind] if has_list and _is_plural(fold(word), name) else behind
    return _joined([*path, name, *(behind or (["--help"] if is_group else []))])


def _elsewhere(args: Sequence[str], names: Sequence[str]) -> str | None:
    """Return what is a command elsewhere and here an option, a report or a verb of the record it names."""
    from crmcli.domain.text import fold

    word, rest = fold(args[0]), args[1:]
    if phrase := phrase_for(args):
        return _joined(["crm", phrase, *args[2:]])
    if option := _OPTIONS.get(word):
        return f"crm {option}"
    if report := _REPORTED.get(word):
        return _joined(["crm", "report", report, *rest])
    if word in _SHOWS and rest and (found := _of_record(rest[0], [], names)):
        return _joined(["crm", *found, *rest])
    return None


def phrase_for(args: Sequence[str]) -> str | None:
    """Return the command that two words at the head of a line mean together, None for none."""
    from crmcli.domain.text import fold

    return _PHRASES.get(fold(" ".join(args[:2])))


def _is_plural(word: str, name: str) -> bool:
    """Tell whether a word names many of what a group is about: whoever types it wants to see them."""
    return word in (f"{name}s", f"{name[:-1]}ies") or (word in _read(_COMMANDS) and word.endswith(_MANY))


_BARE_VERBS = {"ls": "list", "list": "list", "listele": "list"} | dict.fromkeys(
    ("add", "new", "create", "ekle", "yeni"), "add"
)
"""Verbs without a noun: of customers."""
_PHRASES = {
    "geri al": "undo",
    "geri getir": "restore",
    "geri yukle": "restore",
    "yeniden yap": "redo",
    "ice aktar": "import",
    "disa aktar": "export",
}
_UNSETS = ("unset", "remove", "delete", "reset", "sil", "kaldir", "sifirla")
_SHOWS = ("show", "view", "open", "goster")
_MANY = ("s", "ler", "lar", "people")
_OPTIONS = {"version": "--version", "completion": "--install-completion"}
"""What other programs have as a command is an option here."""
_REPORTED = {"sales": "sales", "satislar": "sales", "clv": "clv", "churn": "churn", "rfm": "rfm"}
"""Reports asked for without ``report``."""


def _of_record(word: str, group: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return what goes before a record that stands where a command was expected: ``customer show``."""
    from crmcli.domain.nouns import split_ref

    found = split_ref(word)
    if found is not None and not group and "-" in word:
        return [*found[0].command.split()[1:], "show"]
    named = found is not None or " " in word or "@" in word
    return ["show"] if group and named and "show" in names else []


def _behind(root: Any, name: str, rest: Sequence[str]) -> Sequence[str]:
    """Return what stands behind a command that was put right, its own command put right too."""
    group = root.get_command(None, name)
    if not hasattr(group, "list_commands") or not rest or rest[0].startswith("-"):
        return rest
    known = group.list_commands(None)
    if rest[0] in known:
        return rest
    from crmcli.domain.nouns import split_ref

    if split_ref(rest[0]) is not None and "show" in known:
        return ["show", *rest]
    verb = command_for(rest[0], known, verbs=True)
    return [verb, *rest[1:]] if verb else ()


def _joined(words: Sequence[str]) -> str:
    from shlex import quote

    return " ".join(map(quote, words))
