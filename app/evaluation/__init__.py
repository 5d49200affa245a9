"""Judges the models against real recordings, on people and voices that nobody trained on."""
