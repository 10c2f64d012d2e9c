"""The journal read back: what changed, who did it, and how it is taken back."""
