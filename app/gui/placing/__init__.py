"""The editor in which one puts the points of a face where they belong."""
