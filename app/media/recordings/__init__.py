"""The user's recordings: WAV files that survive a crash, and the folder that holds them."""
