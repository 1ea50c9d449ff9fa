"""Kibako (木箱): the programming kit that a hardware club opens at the start of a session."""

__version__ = "0.1.0"
