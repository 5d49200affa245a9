"""A project and those who perform in it become a video file. Knows no window and no Qt."""
