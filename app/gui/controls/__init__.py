"""Controls that several places use."""
