"""Devices: microphone, loudspeaker and camera."""
