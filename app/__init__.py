"""Rhapsode: one still portrait speaks and sings."""

__version__ = "0.1.0"
