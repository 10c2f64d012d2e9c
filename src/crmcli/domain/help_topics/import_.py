"""``crm help import``."""

TEXT = """\
Import: tables, workbooks, cards, e-invoices and mail

  crm import customers list.xlsx --dry-run     what would be done
  crm import customers list.xlsx               all of it, in one change
  crm import file orders_export.csv cards.vcf  products' exports, cards,
                                               e-invoices: it finds out what

Each row is new, or a record that is there already: told by its external id,
tax number, e-mail or phone with the same name. So a file may be imported again:
what didn't change stays as it is.

Columns go by their names, Turkish or English: Ünvan, Cep Tel, E-posta, Tutar.
  --map 'Cari Adı=name'          says what a column is
  --map 'Renk=custom:Renk'       keeps it as a field of your own
  --map 'Sıra=-'                 leaves it out
  --value 'status:Aktif=open'    translates a word of the file
  --set source=fuar              fills what the file leaves blank
  --save-map map.toml            keeps all that; --map map.toml takes it again
  --create users,stages          makes what rows refer to and isn't there

All rows go in, or none: an error names its line. --rejects bad.csv imports the
good rows and writes the others with reasons (exit code 5): mend them there and
import that file.

What can't be told is asked for, never guessed: --encoding cp1254, --decimal ,
--date-order dmy, --delimiter, --sheet, --header. Known products' exports need
nothing: crm import presets lists them.

  crm import list                what was imported, and which change it was
  crm undo 17                    takes it back, whole

A row a line of standard input works too: cat rows.csv | crm import customers -
"""
