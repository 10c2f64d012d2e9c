"""``crm help import`` in Turkish."""

TEXT = """\
İçe aktarma: tablolar, çalışma kitapları, kartvizitler, e-faturalar, e-posta

  crm import customers list.xlsx --dry-run     ne yapılacağı
  crm import customers list.xlsx               hepsi, tek değişiklikte
  crm import file orders_export.csv cards.vcf  programların dışa aktarımları,
                                               kartlar, e-faturalar: tanır

Her satır ya yenidir ya da zaten olan bir kayıttır: dış kimliği, vergi numarası,
e-postası ya da aynı adla telefonundan tanınır. Dosya yeniden içe aktarılabilir:
değişmeyen olduğu gibi kalır.

Sütunlar Türkçe ya da İngilizce adla tanınır: Ünvan, Cep Tel, E-posta, Tutar.
  --map 'Cari Adı=name'          bir sütunun ne olduğunu söyler
  --map 'Renk=custom:Renk'       özel alan olarak saklar
  --map 'Sıra=-'                 almaz
  --value 'status:Aktif=open'    dosyadaki bir sözcüğü çevirir
  --set source=fuar              dosyanın boş bıraktığını doldurur
  --save-map map.toml            bunları saklar; --map map.toml yeniden kullanır
  --create users,stages          satırların gösterdiği ama olmayanı oluşturur

Ya bütün satırlar girer ya hiçbiri: hata satırını söyler. --rejects bad.csv iyi
satırları alır, ötekileri nedenleriyle yazar (çıkış kodu 5): orada düzeltip o
dosyayı içe aktarın.

Anlaşılamayan sorulur, tahmin edilmez: --encoding cp1254, --decimal ,
--date-order dmy, --delimiter, --sheet, --header. Bilinen programların dışa
aktarımları bir şey istemez: crm import presets onları listeler.

  crm import list                neler içe aktarıldı, hangi değişiklikti
  crm undo 17                    bütünüyle geri alır

Standart girdiden de olur: cat rows.csv | crm import customers -
"""
