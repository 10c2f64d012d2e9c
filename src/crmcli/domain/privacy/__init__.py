"""Privacy: all that is known of a person, and its erasure."""
