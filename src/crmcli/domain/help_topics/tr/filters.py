"""``crm help filters`` in Turkish."""

TEXT = """\
Süzgeçler: listeler, raporlar, dışa aktarma, toplu değişiklik ve segmentler
için tek dil

  crm customer list --where 'city = İzmir and last_order < 180 gün önce'

  city = İzmir, city != İzmir      eşit ya da değil; büyük küçük harf sayılmaz
  name ~ mobilya, name !~ mobilya  bu metni içerir ya da içermez
  score >= 70, < <= >              sayılar, günler, tutarlar, metinler
  city in (İzmir, Ankara)          birkaçından biri; not in (...)
  score between 60 and 80          iki uç da içindedir
  city is empty, is not empty      değeri yok ya da var
  name = "Yılmaz ve Oğulları"      tırnak içinde her değer olabilir
  a and b, a or b, not a, (...)    ve, veya, ya da, değil; önce and bakılır

Birkaç --where and ile birleşir. Boş bir alan ne eşit, ne küçük, ne büyüktür;
!= ve not tam tersidir, boş alanlar için de geçerlidir.

Günler     created_on = geçen ay; last_order < 180 gün önce; at > 2026-10
Tutarlar   spent >= 5000 TRY; birim yazılmazsa her tutar olduğu gibi
Başkaları  owner = Ayşe; customer.city = İzmir; parent = C-12; tag = vip
Sayılar    calls since 30 gün önce >= 3; open_cases > 0
Alımlar    orders > 3; first_order, last_order, spent, average_order, status
Ürünler    bought "Defter"; bought category "Kırtasiye" since 90 gün önce
Gruplar    segment = Sadık; in segment "AD"; campaign "AD"
Özel alan  custom.AD ya da tanımlandıysa yalnızca adı

  crm segment fields              müşteriler için sorulabilenleri listeler
  crm segment fields --noun lead  ve başka her şey için
  crm segment save VIP --where 'spent > 5000'  süzgeci adla saklar

Bir raporun uyarısı (--alert) aynı dille, raporun sütunlarıyla yazılır:
  crm report sales --alert 'net < 1000' --alert 'total net < 5000'
Paylar 80% gibi, tutarlar tam birimle yazılır. Boş değer uyarı vermez.
"""
