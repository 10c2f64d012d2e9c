"""What products' exports look like: which columns tell them, and which field each column fills."""
