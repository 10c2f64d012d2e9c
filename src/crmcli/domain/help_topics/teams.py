"""``crm help teams``."""

TEXT = """\
Teams: one store for several people

One file on one machine is enough for several people at it: writers wait for
each other, nothing is lost. A folder on a network is no place for it.

Several machines share a PostgreSQL server
  crm db copy crm.db postgresql://server/crm    all of it, compared row by row
  crm db verify crm.db postgresql://server/crm
  crm config set db postgresql://server/crm
The password stands in ~/.pgpass, never on a command line.

Who may do what, on a server
  crm db roles                        SQL of crm_reader, crm_writer, crm_owner
  crm db info                         what the store is, and what this login may
A person who only reads: crm config set read_only yes

Who did it: every change has a user and a branch
  crm config set user ayse
  crm config set branch Kadıköy
  crm user add "Ayşe Demir" --email ayse@example.com
  crm customer list --where 'owner = ayse'
  crm history

Two branches without a server exchange their changes by file: crm help sync
Profiles, several stores side by side: crm help config
"""
