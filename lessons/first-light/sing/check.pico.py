from check import board, expect

board.run(for_s=6)
expect.no_error()
expect.plays([784, 392] * 3)
# Whichever of the two lamps the program uses: the board's own, or the one of the circuit.
lamp = "lamp" if board.events("lamp", "brightness_percent") else "LED"
expect.toggles(lamp, period_ms=1000, tolerance=0.1, times=3)
