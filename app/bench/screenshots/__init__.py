"""Pictures of the window in every state."""
