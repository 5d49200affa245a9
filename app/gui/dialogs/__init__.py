"""Windows of their own: file dialogs, the camera, what the program is."""
