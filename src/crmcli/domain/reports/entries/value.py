"""What customers will be worth, who leaves, who can be won back."""

from crmcli.domain.reports.entry import Entry

VALUE: tuple[Entry, ...] = ()
