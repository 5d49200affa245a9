"""The microphone drives the portrait now."""
