"""``crm help sync`` in Turkish."""

TEXT = """\
Alışveriş: iki depo değişenleri sunucusuz, dosyayla birbirine verir

Her şube kendi deposuna yazar. Arada bir iki yöne birer dosya gider: e-postayla,
bellekle, paylaşılan klasörle.

  crm sync name merkez                    bir kez, her depo kendi adını alır
  crm sync export merkez.sync.gz          son dosyadan beri burada değişen
  crm sync apply sube.sync.gz --dry-run   ötekinin dosyası ne yapardı
  crm sync apply sube.sync.gz             tek değişiklikte alır
  crm sync status                         kiminle ve iki yan nerede

Dosya değişikliklerin yaptığını satır satır taşır. İki kez uygulanırsa fazlasını
yapmaz. İki yanın eklediği iki depoda da olur; numaralar farklı olabilir (burada
C-12, orada C-40), kayıtlar aynıdır.

İki yan aynı kaydın aynı alanını değiştirdiyse buradaki değer kalır, öteki
listelenir ve çıkış kodu 5 olur. Bakıp karar verin
  crm sync conflicts
  crm sync conflicts C-12 --theirs
ya da önceden söyleyin: --ours, --theirs, --ask. crm undo uygulananı geri alır.

Dosyada kişisel veri vardır: yalnızca siz okuyabilirsiniz. Deponun kendisini
nasıl gönderirseniz öyle gönderin.

Çok depo ya da hepsi aynı anda: sunucu daha basittir, crm help teams.
"""
