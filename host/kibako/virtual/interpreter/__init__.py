"""The WebAssembly module that holds MicroPython, ready to be instantiated."""
