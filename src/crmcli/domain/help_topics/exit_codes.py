"""``crm help exit-codes``."""

TEXT = """\
Exit codes

  0    done; an empty list is done too
  1    refused or failed: the message says why
  2    wrong usage: an option, a value, a filter that can't be read
  3    not found: no record answers to that
  4    conflict: several records answer, or one is in the way
  5    done in part: some rows were rejected, some reports failed
  6    the store is busy, or older than the program: crm migrate
  7    an optional part is not installed; the message names it
  10   found: an alert was raised, or --exit-code asked and there are rows
  130  interrupted; the message says whether anything was saved

An error is a line with the value in it, then a hint: a command that works, or
what to do. Nothing is left half written.

In a script
  crm report sales --alert 'total net < 5000' > sales.tsv
  case $? in 0) ;; 10) echo "below the mark" ;; *) echo "failed" ;; esac

crm report run: failures come before alerts, 5 where some reports were done.
"""
