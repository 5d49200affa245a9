"""How a driving face moves a portrait: measures of the tracker, of re-enactment, and of one person moving another."""
