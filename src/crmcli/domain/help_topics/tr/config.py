"""``crm help config`` in Turkish."""

TEXT = """\
Ayarlar: nereden geldikleri ve birden çok depo

  crm config list               her ayar, değeri ve nereden geldiği
  crm config get currency
  crm config set currency EUR
  crm config path               ayar dosyanız

En güçlüsü önce
  1. komuttan önceki seçenek            crm --db shop.db customer list
  2. ortam değişkeni                    CRMCLI_DB, CRMCLI_CURRENCY ...
  3. bulunulan klasördeki .crmcli.toml
  4. kendi ayar dosyanız
  5. varsayılan

Dosyalar TOML biçimindedir
  db = "/home/ayse/shop.db"
  currency = "TRY"
  zone = "Europe/Istanbul"

  [profile.demo]                # crm --profile demo customer list
  db = "/home/ayse/demo.db"

Çoğu kişinin yaptığı ayarlar
  db, user, branch              depo; kim, hangi şubede yazıyor
  currency, region              birimi ve ülkesi yazılmayan tutar ve telefon
  lang, locale, zone            dil; sayılar ve günler; saat dilimi
  limit                         terminalde bir listenin satır sayısı
  pager                         auto, never, always ya da bir program: less -S
  opener                        crm open sayfaları neyle gösterir

Bulunulan klasördeki dosya değer verebilir ama çalıştırılacak bir program adı
veremez: pager, opener ve kancalar kendi dosyanızdan ya da ortamdan gelir.
"""
