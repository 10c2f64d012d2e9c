"""Pictures in the signs of a terminal."""
