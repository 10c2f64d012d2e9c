"""Exchange of journals between two stores without a server: each writes on its own, files go to and fro.

A file holds what changes did, row by row, in the order of the journal. A row has one identity everywhere:
the store that made it and its number there (``ids``). What a file says is compared field by field with
what happened here since the other store last knew of us (``fields``): that is the three-way merge.
"""
