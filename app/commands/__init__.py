"""What the command line does: each command's work, free of how its options are spelled."""
