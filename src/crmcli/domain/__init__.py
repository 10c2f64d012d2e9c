"""The core: rules, requests and results; no terminal, no environment, no clock of its own."""
