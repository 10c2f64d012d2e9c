"""``crm help duplicates``."""

TEXT = """\
Duplicates: the same customer twice, found and made one

  crm dedupe scan                       pairs that may be one, and why
  crm dedupe scan --noun contacts --min 90
  crm dedupe review                     one pair at a time, asked; stop whenever
  crm dedupe distinct C-3 C-4           they are two: don't ask again

  crm merge C-1 C-7 --dry-run           what would become of it
  crm merge C-1 C-7                     C-1 stays, C-7 goes into it
  crm merge C-1 C-7 --take phone=C-7    whose value is taken

Nothing is lost: phones, e-mails and ids of all are kept, and so is everything
that was logged, ordered or asked. C-7 means C-1 from then on, wherever it is
typed. crm undo takes a merge back.

A pair is told by its name (Turkish letters, case and Ltd. Şti. don't count),
its phone in any form, e-mail, tax number, address. A frequent name or a
switchboard proves little; 0000000 or info@ prove nothing.

Add a record with the phone of another and the program stops and names that one
(exit code 4); --force adds it all the same: families share phones.

In a script, decisions as lines on standard input:
  crm dedupe decide --help
"""
