"""Payments: money that customers paid or got back, what they owe, and since when."""
