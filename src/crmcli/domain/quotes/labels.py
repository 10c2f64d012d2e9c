"""The words on a printed quote, in English and Turkish."""

from __future__ import annotations

LANGUAGES = ("en", "tr")

_WORDS = {
    "quote": ("Quote", "Teklif"),
    "number": ("No.", "No"),
    "version": ("version", "sürüm"),
    "date": ("Date", "Tarih"),
    "valid": ("Valid until", "Geçerlilik"),
    "to": ("To:", "Sayın"),
    "attention": ("Attn.", "Dikkatine"),
    "prepared": ("Prepared by", "Hazırlayan"),
    "tax_number": ("Tax no.", "Vergi no"),
    "phone": ("Phone", "Tel"),
    "email": ("E-mail", "E-posta"),
    "web": ("Web", "Web"),
    "iban": ("IBAN", "IBAN"),
    "position": ("#", "#"),
    "description": ("Description", "Açıklama"),
    "quantity": ("Quantity", "Miktar"),
    "price": ("Unit price", "Birim fiyat"),
    "discount": ("Discount", "İskonto"),
    "tax": ("Tax", "KDV"),
    "amount": ("Amount", "Tutar"),
    "gross": ("Subtotal", "Ara toplam"),
    "net": ("Net", "Net tutar"),
    "total": ("Total", "Genel toplam"),
    "words": ("In words", "Yalnız"),
    "terms": ("Terms", "Koşullar"),
    "draft": ("DRAFT", "TASLAK"),
    "ours": ("For us", "Teklif veren"),
    "theirs": ("For the customer", "Kabul eden"),
    "signature": ("Name, date, signature", "Ad, tarih, imza"),
    "on": ("on", "matrah"),
}


def words(language: str) -> dict[str, str]:
    """Return the words of a language, English where it is not known."""
    place = LANGUAGES.index(language) if language in LANGUAGES else 0
    return {name: forms[place] for name, forms in _WORDS.items()}
