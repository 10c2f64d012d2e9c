"""``crm help teams`` in Turkish."""

TEXT = """\
Ekip: birkaç kişi için tek depo

Bir makinede tek dosya birkaç kişiye yeter: yazanlar birbirini bekler, hiçbir
şey kaybolmaz. Ağdaki bir klasör bunun yeri değildir.

Birkaç makine bir PostgreSQL sunucusunu paylaşır
  crm db copy crm.db postgresql://server/crm    hepsi, satır satır denetlenerek
  crm db verify crm.db postgresql://server/crm
  crm config set db postgresql://server/crm
Parola ~/.pgpass içinde durur, komut satırında asla.

Sunucuda kim ne yapabilir
  crm db roles                        crm_reader, crm_writer, crm_owner SQL'i
  crm db info                         depo nedir, bu giriş ne yapabilir
Yalnızca okuyan biri: crm config set read_only yes

Kim yaptı: her değişikliğin bir kullanıcısı ve şubesi vardır
  crm config set user ayse
  crm config set branch Kadıköy
  crm user add "Ayşe Demir" --email ayse@example.com
  crm customer list --where 'owner = ayse'
  crm history

Sunucusuz iki şube değişikliklerini dosyayla verir: crm help sync
Profiller, yan yana birkaç depo: crm help config
"""
