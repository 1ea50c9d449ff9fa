"""The use cases: commands in, events out; no rendering."""
