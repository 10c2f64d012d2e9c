"""Records taken out whole: every field under the name that an import knows it by.

A row begins with the record's own ``number`` (C-12); other records are named by theirs. Phones,
e-mails and tags are all there, the main one first; a key of another program than the usual one has a
column ``external_id:PROGRAM``, a custom field the column ``custom:Name``. Rows are read within one
snapshot, a page at a time, and lie on disk until they are written, so that neither memory nor a lock is
held for a large store.
"""
