"""Faces in pictures: finding, pose, and cutting the person from the background."""
