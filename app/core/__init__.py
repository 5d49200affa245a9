"""Value types, settings, errors and paths shared by every layer (standard library and numpy only)."""
