"""The serial side of a virtual board: friendly REPL, raw REPL, raw paste."""
