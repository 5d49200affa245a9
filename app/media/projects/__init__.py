"""Saved projects: what a project file holds, reading and writing one, and who has it open."""
