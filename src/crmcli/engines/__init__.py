"""The two engines behind ``db.py``: a local SQLite file, a PostgreSQL database."""
