"""The pages beside the stage, and their sections."""
