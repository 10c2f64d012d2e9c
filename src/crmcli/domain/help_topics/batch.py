"""``crm help batch``."""

TEXT = """\
Batch: commands as JSON lines, an answer line for each

  crm batch commands.jsonl
  crm batch --all-or-nothing commands.jsonl
  some-program | crm batch --keep-going

A line in
  {"id": 1, "command": "customer add", "args": ["Işık"],
   "options": {"city": "İzmir", "tag": ["vip", "fuar"]}}
  {"id": 2, "argv": ["log", "call", "C-1", "asked for an offer"]}
(written on one line each). id is yours, and comes back in the answer, which
has the exit code and the result, or the error with its hint.

Each line is a change of its own: what was done stays done when a later line
fails. With --all-or-nothing all of them are one change, and a line that fails
takes all back. Without --keep-going the first that fails is the last.

It ends with 0 where every line was done, 5 where some were, else with the code
of the line that failed.

What takes many records needs no batch: numbers may come from standard input
  crm customer list --where 'city = İzmir' --format ids | crm tag add ege -

What each command takes and answers, as data
  crm schema customer add --json
"""
