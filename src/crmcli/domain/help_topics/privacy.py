"""``crm help privacy``."""

TEXT = """\
Privacy: what people allow, what is known of them, how they are forgotten

Consent, for each channel (email, phone, sms, post, message) and purpose
  crm consent give P-1 --channel email --source 'web form'
  crm consent withdraw P-1 --note 'on the phone'
  crm consent list --format csv
  crm export contacts --marketing email letter.csv
What nobody said is no consent: a mailing leaves those people out.

All that is known of a person, for the person, as JSON
  crm privacy export P-1 --output ayse.json

Forget a person (KVKK art. 7, GDPR art. 17)
  crm privacy erase P-1 --dry-run         what goes, what stays
  crm privacy erase P-1
  crm privacy list                        the erasures there were
Name, phones, e-mails, addresses, notes and texts go, from the journal as well;
sums, dates and counts stay. There is no undo of it, by design. Backups and
exports made earlier still hold the person: the erasure names those it finds.

Where personal data is kept
  The store is one file that only you can read; crm doctor checks that.
  Backups lie beside it, and go by themselves; see crm backup --help.
  Pages of crm open lie in your cache folder for a day.
  The journal keeps which options a command had, and no values of them.
  Arguments show in ps and in the shell's history: --note - reads a text from
  standard input instead.
"""
