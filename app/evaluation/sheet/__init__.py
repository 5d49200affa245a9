"""Contact sheets: poses on portraits, to look at."""
