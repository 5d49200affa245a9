"""What the window can do, one feature a file."""
