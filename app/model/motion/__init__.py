"""Sound to motion: features, the network, and the noise that keeps a face alive."""
