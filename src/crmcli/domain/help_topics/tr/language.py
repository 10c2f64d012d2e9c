"""``crm help language`` in Turkish."""

TEXT = """\
Dil: okunanda ve yazılanda Türkçe ve İngilizce

  crm config set lang tr        yardım, iletiler, tablolar, raporlar Türkçe
  crm --lang en customer list   bir kez
Ayar yoksa ortamın dili: LC_ALL, LC_MESSAGES, LANG.

  crm config set locale tr      sayılar ve günler: ₺1.234,56 ve 31.12.2026
  crm --locale en report sales  bir kez; ayar yoksa lang gibi

Komutlar, seçenekler ve alan adları her dilde aynıdır, betikler de öyle. csv,
tsv, json, jsonl, ids ve xlsx dille değişmez: ondalık nokta, ISO günler,
İngilizce sözcükler.

Yazdığınız iki türlü de anlaşılır
  Günler     yarın, next friday, geçen cuma, 31.12.2026, 2026-12-31
  Tutarlar   1.234,56 TL, 1,234.56 TRY, 5000
  Telefonlar 0532 123 45 67, +90 532 1234567
  Adlar      isik, IŞIK ve Işık birbirini bulur
  Süzgeçler  and, or, not yerine ve, veya, değil

Bir müşteriye burada ne denir, kendi sözcükleriniz, ayar dosyasında
  [labels]
  customer = "Danışan"
  opportunity = "Randevu"
  customers = "Danışanlarımız"  çoğulu; yazılmazsa -ler, İngilizcede -s
Bir sözcük en çok 30 harf, rakam, boşluk, tire, kesme işareti, en çok üç
sözcüktür. Yardımda, başlıklarda, hatalarda ve cümlelerde tekili, çoğulu ve
ekleriyle durur. Yazılanlarda durmaz: komutlar, seçenekler, alan adları,
değerler; bu sayfalarda, dosyalarda ve programlar için biçimlerde de.
  customer_soft = "konuğ"       konuk ek alınca: konuğu, konuğun
Türkçede bir biçim iki anlama gelebiliyorsa (adayı) programın sözcüğü kalabilir.
.crmcli.toml yalnızca kayıt türlerini adlandırır; kendi dosyanız her sözcüğü.
"""
