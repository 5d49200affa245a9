"""Learning how the rest of the face moves while somebody talks."""
