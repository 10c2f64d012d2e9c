"""Numbered, forward-only steps from one schema version to the next, and the packaged schema."""

SCHEMA_VERSION = 3
