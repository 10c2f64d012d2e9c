"""Headers of the fields of what surrounds a sale, in English and Turkish; see ``headers``."""

from collections.abc import Mapping, Sequence

MORE = {
    "customer": """customer, customer number, customer no, customer id, customer name, account, account name,
        company, musteri, musteri no, musteri numarasi, musteri adi, cari, cari kodu, firma; client""",
    "contact": "contact, contact name, contact person, kisi, yetkili, ilgili kisi",
    "lead": "lead, lead id, lead name, aday, aday musteri",
    "opportunity": "opportunity, deal, firsat",
    "order": """order, order number, order no, order id, siparis,
        siparis no, invoice, invoice number, fatura no""",
    "quote": "quote, quote number, quote no, offer, teklif, teklif no",
    "case": "case, case number, ticket, ticket number, talep no, vaka, kayit no",
    "product": "product, product name, product code, sku, item, urun, urun adi, urun kodu, hizmet",
    "campaign": "campaign, campaign name, kampanya, kampanya adi",
    "owner": "owner, owner name, responsible, salesperson, sales rep, sorumlu, temsilci, musteri temsilcisi",
    "user": "user, employee, taken by, asked by, agent, kullanici, personel, calisan, kasiyer",
    "branch": "branch, office, store, shop, location, sube, ofis, magaza, bolge",
    "channel": "channel, medium, kanal, kaynak kanal",
    "note": "note, notes, remark, remarks, comment, comments, memo, not, notlar, yorum, aciklama",
    "name": "name, title, subject, ad, adi, isim, baslik, konu",
    "number": "number, no, numara, numarasi, receipt number, receipt no, document no, belge no, makbuz no",
    "status": "status, state, durum, durumu",
    "priority": "priority, severity, urgency, oncelik, aciliyet",
    "category": "category, type, kind, kategori, tur, tip",
    "currency": "currency, currency code, para birimi, doviz, doviz cinsi",
    "amount": "amount, sum, paid, payment, tutar, tutari, miktar, odeme, odenen, tahsilat",
    "price": "price, unit price, sales price, list price, fiyat, birim fiyat, satis fiyati, liste fiyati",
    "cost": "cost, unit cost, purchase price, budget, maliyet, birim maliyet, alis fiyati, butce",
    "quantity": "quantity, qty, pieces, miktar, adet",
    "unit_price": "unit price, price, birim fiyat, fiyat",
    "discount": "discount, discount amount, indirim, iskonto, indirim tutari, iskonto tutari",
    "tax": "tax, tax amount, vat, vat amount, kdv, kdv tutari, vergi",
    "tax_percent": "tax percent, tax rate, vat rate, vat, kdv orani, kdv, vergi orani",
    "net": "net, net total, subtotal, ara toplam, net tutar, matrah",
    "total": "total, grand total, toplam, genel toplam",
    "description": "description, text, aciklama, tanim",
    "terms": "terms, conditions, sartlar, kosullar",
    "method": "method, payment method, paid by, odeme yontemi, odeme sekli, odeme tipi",
    "paid_on": "paid on, payment date, date paid, date, odeme tarihi, tahsilat tarihi, tarih",
    "quoted_on": "quoted on, quote date, offer date, date, teklif tarihi, tarih",
    "valid_until": """valid until, expires, expiry date, expiration date,
        gecerlilik, gecerlilik tarihi, son gecerlilik""",
    "decided_on": "decided on, decision date, karar tarihi",
    "valid_from": "valid from, from, since, date, gecerlilik baslangici, baslangic, tarih",
    "day": "day, date, tarih, gun",
    "rate": "rate, exchange rate, kur, doviz kuru, satis, alis",
    "base": "base, base currency, in, baz, ana para birimi",
    "weight": "weight, importance, agirlik, onem, onem derecesi",
    "noted_on": "noted on, date, tarih",
    "asked_on": "asked on, request date, date, talep tarihi, tarih",
    "closed_on": "closed on, closed, kapanis tarihi",
    "opened_at": """opened at, opened, opened on, created, created at, created on,
        date, acilis, acilis tarihi, tarih""",
    "first_response_at": "first response at, first response, first reply, ilk yanit, ilk cevap",
    "resolved_at": """resolved at, resolved, resolved on, closed, closed at,
        closed on, cozum tarihi, kapanis tarihi""",
    "resolution": "resolution, solution, cozum, sonuc",
    "duplicate_of": "duplicate of, duplicate, mukerrer",
    "started_at": "started at, started, start, from, baslangic, basladi",
    "ended_at": "ended at, ended, end, until, bitis, bitti",
    "answered_on": "answered on, answered, response date, date, yanit tarihi, cevap tarihi, tarih",
    "topic": "topic, subject, survey, question, konu, anket",
    "nps": "nps, nps score, recommend, recommendation, likelihood to recommend, tavsiye, tavsiye puani",
    "scale": "scale, out of, olcek",
    "expectation": "expectation, expected, beklenti, beklenen",
    "experience": "experience, experienced, perceived, deneyim, yasanan, algilanan",
    "satisfaction": "satisfaction, csat, score, rating, memnuniyet, memnuniyet puani, puan",
    "checked_on": "checked on, date, visit date, tarih, ziyaret tarihi",
    "shopper": "shopper, mystery shopper, visitor, gizli musteri, denetci",
    "answers": "answers, scores, yanitlar, puanlar",
    "points": "points, score, puan",
    "best": "best, out of, maximum, max, en yuksek, tam puan",
    "at": "at, date, time, when, tarih, zaman",
    "passed": "passed, verified, ok, dogrulandi, basarili",
    "asked": "asked, questions, sorular, sorulan",
    "role": "role, relation, is, rol, iliski, yakinlik",
    "other_role": "other role, reverse, inverse, karsi rol",
    "other_customer": "other customer, other company, to, diger musteri, karsi firma",
    "other_contact": "other contact, diger kisi",
    "other_lead": "other lead, diger aday",
    "since": "since, from, start, baslangic",
    "until": "until, to date, end, bitis",
    "due_on": "due on, due, due date, by, deadline, termin, hedef tarih, son tarih, vade, vadesi",
    "created_on": "created on, created, date, olusturma tarihi",
    "estimated_on": "estimated on, date, tarih, tahmin tarihi",
    "source": "source, by, kaynak, kaynagi",
    "path": "path, file, file name, dosya, dosya yolu",
    "stage": "stage, asama, asamasi",
    "position": "position, order, place, sira",
    "required": "required, mandatory, zorunlu",
    "active": "active, in use, aktif, gecerli",
    "metric": "metric, measure, what, olcut, hedef turu",
    "from_on": "from on, from, start, start date, baslangic",
    "until_on": "until on, until, end, end date, bitis",
    "goal": "goal, target, hedef",
    "filter": "filter, where, condition, audience, kosul, suzgec, filtre, hedef kitle",
    "holdout_percent": "holdout percent, holdout, control group, kontrol grubu, kontrol orani",
    "starts_on": "starts on, start, start date, baslangic",
    "ends_on": "ends on, end, end date, bitis",
    "launched_on": "launched on, launched, gonderim tarihi",
    "sent_on": "sent on, sent, gonderim, gonderim tarihi",
    "responded_on": "responded on, responded, yanit tarihi",
    "response": "response, result, yanit, cevap, sonuc",
    "part": "part, group, grup",
    "period": "period, every, periyot, donem",
    "steps": "steps, tasks, adimlar, gorevler",
    "wording": "wording, rule, kural",
    "body": "body, text, message, metin, mesaj, icerik",
    "lost_reason": "lost reason, reject reason, reason, ret nedeni, neden",
    "website": "website, web, url, web sitesi",
    "strengths": "strengths, guclu yonler, guclu",
    "weaknesses": "weaknesses, zayif yonler, zayif",
}
"""Field -> the names of its columns, folded; after a ``;`` less certain ones. Its own name is one too."""

OWN = {
    "case": {
        "name": "name, subject, problem, title, issue, summary, konu, sorun, baslik, sikayet",
        "external_id": "external id, case id, ticket id, case number, ticket number, id, kayit no, talep no",
        "category": "category, type, kategori, tur",
    },
    "request": {"name": "name, request, wish, subject, title, talep, istek, konu, baslik"},
    "need": {"name": "name, need, requirement, ihtiyac, gereksinim"},
    "incident": {"name": "name, incident, what, title, olay, kesinti, ariza", "kind": "kind, type, tur, tip"},
    "plan": {"name": "name, goal, plan, hedef, amac"},
    "competitor": {"name": "name, competitor, rakip, rakip adi, ad, adi"},
    "campaign": {
        "name": "name, campaign, campaign name, kampanya, kampanya adi, ad, adi",
        "kind": "kind, type, tur",
    },
    "segment": {"name": "name, segment, segment adi, ad, adi"},
    "playbook": {"name": "name, playbook, playbook adi, ad, adi"},
    "rule": {"name": "name, rule name, ad, adi, kural adi"},
    "closing_step": {"name": "name, step, closing step, adim, kapanis adimi"},
    "quote": {
        "name": "name, title, subject, about, konu, baslik",
        "number": "quote number, quote no, number, teklif no",
    },
    "quote_line": {"quote": "quote, quote number, quote no, offer, offer number, teklif, teklif no"},
    "payment": {"number": "payment number, receipt number, receipt no, number, makbuz no, dekont no"},
    "wallet": {"amount": "amount, wallet, yearly spend, annual spend, tutar, yillik harcama"},
    "check": {"user": "user, employee, looked at, personel"},
}
"""Names of a noun's own."""


def around(noun: str, fields: Sequence[str], common: Mapping[str, str]) -> dict[str, str]:
    """Return field -> its headers for a noun that surrounds a sale.

    A field's own name is one of them and no other field's; a name that several claim is the first one's.
    """
    own = {name.replace("_", " "): name for name in fields}
    taken: dict[str, str] = {}
    found = {}
    for field in fields:
        told = OWN.get(noun, {}).get(field) or MORE.get(field) or common.get(field, "")
        tiers = []
        for tier in f"{field.replace('_', ' ')}, {told}".split(";"):
            names = dict.fromkeys(" ".join(name.split()) for name in tier.split(","))
            mine = [name for name in names if name and own.get(name, field) == field]
            tiers.append([name for name in mine if taken.setdefault(name.replace(" ", ""), field) == field])
        found[field] = "; ".join(", ".join(tier) for tier in tiers)
    return found
