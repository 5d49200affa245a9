"""Learning how lips move with a voice."""
