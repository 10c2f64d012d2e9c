"""Campaigns: planned, frozen at launch, answered, and measured against those who were held out."""
