"""``crm help sql`` in Turkish."""

TEXT = """\
SQL: görünümlere her şeyi sorun; bir şey değiştirilemez

  crm report sql "select city, count(*) as n from customer_view group by city"
  crm report sql "select * from order_view where owner = :who" --param who=Ayşe
  crm report sql --file open.sql --format csv --output open.csv
  crm report sql --views                görünümler, sütunları, anlamları

Görünümler bozulmaz: yalnızca yeni sütun eklenir. Arkalarındaki tablolar her
sürümde değişebilir.
  customer_view  contact_view  lead_view  opportunity_view  order_view
  order_line_view  activity_view  timeline_view  ve daha fazlası: --views

  Tutarlar   küçük birimle tam sayı (kuruş), yanında para birimi
  Numaralar  kayıtların numarası metin olarak: C-12
  Günler     2026-12-31; anlar 2026-12-31T23:59:59Z, UTC
  Evet hayır 1 ya da 0

Deponun motorunun SQL'idir: dosyada SQLite, sunucuda PostgreSQL. Bir sorgu on
saniye sonra durur (--timeout) ve görünümlerden başka bir şey görmez.

Başka programlar da aynı görünümleri okuyabilir: DuckDB, Datasette, elektronik
tablo. Denemek için bir kopya: crm backup copy.db
"""
