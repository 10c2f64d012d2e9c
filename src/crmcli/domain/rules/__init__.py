"""Reflex rules: ``when ... then ...``, read, looked for in what happened, and carried out once each."""
