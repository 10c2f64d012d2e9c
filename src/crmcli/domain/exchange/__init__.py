"""Readers of other programs' files: bytes in, typed rows out; nothing here knows the store."""
