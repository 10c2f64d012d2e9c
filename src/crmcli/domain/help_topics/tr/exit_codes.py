"""``crm help exit-codes`` in Turkish."""

TEXT = """\
Çıkış kodları

  0    yapıldı; boş bir liste de yapılmış sayılır
  1    reddedildi ya da başarısız: ileti nedenini söyler
  2    yanlış kullanım: okunamayan bir seçenek, değer, süzgeç
  3    bulunamadı: buna uyan kayıt yok
  4    çakışma: birkaç kayıt uyuyor ya da biri yolda duruyor
  5    bir bölümü yapıldı: bazı satırlar reddedildi, bazı raporlar olmadı
  6    depo meşgul ya da programdan eski: crm migrate
  7    isteğe bağlı bir parça kurulu değil; ileti adını söyler
  10   bulundu: bir uyarı verildi ya da --exit-code istendi ve satır var
  130  kesildi; ileti bir şeyin kaydedilip kaydedilmediğini söyler

Hata, içinde değerin yazdığı bir satır, sonra bir ipucudur: çalışan bir komut ya
da ne yapılacağı. Hiçbir şey yarım yazılmaz.

Bir betikte
  crm report sales --alert 'total net < 5000' > sales.tsv
  case $? in 0) ;; 10) echo "çizginin altında" ;; *) echo "olmadı" ;; esac

crm report run: hatalar uyarılardan önce gelir, bazı raporlar yapıldıysa 5.
"""
