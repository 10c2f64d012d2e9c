"""Merging: choosing, relinking, and taking it back."""
