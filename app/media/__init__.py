"""Files and devices: pictures, sound, video, recordings, microphone, loudspeaker, camera."""
