"""``crm help dates`` in Turkish."""

TEXT = """\
Günler ve saatler: Türkçe ve İngilizce, tahmin yürütmeden okunur

  31.12.2026, 2026-12-31, 31 Aralık 2026, Dec 31, 2026   bir gün
  31.12, 31 aralık                      bundan sonraki ilk 31 Aralık
  bugün, yarın, dün                     today, tomorrow, yesterday
  cuma, gelecek cuma                    friday, next friday: sıradaki
  3 gün sonra, 2 hafta                  bugünden sayılır
  3 gün önce, geçen cuma                3 days ago, last friday
  ay sonu, yıl sonu                     end of month, end of year
  ay sonundan 3 gün önce                2 days before friday
  cuma 15:00, yarın 9                   saat istenen yerde saatle

1/2/2026 ocak da şubat da olabilir: kabul edilmez, tahmin edilmez. Hafta günü
bugünden sonraki ilk gündür; --since, --on, --as-of ve crm log komutunda --at
ise geriye bakar. Bir sözün hangi gün sayıldığı yazılır.

Raporların ve süzgeçlerin dönemleri
  --period 2026, 2026-Q3, 2026-07, 2026-07..2026-09, 2026-07-01..2026-07-15
  --since 90g, 3hf, 6ay, 1yıl, 2026-07-01       90d, 3w, 6mo, 1y
  --until 2026-09-30                            iki uç da içindedir

  --as-of 2026-06-30   o günün sonundaki durumla
  --compare 2026-05-31 yanında o günkü hali ve aradaki fark

Anlar UTC olarak saklanır, zone ayarının (yoksa sistemin) saatiyle gösterilir:
crm config set zone Europe/Istanbul
"""
