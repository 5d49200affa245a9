"""Eyes: lids that close and irises that move."""
