"""Playbooks: the tasks that every customer of a condition gets, once a period."""
