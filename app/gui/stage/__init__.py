"""The large picture and what lies on it."""
