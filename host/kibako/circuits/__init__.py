"""What hangs on a board: parts, the wires between them, and what is wrong with the wiring."""
