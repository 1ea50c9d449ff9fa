"""Tests of the interpreter's repair."""
