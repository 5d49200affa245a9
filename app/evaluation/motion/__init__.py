"""How well lips follow a voice, beside real people."""
