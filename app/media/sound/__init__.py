"""Sound: files read piece by piece, mixed, resampled and measured."""
