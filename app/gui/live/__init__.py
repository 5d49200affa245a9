"""Live in the window: the microphone drives the portrait now."""
