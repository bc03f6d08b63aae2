"""Commands: the practice year, the server, upkeep. The only layer above all stages."""
