"""A small nRF52833 emulator, on Unicorn: enough of one to run the micro:bit V2's real firmware.

For tests only. ``python -m tests.reference.nrf52833`` serves a board; ``microbit_v2.py`` beside
this folder is what the tests use.

Time is the board's own: one instruction takes a cycle and a half of 64 MHz, a sleeping processor
skips to the next event, and nothing is measured with the wall clock. Served at ``--speed 1`` the
board never runs ahead of the wall clock, as a real one.

Not modelled: the SoftDevice (its calls are answered with "not enabled"), what others send by
radio, what there is to hear (music plays in silence, the microphone hears none), the light around
the display, the interface chip's own I2C side, and the process stack.
"""
