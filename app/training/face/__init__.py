"""Where the networks that find and mesh faces come from: the files that MediaPipe publishes."""
