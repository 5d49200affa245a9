"""Reading the still picture at moved places: grids, regions, textures, inverse warps."""
