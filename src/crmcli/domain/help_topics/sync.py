"""``crm help sync``."""

TEXT = """\
Sync: two stores exchange what changed, by file, without a server

Each branch writes in its own store. From time to time a file goes each way: by
mail, on a stick, in a shared folder.

  crm sync name merkez                    once, each store its own
  crm sync export merkez.sync.gz          what changed here since the last file
  crm sync apply sube.sync.gz --dry-run   what the other's file would do
  crm sync apply sube.sync.gz             takes it over, in one change
  crm sync status                         with whom, and how far each side is

A file holds what changes did, row by row. Applied twice it does nothing more.
What both sides added is in both stores then; numbers may differ (C-12 here can
be C-40 there), the records are the same.

Where both sides changed the same field of the same record, the value here
stays, the other is listed, and the exit code is 5. Look through them and decide
  crm sync conflicts
  crm sync conflicts C-12 --theirs
or say it before: --ours, --theirs, --ask. crm undo takes an applied file back.

What a file holds is personal data: only you can read it. Send it as you would
send the store itself.

Many stores, or all at the same time: a server is simpler, see crm help teams.
"""
