"""Tasks: activities that are to be done; when they come again, and what happens when they are done."""
