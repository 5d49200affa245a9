"""A project becomes a video: its inputs are read, its faces perform, the file is written. Knows no window and no Qt."""
