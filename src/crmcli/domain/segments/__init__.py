"""Segments: saved filters, asked anew each time; frozen, compared with what they were and with each other."""
