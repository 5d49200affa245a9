"""The whole chain from portrait and voice to frames, without files, windows or threads."""
