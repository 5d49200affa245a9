"""The whole chain from portrait and voice to frames, without files, devices or windows."""
