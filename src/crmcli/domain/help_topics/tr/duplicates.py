"""``crm help duplicates`` in Turkish."""

TEXT = """\
Mükerrer kayıtlar: iki kez yazılmış müşteri bulunur ve tek kayıt yapılır

  crm dedupe scan                       aynı olabilecek çiftler ve nedeni
  crm dedupe scan --noun contacts --min 90
  crm dedupe review                     çiftleri tek tek sorar; istenince durur
  crm dedupe distinct C-3 C-4           bunlar iki kişi: bir daha sorma

  crm merge C-1 C-7 --dry-run           ne olurdu
  crm merge C-1 C-7                     C-1 kalır, C-7 içine girer
  crm merge C-1 C-7 --take phone=C-7    değer kimden alınır

Hiçbir şey kaybolmaz: hepsinin telefonu, e-postası ve kimliği, yazılan, sipariş
edilen, sorulan her şey kalır. Bundan sonra C-7 nerede yazılırsa yazılsın C-1
demektir. crm undo birleştirmeyi geri alır.

Bir çift adından (Türkçe harfler, büyük küçük harf ve Ltd. Şti. sayılmaz), her
biçimiyle telefonundan, e-postasından, vergi numarasından, adresinden tanınır.
Sık görülen bir ad ya da santral az şey kanıtlar; 0000000, info@ hiçbir şey.

Başkasının telefonuyla kayıt eklenirse program durur ve onu söyler (çıkış kodu
4); --force yine de ekler: aileler telefon paylaşır.

Bir betikte kararlar standart girdiden satır satır gelir:
  crm dedupe decide --help
"""
