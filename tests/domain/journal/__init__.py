"""The journal: changes, undo, history."""
