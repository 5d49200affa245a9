"""Learning how all but the mouth moves while somebody talks."""
