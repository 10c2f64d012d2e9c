"""Helpers that the tests share: a PostgreSQL server, runners of the program, a terminal."""
