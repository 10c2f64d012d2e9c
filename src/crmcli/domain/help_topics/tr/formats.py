"""``crm help formats`` in Turkish."""

TEXT = """\
Biçimler: terminalde tablo, boruda TSV, --format ile hepsi

  table     terminalin gösterdiği, resimlerle; dosyada sabit genişlikte
  plain     yalnızca harflerden bir tablo
  markdown  belgeler için bir tablo
  csv tsv   başlıkla; bütün satırlar, bütün sütunlar
  json      bütün sonuç: satırlar, toplam, gün, notlar
  jsonl     her satırda bir satır
  ids       yalnızca numaralar: crm ... --format ids | crm tag add x -
  xlsx      gerçek gün, sayı ve tutarlarla bir çalışma kitabı
  html      tek sayfa, dışarıdan bir şey istemez, betik içermez
  eml       sendmail -t için e-posta, tablo ekli

  --output DOSYA   dosya ya bütünüyle olur ya hiç; adı biçimi söyler:
                   today.html, sales.xlsx
  --force-output   var olan dosyanın üzerine yazar
  --excel          csv ile: elektronik tablonun güvenle açtığı biçimde

csv, tsv, json, jsonl, ids ve xlsx değişmez: yalnızca sütun eklenir, değer
kısaltılmaz, hiçbir dilin sözcükleriyle yazılmaz. Tutarlar yanında birimiyle tam
ondalık metin, paylar 0-1, günler ISO, anlar Z'li UTC, eksik değer boştur
(json'da null). table, plain, markdown, html ve eml locale ayarını izler.

TSV'de bir kayıt bir satırdır: ters bölü \\\\, sekme \\t, satır sonu \\n,
satır başı \\r diye yazılır.

Sonuç olmayan her şey standart hataya gider: notlar, ipuçları, hatalar. Komuttan
önce -q yalnızca hataları bırakır: crm -q customer list. --format json ile
hatalar da JSON'dur.

Ekrandan uzun olan bir sayfalayıcıdan geçer: PAGER ya da less. Başkası ya da
hiçbiri: crm config set pager never, bir kez için crm --no-pager customer list.

Renkler: --color, NO_COLOR, FORCE_COLOR, TERM=dumb; genişlik: COLUMNS.
"""
