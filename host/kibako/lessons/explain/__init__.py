"""Errors explained: what a board's traceback means, and what to try, for a child."""
