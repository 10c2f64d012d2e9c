"""The lines of the table of reports, a module a family."""
