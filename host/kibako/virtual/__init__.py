"""The virtual board: the real MicroPython interpreter in a sandbox, with a clock and a world."""
