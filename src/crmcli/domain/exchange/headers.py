"""Column headers in English and Turkish matched to fields: by whole names only, never by likeness.

A header is compared without case, accents, blanks and punctuation: "CustomerId", "customer_id" and
"Customer ID" are one. Names are listed best first: of two columns that could both fill a field, the
one with the better name does, and equally good ones are left to a person.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from crmcli.domain.exchange.imported import NOUNS

# Names in folded form; ";" parts better names from less certain ones.
_ID = "; id, record id, unique id, uuid, guid, rec id, code, kod, kodu, no"
_EMAIL = """
email, email address, emails, eposta, eposta adresi, mail, mail adresi, mail address, elektronik posta,
primary email, secondary email, work email, business email, home email, personal email, email work,
email home, email other, is eposta, kurumsal e posta, person email, person email work,
person email home, emails email, cari email
"""
_PHONE = """
phone, phone number, phones, telephone, telephone number, tel, tel no, telefon, telefon no,
telefon numarasi, gsm, gsm no, cep, cep tel, cep telefonu, cep telefon, cep no, mobile, mobile phone,
mobile number, cell, cell phone, work phone, business phone, business phone 2, home phone, home phone 2,
other phone, primary phone, company main phone, phone work, phone home, phone other, is telefonu,
is tel, ev telefonu, ev tel, sabit telefon, sirket telefonu, person phone, phones number, billing phone,
default address phone, cari ceptel
"""
_NUMBERED = {
    "email": ("e mail # value", "email #", "e mail # address"),
    "phone": ("phone # value", "phone #"),
}
_FIRST = "first name, given name, forename, on ad, person first name"
_LAST = "last name, surname, family name, soyad, soyadi, soyisim, person last name"
_FULL = """
name, full name, display name, ad soyad, adi soyadi, ad ve soyad, adi ve soyadi, isim soyisim, ad soyadi
"""
_OWNER = """
owner, owner id, owner name, owner email, assigned to, assigned user, assigned user name, sales rep,
sales rep id, sales representative, sales agent, sales person, support rep, support rep id,
account manager, temsilci, satis temsilcisi, musteri temsilcisi, sorumlu, sorumlusu, plasiyer,
pazarlama personeli, satis elemani, sahibi
"""
_PLACE = {
    "address": """address, adres, adresi, acik adres, street, street address, street 1, street 2,
            street 3, address 1, address 2, address 3, address line 1, address line 2, business street,
            business street 2, business street 3, billing street, work address, work address 2,
            mailing street, address street, address 1 street, fatura adresi, default address address 1,
            default address address 2""",
    "city": """city, town, sehir, sehri, il, ili, il adi, sehir adi, business city, billing city,
            work city, mailing city, address city, address 1 city, default address city""",
    "district": "district, ilce, ilcesi, ilce adi",
    "region": """region, state, province, state province, state region, eyalet, bolge, business state,
            billing state, work state, mailing state, address state, address 1 region,
            default address province code""",
    "postal_code": """postal code, post code, zip, zip code, zip postal code, posta kodu,
            business postal code, billing postal code, work zip code, mailing postal code,
            address postal code, address 1 postal code, default address zip""",
    "country": """country, country region, country code, ulke, ulkesi, ulke adi, business country,
            business country region, billing country, work country, mailing country, address country,
            address 1 country, default address country code""",
}
_COMMON = {
    "external_id": "external id" + _ID,
    "cadence_days": "cadence days, contact every days, temas sikligi gun",
    "competitor": "competitor, main competitor, rakip, rakip firma",
    "unit": "unit, unit of measure, birim, olcu birimi",
    "tax_percent": "tax percent, tax rate, vat rate, kdv orani, vergi orani",
    "introduced_on": "introduced on, launch date, cikis tarihi",
    "withdrawn_on": "withdrawn on, discontinued on, satistan kalkis tarihi",
    "promised_on": "promised on, promised date, promised delivery date, soz verilen tarih, vaat tarihi",
    "delivered_on": "delivered on, delivery date, delivered date, teslim tarihi, teslimat tarihi",
    "due_on": "due on, payment due, payment due date, vade, vadesi, vade tarihi",
    "priority": "priority, oncelik",
    "repeat": "repeat, recurrence, tekrar",
    "done_on": "done on, completed on, completion date, tamamlanma tarihi",
    "case": "case, case number, ticket, ticket number, vaka no",
    "plan": "plan, account plan",
    "email": _EMAIL,
    "phone": _PHONE,
    "first_name": _FIRST,
    "last_name": _LAST,
    "owner": _OWNER,
    **_PLACE,
    "branch": "branch, branch office, our branch, sube, subesi, sube adi, regional office, region office",
    "website": """website, website url, home page, web page, web sayfasi, web sitesi, web adresi,
            website 1 value, web page 1; web, url, company domain name, domain, domain name""",
    "industry": "industry, sector, sektor, sektoru, faaliyet alani, is kolu",
    "source": """source, lead source, original source, customer source, kaynak, kaynagi,
            musteri kaynagi, aday kaynagi""",
    "campaign": "campaign, campaign name, kampanya, kampanya adi",
    "note": """note, notes, note content, not, notu, notlar; description, comment, comments, remarks,
            aciklama, aciklamalar""",
    "tags": """tags, tag, etiket, etiketler, etiketleri; labels, label, categories, group membership,
            person label""",
    "created_on": """created on, created, created at, created date, create date, creation date,
            date created, sign up, sign up date, registered, registered on, registration date,
            kayit tarihi, olusturma tarihi, olusturulma tarihi, olusturulma, person creation date""",
    "currency": """currency, currency code, currency iso code, para birimi, doviz, doviz cinsi,
            doviz kodu, opportunity amount currency, deal currency""",
    "title": "job title, position, role title, gorev, gorevi, pozisyon, organization 1 title; title",
    "lost_reason": """lost reason, loss reason, reason lost, closed lost reason, kayip nedeni,
            kaybetme nedeni, kaybedilme nedeni, kayip sebebi""",
    "lost_note": "lost note, kayip notu",
    "lost_on": "lost on, lost date, kayip tarihi, kaybedilme tarihi",
    "channel": "channel, sales channel, kanal, satis kanali",
    "active": "active, is active, enabled, aktif, aktif mi",
    "preferred_channel": "preferred channel, preferred contact method, tercih edilen kanal",
    "preferred_time": "preferred time, preferred contact time, tercih edilen saat, uygun saat",
    "consent.email": """email consent, email opt in, accepts email marketing, accepts marketing,
            email marketing status, newsletter, bulten, e bulten, e posta izni, eposta izni, email izni""",
    "consent.phone": "phone consent, call consent, arama izni, telefon izni",
    "consent.sms": "sms consent, sms opt in, accepts sms marketing, sms izni, mesaj izni",
    "consent_on": "consent date, consent on, optin time, opt in date, izin tarihi",
    "consent_source": "consent source, izin kaynagi",
}
_CUSTOMER_IDS = """
customer id, customer code, customer number, customer no, customer external id, client id, account id,
company id, organization id, musteri id, musteri no, musteri kodu, musteri numarasi, cari kod,
cari kodu, cari no, cari hesap kodu, firma kodu
"""
_CUSTOMER_NAMES = """
customer name, client name, musteri adi, musteri unvani, cari adi, cari unvan, cari unvani,
ticari unvan, ticari unvani, firma unvani; customer, client, musteri, musterisi, cari, cari hesap
"""
_COMPANIES = """
company, company name, organization, organization name, organisation, organisation name,
organization 1 name, firma, firma adi, sirket, sirket adi, kurum, kurum adi, kurulus,
default address company, associated company
"""
_ACCOUNTS = "account, account name"
_ORDER_IDS = "order id, invoice id, sales id, sale id, transaction id, siparis id, fatura id"
_ORDER_NUMBERS = """
order number, order no, invoice number, invoice no, siparis no, siparis numarasi, fatura no,
fatura numarasi, fis no, belge no, evrak no
"""
_CONTACT_IDS = "contact id, person id, kisi id, kisi no"
_CONTACT_NAMES = (
    "contact, contact name, contact email, associated contact email, ilgili kisi, primary contact"
)
_LEAD_IDS = "lead id, aday id, aday no"
_OPPORTUNITY_IDS = "opportunity id, deal id, firsat id, firsat no, firsat kodu"
_PRODUCT_IDS = """
product id, product code, sku, item no, item number, item code, stock code, stok kodu, urun kodu,
urun id, malzeme kodu
"""
_PRODUCT_NAMES = "product, product name, item, item name, urun, urun adi, stok adi, malzeme adi"
_CUSTOMER_REF = f"{_CUSTOMER_IDS}; {_CUSTOMER_NAMES}; {_COMPANIES}; {_ACCOUNTS}"
_CONTACT_REF = f"{_CONTACT_IDS}; {_CONTACT_NAMES}"

_OWN: dict[str, dict[str, str]] = {
    "user": {
        "external_id": """external id, user id, employee id, kullanici id, personel id, personel no,
            sicil no, calisan id"""
        + _ID,
        "name": f"""{_FULL}, user, employee, employee name, sales agent, sales rep,
            sales representative, sales person, agent, representative, temsilci, satis temsilcisi,
            personel, personel adi, calisan, kullanici""",
        "title": "job title, position, gorev, gorevi, pozisyon, title, unvan, unvani",
        "team": "team, sales team, takim, ekip",
        "manager": """manager, manager name, manager id, reports to, supervisor, yonetici, yoneticisi,
            amir, amiri""",
        "branch": "branch, branch office, office, regional office, sube, subesi, ofis",
        "email": _EMAIL.replace("email address,", "email address;"),
        "phone": _PHONE.replace("phone number,", "phone number;"),
    },
    "customer": {
        "external_id": f"external id, {_CUSTOMER_IDS}, do not modify account" + _ID,
        "name": f"""{_FULL}, unvan, unvani, definition, cari unvan 1, cari unvan 2, {_CUSTOMER_NAMES};
            {_ACCOUNTS}; {_COMPANIES}""",
        "address": f"{_PLACE['address']}, organization address",
        "kind": "kind, customer kind, kisi turu",
        "parent": """parent, parent account, parent company, parent customer, parent id,
            parent account id, subsidiary of, ust firma, ana firma, ana cari, bagli oldugu firma""",
        "owner": f"{_OWNER}, account owner, account owner email, company owner, customer owner",
        "referrer": "referrer, referred by, referans, tavsiye eden",
        "tax_number": """tax number, tax no, tax id, tax identifier, tax identification number,
            vat number, vat no, vat id, vergi no, vergi numarasi, vergi kimlik no,
            vergi kimlik numarasi, vergi no kimlik, vergi no tc no, vkn, tckn, vkn tckn, tc kimlik no,
            tc kimlik numarasi, tc no, tax nr, tc k no, cari vdaire no""",
        "tax_office": "tax office, vergi dairesi, vergi dairesi adi, cari vdaire adi",
    },
    "contact": {
        "external_id": f"external id, {_CONTACT_IDS}, do not modify contact" + _ID,
        "name": f"{_FULL}, contact, contact name, person name, kisi, kisi adi",
        "title": """job title, position, role title, gorev, gorevi, pozisyon, unvan, unvani,
            organization 1 title; title""",
        "birth_date": "birth date, birthday, date of birth, dob, dogum tarihi, dogum gunu",
        "customer": f"{_CUSTOMER_IDS}, associated company ids; {_CUSTOMER_NAMES}; {_COMPANIES}; {_ACCOUNTS}",
        "role": "role, rol, rolu",
        "since": "since",
        "until": "until",
        "primary": "primary, is primary, birincil, asil",
        "owner": f"{_OWNER}, contact owner, person owner",
    },
    "lead": {
        "external_id": f"external id, {_LEAD_IDS}, do not modify lead" + _ID,
        "name": f"{_FULL}, lead, lead name, person name, aday, aday adi",
        "company": f"{_COMPANIES}, {_ACCOUNTS}, unvan, ticari unvan, ticari unvani, firma unvani",
        "title": "job title, position, gorev, gorevi, pozisyon; title",
        "status": "status, lead status, durum, durumu, aday durumu; status reason",
        "owner": f"{_OWNER}, lead owner",
        "referrer": "referrer, referred by, referans, tavsiye eden",
        "contact": _CONTACT_REF,
        "customer": f"{_CUSTOMER_IDS}; customer, customer name, musteri, musteri adi",
        "amount": """amount, value, lead value, estimated value, deal value, opportunity amount, tutar,
            tahmini tutar, tahmini deger""",
        "score": "score, lead score, puan, skor, aday puani",
        "created_on": _COMMON["created_on"] + ", lead date, aday tarihi",
    },
    "opportunity": {
        "external_id": f"external id, {_OPPORTUNITY_IDS}, do not modify opportunity" + _ID,
        "name": """name, opportunity name, deal name, deal title, opportunity title, firsat adi;
            opportunity, deal, firsat, title, topic""",
        "customer": _CUSTOMER_REF,
        "contact": _CONTACT_REF,
        "owner": f"{_OWNER}, deal owner, opportunity owner, deal owner name",
        "stage": """stage, stage name, deal stage, opportunity stage, pipeline stage, sales stage,
            asama, asamasi, firsat asamasi, satis asamasi""",
        "amount": """amount, value, deal value, deal amount, opportunity amount, estimated value,
            close value, tutar, tutari, deger, firsat tutari, tahmini tutar, tahmini deger""",
        "probability": "probability, win probability, olasilik, kazanma olasiligi",
        "product": f"{_PRODUCT_IDS}; {_PRODUCT_NAMES}",
        "lead": f"{_LEAD_IDS}; lead, lead name",
        "activity": "activity id; activity",
        "order": f"{_ORDER_IDS}; order, {_ORDER_NUMBERS}",
        "close_date": "close date, closing date, kapanis tarihi",
        "expected_close": """expected close, expected close date, estimated close date,
            expected closing date, tahmini kapanis, tahmini kapanis tarihi, beklenen kapanis tarihi""",
        "closed_on": "closed on, closed date, date closed, actual close date, gerceklesen kapanis tarihi",
        "created_on": _COMMON["created_on"] + ", engage date, open date, opened on, acilis tarihi",
    },
    "product": {
        "external_id": "external id, product id, item id, urun id" + _ID.replace(", code, kod, kodu, no", ""),
        "sku": """sku, item no, item number, item code, product code, stock code, stok kodu, urun kodu,
            malzeme kodu; code, kod, kodu""",
        "name": """name, product name, item name, urun adi, stok adi, malzeme adi, ad, adi; product,
            item, urun, hizmet""",
        "category": """category, product category, kategori, urun kategorisi; product line,
            product family, family, series, product group, group, urun grubu, stok grubu, grup""",
        "price": """price, unit price, sales price, sale price, list price, selling price, fiyat,
            fiyati, birim fiyat, birim fiyati, satis fiyati, liste fiyati""",
        "cost": "cost, unit cost, cost price, purchase price, maliyet, maliyeti, birim maliyet, alis fiyati",
    },
    "order": {
        "external_id": f"external id, {_ORDER_IDS}; id, record id, uuid, guid, unique id",
        "number": _ORDER_NUMBERS + "; number",
        "customer": _CUSTOMER_REF + "; customer email",
        "contact": _CONTACT_REF,
        "opportunity": f"{_OPPORTUNITY_IDS}; opportunity, opportunity name, deal, firsat",
        "ordered_on": """ordered on, order date, invoice date, sales date, sale date, purchase date,
            transaction date, siparis tarihi, fatura tarihi, satis tarihi, islem tarihi; date, tarih,
            tarihi""",
        "status": "status, order status, durum, durumu, siparis durumu",
        "net": "net total, net amount, subtotal, ara toplam, net tutar, matrah, kdv haric toplam",
        "tax": "tax, tax total, total tax, taxes, kdv, kdv tutari, toplam kdv, vergi",
        "total": """total, order total, grand total, total amount, invoice total, toplam, genel toplam,
            toplam tutar, siparis tutari, fatura tutari; amount, revenue, order amount, sale amount,
            sales amount, tutar, tutari""",
    },
    "order_line": {
        "external_id": """external id, line id, order line id, invoice line id, sales line id,
            satir id; id, record id, uuid, guid""",
        "order": f"{_ORDER_IDS}; order, invoice, siparis, fatura, {_ORDER_NUMBERS}",
        "product": f"{_PRODUCT_IDS}; {_PRODUCT_NAMES}",
        "description": "description, line description, aciklama",
        "quantity": "quantity, qty, miktar, adet, miktari",
        "unit_price": "unit price, price, birim fiyat, birim fiyati, fiyat",
        "discount": "discount amount, discount total, indirim tutari, iskonto tutari",
        "tax": "tax amount, vat amount, kdv tutari, vergi tutari",
        "amount": """amount, line total, line amount, line price, net amount, tutar, tutari,
            satir tutari, satir toplami; total, toplam""",
        "cost": "cost, line cost, cost amount, maliyet",
    },
    "activity": {
        "external_id": """external id, activity id, task id, event id, aktivite id, gorev id; id,
            record id, uuid, guid""",
        "kind": """kind, activity type, activity kind, task type, aktivite turu, aktivite tipi; type,
            tur, turu, tip, tipi""",
        "direction": "direction, yon, yonu",
        "at": """at, activity date, occurred at, date and time, date time, timestamp, call date,
            meeting date, aktivite tarihi, tarih saat; date, tarih, when, start, start time, start date;
            due, due date, activity due date""",
        "minutes": "minutes, duration minutes, duration min, dakika, sure dk, sure dakika",
        "outcome": "outcome, result, sonuc, sonucu",
        "subject": "subject, activity subject, konu, konusu; title, summary, baslik",
        "body": """body, notes, note, text, message, aciklama, not, notlar, icerik, detay; description,
            details""",
        "customer": _CUSTOMER_REF,
        "contact": _CONTACT_REF,
        "lead": f"{_LEAD_IDS}; lead, lead name",
        "opportunity": f"{_OPPORTUNITY_IDS}; opportunity, opportunity name, deal, deal name",
        "order": f"{_ORDER_IDS}; order, {_ORDER_NUMBERS}",
        "user": f"{_OWNER}, user, user id, performed by, kullanici, personel",
        "done": "done, completed, is completed, is done, tamamlandi",
    },
    "consent": {
        "recipient": "recipient, alici, kime; email, e mail, phone, telefon; customer, contact, lead",
        "channel": "channel, kanal, izin turu",
        "state": "state, consent, onay, izin, izin durumu, onay 1 ret 0; status, durum",
        "decided_on": "decided on, date, tarih, izin tarihi",
        "source": "source, kaynak, izin kaynagi",
        "purpose": "purpose, amac",
    },
}
_OWN["address"] = {"recipient": _OWN["consent"]["recipient"], "kind": "kind, address kind, adres turu"}
_GIVEN = frozenset(("ad", "adi", "isim", "ismi"))
"""A first name beside a last name, else the whole name."""
_GOOGLE = range(1, 10)


class Match(NamedTuple):
    """A header that names a field; lower ranks are better names for it."""

    field: str
    rank: int


def squeeze(header: str) -> str:
    """Return the form in which headers are compared: folded, letters and digits only."""
    from crmcli.domain.text import fold

    return fold(header).replace(" ", "")


@cache
def headers_of(noun: str) -> dict[str, str]:
    """Return field -> the headers that name it, less certain ones after a ``;``."""
    fields = [field.name for field in NOUNS[noun].fields]
    if noun in _OWN:
        return {name: _OWN[noun].get(name, _COMMON.get(name, "")) for name in fields}
    from crmcli.domain.exchange.headers_more import around

    return around(noun, fields, _COMMON)


@cache
def names_for(noun: str) -> dict[str, Match]:
    """Return squeezed header -> match for a noun."""
    known: dict[str, Match] = {}
    names = headers_of(noun)
    for field in NOUNS[noun].fields:
        for rank, tier in enumerate(names[field.name].split(";")):
            for name in tier.split(","):
                known.setdefault("".join(name.split()), Match(field.name, rank))
        for form in _NUMBERED.get(field.name, ()) if field.merge else ():
            for number in _GOOGLE:
                known.setdefault(form.replace("#", str(number)).replace(" ", ""), Match(field.name, 0))
    known.pop("", None)
    return known


def match_headers(
    header: Sequence[str], noun: str, free: Iterable[int]
) -> tuple[dict[int, str], dict[str, list[int]]]:
    """Match the columns at the positions ``free`` to a noun's fields.

    Returns position -> field, and field -> positions where several columns claim it equally well.
    """
    known = names_for(noun)
    forms = {at: squeeze(header[at]) for at in free}
    found = {at: known[form] for at, form in forms.items() if form in known}
    if "birthmonth" in forms.values():  # then "Birth Day" is a number beside it
        found = {at: match for at, match in found.items() if match.field != "birth_date"}
    fields = {field.name: field for field in NOUNS[noun].fields}
    if "last_name" in fields:
        parted = any(match.field == "last_name" for match in found.values())
        given = Match("first_name" if parted else "name", 0)
        found |= {at: given for at, form in forms.items() if form in _GIVEN}
        if noun == "customer" and any(match.field in ("first_name", "last_name") for match in found.values()):
            # Persons at companies: which of the two is the customer is for a person to say.
            companies = {
                "".join(name.split())
                for name in f"{_COMPANIES}, {_ACCOUNTS}, organization address".split(",")
            }
            found = {at: match for at, match in found.items() if forms[at] not in companies}
    by_field: dict[str, list[int]] = {}
    for at in sorted(found):
        by_field.setdefault(found[at].field, []).append(at)
    chosen: dict[int, str] = {}
    unclear: dict[str, list[int]] = {}
    for name, places in by_field.items():
        lowest = min(found[at].rank for at in places)
        best = [at for at in places if found[at].rank == lowest]
        if len(best) == 1 or _go_together(fields[name].merge, [forms[at] for at in best]):
            chosen.update(dict.fromkeys(best, name))
        else:
            unclear[name] = best
    return dict(sorted(chosen.items())), unclear


def _go_together(merge: str | None, forms: Sequence[str]) -> bool:
    """Tell whether several columns make up one field: parts of a text must be a series (street 1, 2)."""
    if merge in (" ", ", "):
        return len({form.rstrip("0123456789") for form in forms}) == 1
    return merge is not None
