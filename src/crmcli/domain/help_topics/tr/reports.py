"""``crm help reports`` in Turkish."""

TEXT = """\
Raporlar: yanıtı olan sorular; hepsi: crm report --help

  crm report sales --by month --period 2026
  crm report churn --where 'city = İzmir' --limit 20
  crm report pipeline --by owner
  crm help churn                        ne söylediği, sütunları, seçenekleri

Hepsi şunları alır
  --where SÜZGEÇ         yalnızca böyleleri (crm help filters)
  --by NE                bir satırın karşılığı; yardımı olanları söyler
  --period, --since, --until            hangi günler (crm help dates)
  --as-of 2026-06-30     o günün sonundaki durumla
  --compare 2026-05-31   yanında o günkü hali ve aradaki fark
  --explain SATIR        bir satırın ya da total'in ardındaki satır ve formüller
  --currency EUR         bütün tutarlar bu birimde, kendi günlerinin kuruyla
  --alert 'net < 1000'   böyle bir satır varsa 10 ile biter; cron için
  --format, --output     crm report sales --output sales.xlsx

Şunlarla başlayın
  Ne yapılacak            today, targets
  Ne satıldı              sales, products, profit, receivables
  Kim alıyor, kim gidiyor segments, retention, churn, winback, clv
  Ne önermeli             next-purchase, crosssell, lead-score
  Ne gelecek              pipeline, forecast, funnel, conversion, losses
  Müşteriler nasıl        service, satisfaction, deliveries, demand

Sayfa olarak    crm open churn
Kendiliğinden   crm help cron
SQL ile         crm help sql
Segmentten      crm segment save VIP --where 'spent >= 50000'
                crm report sales --where 'in segment VIP'
"""
