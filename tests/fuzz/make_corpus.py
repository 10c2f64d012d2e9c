"""Writes the good inputs of the corpus: ``python -m tests.fuzz.make_corpus``; findings stay as they are."""

import io
import zipfile
from datetime import date

from tests.fuzz.target import CORPUS

_VCARDS = {
    "v21-quoted-printable": (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C5=9E=C3=BCkr=C3=BC;=41li;;;\r\n"
        "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=41li =C5=9E=C3=BCkr=\r\n=C3=BC\r\nTEL;CELL;PREF:0532 111 22 33\r\n"
        "EMAIL;INTERNET:ali@x.example\r\nNOTE;ENCODING=QUOTED-PRINTABLE:a=0D=0Ab\r\nEND:VCARD\r\n"
    ),
    "v30-folded": (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ayşe Öz\r\nN:Öz;Ayşe;;Dr.;\r\nORG:Deniz A.Ş.;Satış\r\nTITLE:Müdür\r\n"
        "TEL;TYPE=WORK,VOICE:+90 212 555 00 11\r\nADR;TYPE=HOME:;;Cadde 1\\, Kat 2;Kadıköy;İstanbul;34000;Türkiye\r\n"
        "NOTE:uzun bir\r\n  not\\nsatır\r\nPHOTO;ENCODING=b;TYPE=PNG:iVBORw0KGgo=\r\nBDAY:1980-02-29\r\nEND:VCARD\r\n"
    ),
    "v40-group": (
        "BEGIN:VCARD\nVERSION:4.0\nKIND:org\nFN:Acme\nitem1.EMAIL;PREF=1:info@acme.example\nitem1.X-ABLabel:iş\n"
        "TEL;VALUE=uri;TYPE=\"cell,voice\":tel:+90-532-123-45-67\nURL:https://acme.example\nCATEGORIES:vip,bayi\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:4.0\nKIND:group\nFN:Grup\nMEMBER:urn:uuid:1\nEND:VCARD\n"
    ),
}
_CSVS = {
    "comma": "name,email,phone,city,tag\nYeni A.Ş.,yeni@x.example,0532 765 43 21,Bursa,vip\n\"a, b\",,,,\n",
    "semicolon": "Ad;Soyad;Şirket;Cep Telefonu;E-posta;Doğum Tarihi\nAli;Şahin;Deniz;05321112233;ali@x.example;31.12.1980\n",
    "tab": "number\tcustomer\tordered_on\ttotal\tcurrency\nA1\tAcme\t2026-01-31\t1250.50\tTRY\n",
    "orders": "number,customer,ordered_on,total,status\n1,C-1,31.12.2025,\"1.234,56\",completed\n2,C-2,30.12.2025,-5,completed\n",
    "quotes": 'name,note\n"Işık ""M""","satır\nsatır"\n\'=1+1,x\n',
    "sep-line": "sep=;\nname;city\nx;y\n",
    "title-rows": "Müşteri listesi\n\nName,City\na,b\n\nToplam,1\n",
}
_PRESETS = {
    "parasut": "Unvan;Vergi Numarası;Vergi Dairesi;E-posta;Telefon;Adres;İl;İlçe\nDeniz Ltd.;1234567890;Kadıköy;a@b.example;02125550011;Cadde 1;İstanbul;Kadıköy\n",
    "hubspot": "Record ID,First Name,Last Name,Email,Phone Number,Company Name,Lifecycle Stage,Create Date\n1,Ali,Can,ali@x.example,+905321112233,Acme,lead,2026-01-02 10:00\n",
    "shopify": "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Lineitem quantity,Lineitem name,Lineitem price,Billing Name,Created at\n#1001,a@b.example,paid,2026-01-02 10:00:00 +0300,TRY,10,0,2,12,1,Masa,10,Ali,2026-01-02 10:00:00 +0300\n",
    "google": "First Name,Middle Name,Last Name,Organization Name,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value\nAyşe,,Öz,Acme,Work,a@b.example,Mobile,0532 111 22 33\n",
    "outlook": "First Name,Last Name,Company,Business Phone,E-mail Address,Business City\nAli,Can,Acme,0212 555 00 11,a@b.example,İzmir\n",
}
_UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:UBLVersionID>2.1</cbc:UBLVersionID><cbc:ProfileID>TICARIFATURA</cbc:ProfileID><cbc:ID>ABC2026000000001</cbc:ID><cbc:UUID>11111111-2222-3333-4444-555555555555</cbc:UUID>
<cbc:IssueDate>2026-01-31</cbc:IssueDate><cbc:InvoiceTypeCode>SATIS</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>TRY</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PartyIdentification><cbc:ID schemeID="VKN">1234567890</cbc:ID></cac:PartyIdentification><cac:PartyName><cbc:Name>Deniz A.Ş.</cbc:Name></cac:PartyName></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cac:PartyIdentification><cbc:ID schemeID="TCKN">10000000146</cbc:ID></cac:PartyIdentification><cac:Person><cbc:FirstName>Ayşe</cbc:FirstName><cbc:FamilyName>Öz</cbc:FamilyName></cac:Person></cac:Party></cac:AccountingCustomerParty>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="TRY">100.00</cbc:LineExtensionAmount><cbc:TaxInclusiveAmount currencyID="TRY">120.00</cbc:TaxInclusiveAmount><cbc:PayableAmount currencyID="TRY">120.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="C62">2</cbc:InvoicedQuantity><cbc:LineExtensionAmount currencyID="TRY">100.00</cbc:LineExtensionAmount><cac:Item><cbc:Name>Masa</cbc:Name><cac:SellersItemIdentification><cbc:ID>MM-1</cbc:ID></cac:SellersItemIdentification></cac:Item><cac:Price><cbc:PriceAmount currencyID="TRY">50</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
</Invoice>
"""
_MAILS = {
    "plain": (
        "Message-ID: <1@acme.example>\r\nFrom: =?utf-8?q?Ay=C5=9Fe?= <ayse@acme.example>\r\nTo: biz@x.example\r\n"
        "Date: Mon, 2 Nov 2026 10:00:00 +0300\r\nSubject: =?utf-8?b?VGVrbGlm?=\r\n\r\nmerhaba\r\n"
    ),
    "multipart": (
        "Message-ID: <2@acme.example>\r\nFrom: info@acme.example\r\nTo: a@b.example, c@d.example\r\n"
        "Date: 3 Nov 2026 10:00 GMT\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        "Content-Type: text/html; charset=iso-8859-9\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>te=FEekk=FCr</p>\r\n"
        "--b\r\nContent-Type: application/pdf; name=\"x.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--b--\r\n"
    ),
    "mbox": (
        "From ayse@acme.example Mon Nov  2 10:00:00 2026\nMessage-ID: <3@a>\nFrom: ayse@acme.example\nTo: x@y.example\n"
        "Date: Mon, 2 Nov 2026 10:00:00 +0300\nSubject: bir\n\n>From metin\n\n"
        "From info@acme.example Tue Nov  3 10:00:00 2026\nMessage-ID: <4@a>\nFrom: info@acme.example\nTo: x@y.example\n"
        "Date: Tue, 3 Nov 2026 10:00:00 +0300\nSubject: iki\n\nmetin\n"
    ),
}
_RUN = """[run]
out = "reports"
keep = 7
since = "last-run"
digest = "{date}.html"
title = "Her sabah"

[[report]]
name = "sales"
by = "month"
output = "sales-{date}.html"
alert = ["revenue < 1000"]

[[report]]
name = "today"
as = "bugün"
format = "csv"
output = "{name}.csv"
if_empty = "silent"
"""
_MAP = """noun = "customer"
keep_unknown = true

[columns]
"Ad" = "name"
"Şehir" = "city"
"Tel" = "phone"

[set]
source = "fuar"

[values.city]
"Bursa" = "BURSA"

[read]
encoding = "utf-8"
delimiter = ";"
"""
_SETTINGS = """locale = "tr"
currency = "TRY"
lapsed_days = 180
work_days = "mon-sat"
holidays = "2026-10-29, 01.01.2027"
work_hours = "09:00-12:00, 13:00-18:00"
case_response_hours = "urgent=1,high=4,normal=9,low=27"
mail_to = "Ayşe <ayse@example.com>"

[profile.kadikoy]
branch = "Kadıköy"
db = "other.db"
"""
TEXTS = {
    "filter": (
        "city=İzmir and (tag=vip or last_order < 90d)",
        "not bought category Masa since 2026-01-01",
        "name ~ 'ışık' and phone is not empty",
        "custom.Sektör in (gıda, \"oto yan\") or revenue between 10 and 20",
        "in segment Yakın",
        "owner is empty ve değil city=Bursa",
    ),
    "when": ("yarın 15:30", "next monday 3pm", "ayın 15'i", "31.12.2026 saat 9", "3 gün sonra", "last day of march"),
    "instant": ("2026-01-02T10:00:00+03:00", "31.12.2026 23:59", "20261231", "2 Ocak 2026", "12/31/26 4:05 PM"),
    "period": ("2026-Q3", "this month", "geçen yıl", "2026-01-01..2026-06-30", "90d", "son 3 ay", "2026-W05"),
    "repeat": ("every 2 weeks", "her ayın 15'i", "last friday of month", "haftada bir", "every 3 days after done"),
    "money": ("₺1.234,56", "1,234.56 USD", "-5 TRY", "1250", "(12,50) EUR", "1 000,5 TL"),
    "identity": ("0532 123 45 67", "+44 20 7946 0958", "ayse@örnek.example", "1234567890", "DE123456789", "10000000146"),
    "rule": (
        "when a lead is created then add task \"ara\" due in 1d",
        "when an order is completed if revenue > 1000 then tag vip",
        "when a customer enters segment Yakın then assign ayşe",
    ),
    "line": ("Masa:2:1.250", "delivery:1:250 EUR", "MM-1:0,5"),
    "mapping": ("Ad=name\nTel=phone\nsource=fuar\n\ncity:a=b\n\nAd\nTel\nE-posta", "Unvan=name\n\n\n\n\n\nUnvan\nVKN"),
    "template": ("Sayın {first_name|müşterimiz},\n{{x}} {custom.Sektör}", "{name} {city}"),
    "alert": ("revenue < 1000", "total.revenue < 10 or orders = 0"),
    "setting": ("mon-fri", "09:00-12:00,13:00-18:00", "2026-10-29, 01.01.2027", "urgent=1,high=4", "30", "tr"),
    "discount": ("%10", "50 TRY", "30d", "31.12.2026", "Masa:2:50 -10% +20%"),
    "reference": ("C-1", "Işık Mobilya", "0532 123 45 67", "info@acme.example", "default:42"),
    "sql": (
        "SELECT name, city FROM customer_view WHERE city = 'İzmir' ORDER BY 1 LIMIT 5",
        "WITH a AS (SELECT count(*) AS n FROM order_view) SELECT n FROM a",
        "SELECT 1 UNION ALL SELECT 2",
    ),
}


def _put(folder: str, name: str, data: bytes) -> None:
    """Write one file of the corpus."""
    place = CORPUS / folder
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_bytes(data)


def _tables() -> None:
    from tests.domain.exchange.workbooks import ods, ods_row, xls, xlsx

    for name, text in _CSVS.items():
        _put("csv", f"{name}.csv", text.encode())
    _put("csv", "cp1254.csv", _CSVS["semicolon"].encode("cp1254"))
    _put("csv", "utf16.csv", _CSVS["tab"].encode("utf-16"))
    for name, text in _PRESETS.items():
        _put("presets", f"{name}.csv", text.encode())
    _put("json", "list.json", '[{"name": "Yeni", "email": "y@x.example", "tags": ["a", "b"], "n": 1.5}]'.encode())
    _put("json", "object.json", '{"meta": {"n": 1}, "customers": [{"name": "x", "city": null}]}'.encode())
    _put("json", "list-of-lists.json", b'[["name", "city"], ["x", "y"]]')
    _put("jsonl", "lines.jsonl", '{"name": "Yeni"}\n{"name": "İki", "custom": {"a": 1}}\n'.encode())
    rows = [["Ad", "Tutar", "Gün"], ["Şükrü", 12.5, date(2026, 1, 2)], ["b", None, None]]
    _put("xlsx", "plain.xlsx", xlsx(rows))
    _put("xlsx", "merged.xlsx", xlsx({"A": [["Liste", None], ["Ad", "Tel"], ["x", "0532"]]}, merged=("A1:B1",)))
    _put("xls", "plain.xls", xls({(0, 0): "Ad", (0, 1): "Tutar", (1, 0): "Şükrü", (1, 1): 12.5}))
    _put("ods", "plain.ods", ods({"S": ods_row("Ad", "Tutar", "Gün") + ods_row("a", 12.5, date(2026, 1, 2))}))


def _documents() -> None:
    _put("ubl", "invoice.xml", _UBL.encode())
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", _UBL)
        archive.writestr("b/b.xml", _UBL.replace("000001", "000002"))
    _put("ubl-zip", "two.zip", made.getvalue())
    for name, text in _VCARDS.items():
        _put("vcard", f"{name}.vcf", text.encode())
    for name, text in _MAILS.items():
        _put("mail", f"{name}.eml", text.encode())
    _put("map", "map.toml", _MAP.encode())
    _put("run-file", "daily.toml", _RUN.encode())
    _put("run-memory", "last-run.json", b'{"papers": {"sales": {"digest": "ab", "last": "2026-11-20"}}}')
    _put("settings", "config.toml", _SETTINGS.encode())
    for name, texts in TEXTS.items():
        for number, text in enumerate(texts, 1):
            _put(name, f"{number}.txt", text.encode())


def main() -> None:
    """Write them."""
    _tables()
    _documents()


if __name__ == "__main__":
    main()
