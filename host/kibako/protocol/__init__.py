"""The MicroPython REPL protocol, sans I/O: bytes in, events out."""
