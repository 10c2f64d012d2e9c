"""``crm help batch`` in Turkish."""

TEXT = """\
Toplu çalıştırma: JSON satırlarıyla komutlar, her birine bir yanıt satırı

  crm batch commands.jsonl
  crm batch --all-or-nothing commands.jsonl
  some-program | crm batch --keep-going

Giren bir satır
  {"id": 1, "command": "customer add", "args": ["Işık"],
   "options": {"city": "İzmir", "tag": ["vip", "fuar"]}}
  {"id": 2, "argv": ["log", "call", "C-1", "teklif istedi"]}
(her biri tek satıra yazılır). id sizindir, yanıtta geri gelir; yanıtta çıkış
kodu ve sonuç ya da ipucuyla birlikte hata vardır.

Her satır ayrı bir değişikliktir: sonraki bir satır başarısız olsa da yapılan
kalır. --all-or-nothing ile hepsi tek değişikliktir; başarısız satır hepsini
geri alır. --keep-going yoksa ilk başarısız satır sonuncudur.

Her satır yapıldıysa 0, bir bölümü yapıldıysa 5, yoksa başarısız satırın koduyla
biter.

Birçok kayıt alan komutlara bu gerekmez: numaralar standart girdiden gelebilir
  crm customer list --where 'city = İzmir' --format ids | crm tag add ege -

Her komutun ne aldığı ve ne yanıtladığı, veri olarak
  crm schema customer add --json
"""
