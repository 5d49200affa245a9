"""Recording in the window: microphone, level, countdown, and the list of recordings."""
