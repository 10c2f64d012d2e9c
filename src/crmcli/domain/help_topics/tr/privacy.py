"""``crm help privacy`` in Turkish."""

TEXT = """\
Gizlilik (KVKK): izinler, bir kişi hakkında bilinenler, kişiyi unutmak

İzin, her kanal (email, phone, sms, post, message) ve amaç için
  crm consent give P-1 --channel email --source 'web form'
  crm consent withdraw P-1 --note 'telefonda söyledi'
  crm consent list --format csv
  crm export contacts --marketing email letter.csv
Kimsenin söylemediği izin değildir: toplu gönderim onları dışarıda bırakır.

Bir kişi hakkında bilinen her şey, kişinin kendisi için, JSON olarak
  crm privacy export P-1 --output ayse.json

Bir kişiyi unutmak (KVKK m. 7, GDPR m. 17)
  crm privacy erase P-1 --dry-run         ne gider, ne kalır
  crm privacy erase P-1
  crm privacy list                        yapılmış silmeler
Ad, telefonlar, e-postalar, adresler, notlar ve metinler günlükten de gider;
toplamlar, tarihler ve sayılar kalır. Bunun geri alması bilerek yoktur. Önceden
alınmış yedekler ve dışa aktarımlar kişiyi içerir: silme bulduklarını söyler.

Kişisel veri nerede durur
  Depo, yalnızca sizin okuyabildiğiniz bir dosyadır; crm doctor buna bakar.
  Yedekler yanındadır ve kendiliğinden gider; bakın: crm backup --help.
  Sayfaları (crm open) önbellek klasörünüz bir gün tutar.
  Günlük bir komutun hangi seçenekleri aldığını tutar, değerlerini tutmaz.
  Komut satırındaki değerler ps çıktısında ve kabuğun geçmişinde görünür:
  --note - metni standart girdiden okur.
"""
