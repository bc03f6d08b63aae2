"""Settings, addresses and servers' entry points, all from the environment."""
