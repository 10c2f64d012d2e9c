"""Words that say little or the same: fillers, short names, titles, trade words, parts of addresses.

All of them are folded text. The tables are small on purpose: what a store says of its own words, by how
often they come, counts for more.
"""

from __future__ import annotations

from functools import cache


def words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


# What people type where they have nothing to say.
FILLERS = words(
    """
    yok na n a none null nil unknown unbekannt bilinmiyor belirsiz bilgi yok isimsiz adsiz no name noname
    test deneme demo ornek example sample x xx xxx asd asdf qwe qwerty aaa abc bos empty tbd
    """
) | {"bilgi yok", "no name", "n a", "isim yok", "ad yok", "test test", "not available"}

# The part of an address before the @ that belongs to a desk, not to a person.
SHARED_DESKS = words(
    """
    info bilgi iletisim contact satis sales muhasebe accounting finans finance admin office ofis destek
    support hello merhaba mail email eposta posta siparis order orders ik hr kariyer marketing pazarlama
    ihracat export import satinalma purchasing webmaster postmaster genel general sekreter santral fatura
    """
)
FILLER_DESKS = words(
    "noreply no-reply donotreply do-not-reply test deneme yok none na asd example ornek nomail"
)

# Domains where anyone has a mailbox: sharing one says nothing.
PUBLIC_MAIL = words(
    """
    gmail.com googlemail.com hotmail.com hotmail.com.tr outlook.com outlook.com.tr live.com windowslive.com
    msn.com yahoo.com yahoo.com.tr ymail.com icloud.com me.com mac.com mynet.com yandex.com yandex.com.tr
    ttmail.com superonline.com ttnet.net.tr mail.com aol.com gmx.de gmx.net gmx.com web.de t-online.de
    proton.me protonmail.com mail.ru hs01.kep.tr hs02.kep.tr hs03.kep.tr
    """
)

TITLES = words(
    """
    dr prof doc av avukat uzm op yrd ing muh sn sayin bay bayan bey hanim mr mrs ms miss herr frau dipl sir
    haci
    """
)

# Short forms of trade words, one spelling for each.
_TRADE = """
sanayi: san sanayii | ticaret: tic | insaat: ins | muhendislik: muh | pazarlama: paz pzr | turizm: tur trz
elektrik: elk elek | makine: mak makina | tekstil: teks tks | nakliyat: nak nakl nakliye | gida: gd
otomotiv: oto otom | hizmetleri: hiz hizm hizmet | danismanlik: danis dan | ithalat: ith | ihracat: ihr
sigorta: sig | lojistik: loj | muhasebe: muhas | mimarlik: mim | dagitim: dag | uretim: urt
international: intl | brothers: bros | manufacturing: mfg | services: svc service | technologies: tech
solutions: soln | ve: and und | associates: assoc | group: grup
"""

# People's short names; a name that begins another ("Rob", "Robert") needs no line here.
_SHORT = """
robert: bob bobby robbie | william: bill billy will liam | richard: dick rick | elizabeth: liz beth betty
margaret: peggy maggie meg | james: jim jimmy | john: jack johnny | michael: mike mick | edward: ted ned
katherine: kate kathy katie | catherine: cathy cate | henry: harry hank | charles: chuck charlie
anthony: tony | joseph: joe | thomas: tom | alexander: alex sasha | david: dave | andrew: drew andy
patricia: pat trish | theodore: ted theo | dorothy: dot | mehmet: memo mehmed muhammed muhammet mohamed
mustafa: musti | hasan: haso | huseyin: huso | ibrahim: ibo | suleyman: sulo | abdullah: apo | ismail: iso
fatma: fatos fadime | ayse: aysa | hatice: hatce | emine: emis | zeynep: zeyno | ahmet: ahmed amet
osman: osi | yusuf: joseph yusuf | ali: aliko
"""

_ADDRESS = words(
    """
    mah mahalle mahallesi mh cad cadde caddesi cd sok sokak sokagi sk bulvar bulvari blv bul no numara num
    kat daire d k apt apartman apartmani ap blok site sitesi plaza is merkezi mrk yolu meydani km
    street st road rd avenue ave lane ln drive dr court ct place pl close crescent cres circuit cct blvd
    boulevard way terrace tce square sq parade pde flat unit suite apartment floor fl house
    strasse str weg platz
    """
)
ADDRESS_WORDS = _ADDRESS | {"ic", "kapi", "pk", "po", "box"}


@cache
def trade_words() -> dict[str, str]:
    """Return short form -> the one spelling of a trade word."""
    return _table(_TRADE)


@cache
def short_names() -> dict[str, frozenset[str]]:
    """Return a name -> all the names that may mean the same person's."""
    groups: dict[str, set[str]] = {}
    for line in _SHORT.strip().replace("\n", "|").split("|"):
        name, _, rest = line.partition(":")
        words = {name.strip(), *rest.split()}
        for word in words:
            groups.setdefault(word, set()).update(words)
    return {word: frozenset(found) for word, found in groups.items()}


def _table(text: str) -> dict[str, str]:
    found = {}
    for line in text.strip().replace("\n", "|").split("|"):
        name, _, rest = line.partition(":")
        found.update(dict.fromkeys(rest.split(), name.strip()))
    return found
