"""Attached files: where a file is, what its bytes were, and a copy of them where one is kept.

The store holds path, hash and size; a copy lies beside it under the hash, so that equal files are
kept once. A copy is never taken away by a delete, since an undo brings the record back.
"""
