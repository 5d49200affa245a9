"""The parts of a session: each turns one kind of the user's wishes into jobs, and what becomes of them into state."""
