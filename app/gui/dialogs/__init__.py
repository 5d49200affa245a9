"""Windows that open over the main one: file dialogs, the camera, About."""
