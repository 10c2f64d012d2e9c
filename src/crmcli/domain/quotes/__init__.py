"""Quotes: what was offered, at which price, until when, and what became of it."""
