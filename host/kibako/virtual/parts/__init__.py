"""The parts that hang on a virtual board: how each behaves."""
