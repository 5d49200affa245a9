"""From a project and its cast to a video file, without a window and without Qt."""
