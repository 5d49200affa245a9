"""Colours, style sheet, icons, and arrays as pictures."""
