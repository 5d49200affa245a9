"""Motion to pixels: the portrait's own pixels moved by a mesh, with a mouth interior and lids of its own."""
