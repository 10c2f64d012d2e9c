"""The pages in Turkish, each beside the English one of its name."""
