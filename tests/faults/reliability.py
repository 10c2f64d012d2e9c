"""``docs/reliability.md``, made of the table of faults: ``python -m tests.faults.reliability`` writes it."""

from pathlib import Path

from tests.faults.table import AREAS, FAULTS

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"

HEAD = """\
# Reliability

What you store is there tomorrow. This page says what that means, what it does not, and what to do when
something went wrong; below, every fault that is tried with every change of the program.

## What is promised

- **A command is all or nothing.** It changes everything it says, in one step, or nothing at all. That holds
  for an import of a million rows, an undo, a merge.
- **What a command has told is on the disk.** When it has shown its result, neither a kill nor a power cut
  takes it back. When it was ended before, it may have been saved or not, never half: `crm history` shows it.
- **Exit code 0 means done**: everything that was asked. With anything else standard error has one line that
  says what went wrong and, where there was something to save, whether it was saved.
- **Nothing hangs.** A store that another command holds is waited for, half a minute at most; then it is said,
  with exit code 6. Ctrl-C, `kill` and a closed terminal end a command at once, also while it waits. An
  input that is a pipe is waited for as long as it is open, without a lock on the store.
- **Many may work at once.** Commands that write stand in a queue; commands that read see one state and hold
  nobody up. Nothing is lost, no number is given twice.
- **A damaged file is told**, not read as if it were well: `crm doctor` looks at all of it, and a backup is
  checked byte by byte before it replaces anything.
- **A file that is written is whole or not there**: exports, reports, backups, settings.

## What is not promised

- **Disks that lie.** A disk or a virtual machine that says "written" before it is, loses what was in between
  when the power goes. Then the store may be damaged, too: that is what backups are for.
- **Network folders** (NFS, SMB, sshfs, shared folders of virtual machines). Their locks are not to be relied
  on. The first change of a new store there says so, and `crm doctor` always does. For several people there is
  PostgreSQL. Folders that a program copies to a cloud look local: keep backups there, not the store.
- **A bit that flips in a text** and makes another letter of it is seen by nothing but the checksum of a
  backup. Of the structure, the keys and the forms of names damage is found.
- **Other tools** can write to the file, but not past the journal: the store refuses a change without one.
  Whoever owns a file can do with it what they like all the same.
- **The commit that was under way when a server went away** may be in doubt. The server is asked again for ten
  seconds; if it does not come back, that is what is said.

## After a crash

1. Run the command again, or look with `crm history` whether the change is there. Importing a file twice
   changes nothing the second time.
2. `crm doctor` looks at everything; `crm doctor --fix` puts right what is safe to, such as files that
   killed commands left behind.
3. If the store is damaged: `crm backup list`, then `crm restore FILE`. The damaged file is kept beside it.
4. A file `crm.db-journal` beside the store belongs to it: after a crash it takes back what was half done.
   Never delete it, and never copy a store without it; `crm backup` copies a store rightly, also while others
   write.

Backups are yours to make: `crm backup --keep 14` once a day, onto another disk now and then (docs/backup.md).

## How it is tried

Every fault below is brought about and looked at: no traceback, no hang, the right exit code, a store that
passes its integrity check, the data as promised. Most with each run of the tests, the long campaigns in a
short form then and whole with `just campaign`. Two are not real ones: network folders are those of a table of
mounts that the test writes, and of a line that falls silent only what the connection is told to bear.

- **Kills**: a command is started and killed at a random moment, most of them while they write.
- **Power cuts**: commands run on a disk that remembers every write and every flush that the file system
  (ext4) sends to it. Then the power goes at a random moment of that record: what was flushed is there; of
  what was not, all, nothing, any part in any order, or a write torn between two sectors. The disk that is
  left is mounted, its file system recovers, and everything that was told by then must be there. With the
  store's syncs turned off, the same harness finds losses at once. It does not try other file systems, nor a
  disk that answers a flush without doing it. It needs root, FUSE and loop devices, and is skipped without.
- **Crowds**: fifty processes that read and write as fast as they can, for a minute.
- **Full disks** are small file systems that are really full, and limits on the size of files.
"""


def page() -> str:
    """Return the whole page."""
    parts = [HEAD, f"\n## {len(FAULTS)} faults\n"]
    for area in AREAS:
        parts += [f"\n### {area.title}\n\n", "| | fault | what happens | test |\n|---|---|---|---|\n"]
        for row in area.rows:
            file, _, name = row.test.partition("::")
            cells = (row.id, row.fault, row.holds, f"`{file}` {name}")
            parts.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n")
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
