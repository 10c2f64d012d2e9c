"""Typed rows of a file into the store: keys, relations, upsert; all rows or none, or good ones and rejects."""
