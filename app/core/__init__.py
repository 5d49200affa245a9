"""Value types, settings, errors and paths shared by every layer; quick to read, with nothing heavier than numpy."""
