"""How true rendered faces are to recordings."""
