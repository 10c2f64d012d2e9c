"""Merging: several records that are one party become one, and nothing of any of them is lost."""
