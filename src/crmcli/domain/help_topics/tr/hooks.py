"""``crm help hooks`` in Turkish."""

TEXT = """\
Kancalar: değişiklikten önce sorulan ya da sonra haber verilen programlarınız

Kendi ayar dosyanızda (crm config path yerini söyler)

  [hooks.vergi-dairesi]
  on = ["customer.added", "customer.changed"]
  run = ["/home/ayse/bin/check-tax", "--strict"]
  when = "before"                # reddedebilir; "after" yalnızca haber alır
  timeout = 5                    # saniye

Program standart girdisinde JSON alır: ne oldu, hangi kayıtlara, alanlarıyla.
Önce sorulan, 0'dan başka bir kodla biterek reddeder; standart hataya yazdığı
okunan nedendir ve hiçbir şey kaydedilmez.

  crm hook list                        olan kancalar
  crm hook test customer.added         örnekle çağırır
  crm hook test customer.added --show  yalnızca ne verileceğini gösterir

Kanca bir komut satırının sözcükleriyle yazılır: kabuk sorulmaz, değişken
doldurulmaz. Küçük bir ortamla çalışır, süresi dolunca sonlandırılır.
Değişiklikten sonra başarısız olan bir uyarıdır: on_failure = "warn"; önceki
ise rettir. fields = false kaydın içeriğini değil, hangisi olduğunu söyler.

Kancaları yalnızca kendi ayar dosyanız yazabilir: bir klasördeki .crmcli.toml ya
da depo asla; böylece başkasının klasörünü açmak bir şey çalıştırmaz.

Program istemeyen kurallar: crm rule --help, crm playbook --help
"""
