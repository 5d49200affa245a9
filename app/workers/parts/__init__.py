"""The parts of a session: each submits the jobs for one kind of action, and puts their results into the state."""
