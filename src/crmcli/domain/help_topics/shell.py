"""``crm help shell``."""

TEXT = """\
Shell: the commands at a prompt, quick in a row

  crm shell

  crm> customer find ışık               the commands as ever, without crm
  crm> log call C-12 "asked for an offer"
  crm> use --db other.db                another store; use NAME: another profile
  crm> exit                             or Ctrl-D

Everything is loaded once, so that a command takes no time to start. Tab
completes commands, options, values and the numbers of records; the arrows bring
back what was typed. Ctrl-C ends the line or the command, not the shell.

What is typed is remembered in a file of yours; without it
  crm shell --no-history
  crm config set shell_history off

Lines from a file, one after the other; it ends at the first that fails
  crm shell < commands.txt
  crm shell --keep-going < commands.txt

Completion in your own shell (bash, zsh, fish)
  crm --install-completion
"""
