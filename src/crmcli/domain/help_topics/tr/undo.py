"""``crm help undo`` in Turkish."""

TEXT = """\
Geri alma: yazan her komut bir değişikliktir, değişiklik geri alınabilir

  crm undo                    en son değişiklik
  crm undo 17                 o değişiklik: düzeltme, içe aktarma, birleştirme
  crm redo                    son geri almayı geri alır
  crm history                 değişiklikler, numaralarıyla
  crm history C-12            hangi alanını kim, ne zaman değiştirdi

Ne olacağını önceden görmek için yazan her komutta --dry-run vardır:
  crm customer edit --where 'city = Izmir' --city İzmir --dry-run

Sonradan dokunulan yolda durur: aynı kaydın sonraki düzeltmesi, içe aktarılan
müşteriye yazılan bir arama. O zaman hiçbir şey değişmez, yolda duran değişiklik
söylenir (çıkış kodu 4). Önce onu geri alın ya da
  crm undo 17 --keep-edited   kalanı geri alır, bıraktıklarını listeler

Geri alma da bir değişikliktir, hiçbir şey kaybolmaz. İki şey geri gelmez: crm
privacy erase ile silinen kişi ve 20.000 satırdan büyük bir içe aktarmanın geri
alınması; o, dosya yeniden içe aktarılarak yapılır.

Bütün depo için yedekler vardır
  crm backup                  denetlenmiş bir kopya, deponun yanında
  crm backup list             olan kopyalar
  crm restore YEDEK           birini deponun yerine koyar
"""
