"""Video files: frames and sound encoded and written."""
