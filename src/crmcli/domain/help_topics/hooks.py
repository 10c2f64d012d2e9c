"""``crm help hooks``."""

TEXT = """\
Hooks: programs of yours that are asked before a change, or told after it

In your own settings file (crm config path names it)

  [hooks.tax-office]
  on = ["customer.added", "customer.changed"]
  run = ["/home/ayse/bin/check-tax", "--strict"]
  when = "before"                # may refuse; "after" is only told
  timeout = 5                    # seconds

The program gets JSON on its standard input: what happened, to which records,
with their fields. Asked before, it refuses by ending with anything but 0; what
it wrote to standard error is the reason people read, and nothing is saved.

  crm hook list                        the hooks there are
  crm hook test customer.added         calls them with an example
  crm hook test customer.added --show  only shows what they would be given

A hook is named by the words of a command line: no shell is asked, no variable
filled in. It runs with a small environment and is ended when its time is over.
A hook that fails after the change is a warning: on_failure = "warn"; before it
is a refusal. fields = false tells it which record, not what it holds.

Only your own settings file can name hooks: never .crmcli.toml in a folder,
never the store, so that opening somebody's folder runs nothing.

Rules that need no program: crm rule --help, crm playbook --help
"""
