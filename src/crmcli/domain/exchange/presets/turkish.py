"""Turkish accounting and shop systems, and the consents of the İYS."""

from __future__ import annotations

from crmcli.domain.exchange.presets.crms import owner
from crmcli.domain.exchange.presets.model import Part, Preset

_KINDS = {"kind": {"Kurumsal": "organisation", "Tüzel": "organisation", "Bireysel": "person"}}
_SALES = (
    "Satış Faturası|Satıştan İadeler|Satıştan İade|Satış İade Faturası|Perakende Satış Faturası|"
    "Toptan Satış Faturası|Verilen Hizmet Faturası|Hizmet Satış Faturası"
)
_RETURNS = "Satıştan İadeler|Satıştan İade|Satış İade Faturası"

PRESETS = (
    Preset(
        "logo-clcard",
        "a Logo list of current accounts (CLCARD)",
        "logo",
        "LOGICALREF, CODE, DEFINITION_, TAXNR, TAXOFFICE, CARDTYPE",
        (
            Part(
                "customer",
                """
                CODE -> external_id
                DEFINITION_, DEFINITION2 -> name
                TAXNR, TCKNO -> tax_number
                TAXOFFICE -> tax_office
                ADDR1, ADDR2 -> address
                CITY -> city
                TOWN -> district
                COUNTRY -> country
                POSTCODE -> postal_code
                TELNRS1, TELNRS2 -> phone
                EMAILADDR -> email
                WEBADDR -> website
                either(mark(person; TCKNO), mark(organisation; TAXNR)) -> kind
                mark(müşteri; CARDTYPE = 1|3) -> tags
                mark(tedarikçi; CARDTYPE = 2|3) -> tags
                """,
            ),
        ),
        passed_over="LOGICALREF, ACTIVE, ACCEPTEINV",
    ),
    Preset(
        "mikro-cari",
        "a Mikro list of current accounts",
        "mikro",
        "cari_kod, cari_unvan1, cari_unvan2, cari_vdaire_no, cari_vdaire_adi",
        (
            Part(
                "customer",
                """
                cari_kod -> external_id
                cari_unvan1, cari_unvan2 -> name
                cari_vdaire_no -> tax_number
                cari_vdaire_adi -> tax_office
                cari_EMail -> email
                cari_CepTel -> phone
                cari_wwwadresi -> website
                """,
                sets={"kind": "organisation"},
            ),
        ),
        passed_over="cari_efatura_fl, cari_hareket_tipi, cari_baglanti_tipi",
    ),
    Preset(
        "cari-kart",
        "a Turkish list of current accounts (cari kart)",
        "cari",
        "Cari Kodu, Unvan, Cari Tipi, Vergi Dairesi, Vergi No/Kimlik",
        (
            Part(
                "customer",
                """
                Cari Kodu -> external_id
                Unvan -> name
                Cari Tipi, Cari Grubu -> tags
                Ulke -> country
                Vergi Dairesi -> tax_office
                Vergi No/Kimlik -> tax_number
                Sirket Telefonu, Cep Telefonu -> phone
                E-Posta -> email
                Web Sitesi -> website
                Sehir -> city
                Fatura Adresi -> address
                Para Birimi -> custom:Para birimi
                IBAN -> custom:IBAN
                Risk Limiti -> custom:Risk limiti
                Vade (Gun) -> custom:Vade (gün)
                KDV Orani -> custom:KDV oranı
                """,
            ),
            Part(
                "contact",
                "Yetkili Kisi -> name\nCari Kodu -> customer",
                sets={"role": "yetkili"},
                needs="Yetkili Kisi",
                keys=(("name",),),
                stub=True,
            ),
        ),
    ),
    Preset(
        "erp-fatura",
        "a Turkish list of invoices",
        "cari",
        "Fatura Türü, Cari Kodu, Ticari Unvanı, Fatura Seri, Fatura No, Fatura Tarihi, Genel Toplam",
        (
            Part(
                "order",
                """
                joined(Fatura Seri, Fatura No) -> external_id
                joined(Fatura Seri, Fatura No) -> number
                Cari Kodu -> customer
                Fatura Tarihi -> ordered_on
                mark(cancelled; İptal = Evet) -> status
                minus(Genel Toplam; Fatura Türü = {returns}) -> total
                Açıklama -> note
                Pazarlama Personeli -> owner
                """.replace("{returns}", _RETURNS),
                sets={"currency": "TRY"},
                only=f"Fatura Türü = {_SALES}",
            ),
            Part(
                "customer",
                """
                Cari Kodu -> external_id
                Ticari Unvanı -> name
                Vergi Dairesi -> tax_office
                Vergi No -> tax_number
                İlçesi -> district
                İli -> city
                Ülkesi -> country
                """,
                only=f"Fatura Türü = {_SALES}",
                stub=True,
            ),
            Part(
                "contact",
                "Yetkilisi -> name\nCari Kodu -> customer",
                needs="Yetkilisi",
                only=f"Fatura Türü = {_SALES}",
                sets={"role": "yetkili"},
                keys=(("name",),),
                stub=True,
            ),
            owner("Pazarlama Personeli"),
        ),
        passed_over="Fatura Saati, Vadesi, Vadesi #2, Genel Toplam #2, Simge, Dvz.Kullan, İşlem, Grubu, "
        "Miktar 1 Toplam, Miktar 2 Toplam",
    ),
    Preset(
        "musteri-tedarikci",
        "a Turkish list of customers and suppliers",
        "cari",
        "Firma Ünvanı, Tip, Müşteri, Tedarikçi, Vergi Dairesi, Vergi No",
        (
            Part(
                "customer",
                """
                Firma Ünvanı -> name
                Tip -> kind
                mark(müşteri; Müşteri = Evet) -> tags
                mark(tedarikçi; Tedarikçi = Evet) -> tags
                Adres -> address
                Ülke -> country
                İl -> city
                İlçe -> district
                Vergi Dairesi -> tax_office
                Vergi No -> tax_number
                E-Posta -> email
                Telefon -> phone
                """,
                values=_KINDS,
            ),
        ),
    ),
    Preset(
        "iys",
        "a list of consents for the İYS",
        "iys",
        "IZIN TURU, ALICI, ONAY(1)-RET(0), IZIN KAYNAGI, IZIN TARIHI",
        (
            Part(
                "consent",
                """
                ALICI -> recipient
                IZIN TURU -> channel
                ONAY(1)-RET(0) -> state
                IZIN KAYNAGI -> source
                IZIN TARIHI -> decided_on
                """,
            ),
        ),
    ),
)
