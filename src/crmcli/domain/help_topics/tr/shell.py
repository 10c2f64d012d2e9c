"""``crm help shell`` in Turkish."""

TEXT = """\
Komut ekranı: komutları art arda, hızlıca yazmak için

  crm shell

  crm> customer find ışık               komutlar her zamanki gibi, crm olmadan
  crm> log call C-12 "teklif istedi"
  crm> use --db other.db                başka bir depo; use AD: başka bir profil
  crm> exit                             ya da Ctrl-D

Her şey bir kez yüklenir, komutun başlaması zaman almaz. Tab komutları,
seçenekleri, değerleri ve kayıt numaralarını tamamlar; oklar yazılmış olanı geri
getirir. Ctrl-C satırı ya da komutu bitirir, komut ekranını değil.

Yazılanlar size ait bir dosyada hatırlanır; istemezseniz
  crm shell --no-history
  crm config set shell_history off

Dosyadan satırlar, birbiri ardına; ilk başarısızda biter
  crm shell < commands.txt
  crm shell --keep-going < commands.txt

Kendi kabuğunuzda tamamlama (bash, zsh, fish)
  crm --install-completion
"""
