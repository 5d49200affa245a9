"""Makes the weights: tracks faces, teaches speech, trains the networks."""
