"""What ``kit.py`` does: make the environment in the checkout once, then hand over to it.

Only the standard library is used here: nothing else is installed yet. The environment is built
aside and renamed into place when it is complete, so that ``.venv`` is never a half-made one.
"""
