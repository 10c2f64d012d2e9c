"""The health of a store: what its engine can't see, since it is right SQL and yet not true.

Each check gives one finding; what can be mended is mended in one journaled change.
"""
