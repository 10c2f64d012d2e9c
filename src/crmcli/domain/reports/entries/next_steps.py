"""What to offer to whom, and whom to turn to first."""

from crmcli.domain.reports.entry import Entry

NEXT_STEPS: tuple[Entry, ...] = ()
