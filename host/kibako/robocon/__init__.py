"""Robocon: robots, the arena in which they drive, and the matches that they play."""
