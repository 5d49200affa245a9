"""The time line below the stage: the voice, what is used of it, and what the face feels on the way."""
