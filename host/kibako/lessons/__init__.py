"""Lesson packs: manifest, text, checks."""
