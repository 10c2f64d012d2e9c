"""``crm help undo``."""

TEXT = """\
Undo: every command that writes is one change, and a change can be taken back

  crm undo                    the latest change
  crm undo 17                 that one: an edit, an import, a merge
  crm redo                    takes the last undo back
  crm history                 the changes, with their numbers
  crm history C-12            who changed which of its fields, when

To see first what would happen, every command that writes has --dry-run:
  crm customer edit --where 'city = Izmir' --city İzmir --dry-run

What was touched since is in the way: a later edit of the same record, a call
logged on an imported customer. Then nothing is changed, and the change in the
way is named (exit code 4). Take that one back first, or
  crm undo 17 --keep-edited   reverses the rest, and lists what was kept

An undo is a change itself, so nothing is ever lost. Two things don't come back:
a person erased with crm privacy erase, and the undo of an import of more than
20,000 rows, which is redone by importing the file again.

For the whole store there are backups
  crm backup                  a copy, checked, beside the store
  crm backup list             the copies there are
  crm restore BACKUP          puts one in the place of the store
"""
