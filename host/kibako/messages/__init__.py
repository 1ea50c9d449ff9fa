"""Message catalogues: the strings for people, one TOML file a room and language."""
