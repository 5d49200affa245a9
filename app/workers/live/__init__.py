"""Live performance: the portrait speaks what the microphone hears, as it hears it."""
