"""Recording a voice: from the microphone to the list of recordings."""
