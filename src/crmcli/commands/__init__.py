"""The edge: options become a typed request, a typed result goes back; nothing is printed here."""
