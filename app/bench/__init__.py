"""Measuring the program: speed, memory, delay, drift, and pictures of its window. Not in the installed program."""
