"""The words of closed lists, as files write them in English and Turkish, in folded form.

Each line is a stored word, then what else stands for it.
"""

KINDS = """
organisation: organization, company, business, firm, corporate, b2b, kurum, kurumsal, sirket, firma,
  tuzel, tuzel kisi, organizasyon
person: individual, personal, private, b2c, sahis, bireysel, birey, gercek, gercek kisi, kisi
"""
LEAD_STATUS = """
new: yeni, open, acik, open not contacted, not contacted, uncontacted, aranmadi, gorusulmedi
working: in progress, in process, contacted, working contacted, attempted to contact, connected,
  calisiliyor, gorusuluyor, iletisimde, iletisime gecildi, arandi, devam ediyor, islemde, takipte
qualified: nitelikli, uygun, sicak
lost: disqualified, unqualified, dead, closed lost, closed not converted, kaybedildi, kayip, olumsuz,
  uygun degil, elendi
"""
ORDER_STATUS = """
open: pending, processing, in process, in progress, on hold, new, confirmed, acik, beklemede, bekliyor,
  hazirlaniyor, isleniyor, islemde, onaylandi, yeni
completed: complete, done, closed, delivered, fulfilled, shipped, paid, tamamlandi, tamam, kapali,
  kapandi, teslim edildi, gonderildi, kargolandi, odendi
cancelled: canceled, void, voided, iptal, iptal edildi, vazgecildi
"""
ACTIVITY_KINDS = """
call: phone, phone call, telephone, telefon, arama, telefon gorusmesi, cagri
email: e mail, mail, eposta, e posta
meeting: demo, demonstration, appointment, toplanti, randevu, gorusme, sunum
visit: ziyaret, saha ziyareti, musteri ziyareti
message: sms, whatsapp, chat, mesaj, sohbet, kisa mesaj
note: not, comment, yorum
task: todo, to do, follow up, followup, reminder, gorev, takip, hatirlatma, yapilacak
"""
DIRECTIONS = """
in: incoming, inbound, received, gelen, giris
out: outgoing, outbound, sent, giden, cikis
"""
FLAGS = {
    **dict.fromkeys(
        ("yes", "y", "true", "t", "1", "on", "evet", "e", "dogru", "var", "aktif", "active", "x"), 1
    ),
    **dict.fromkeys(
        ("no", "n", "false", "f", "0", "off", "hayir", "h", "yanlis", "yok", "pasif", "inactive"), 0
    ),
}
"""Folded words for yes and no."""

CONSENT = """
given: yes, y, true, t, 1, on, evet, e, onay, onayli, izinli, izin var, var, opted in, opt in, subscribed,
  kabul, kabul etti, abone
refused: no, n, false, f, 0, off, hayir, h, ret, red, izinsiz, izin yok, yok, opted out, opt out, denied,
  never, never subscribed, not subscribed, non subscribed, kabul etmedi, cleaned
withdrawn: unsubscribed, revoked, iptal, geri alindi, geri cekildi, abonelikten cikti
"""
CONSENT_CHANNELS = """
any: all, hepsi, tumu
email: e mail, mail, eposta, e posta
phone: call, arama, telefon
sms: mesaj, text message, kisa mesaj
post: letter, posta
message: whatsapp, chat
"""
