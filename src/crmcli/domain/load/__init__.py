"""Typed rows of a file into the store: keys, relations, upsert; all or none, or good rows and rejects."""
