from check import board, expect

# With SOUND a note of 60 ms comes after each change, and a micro:bit V1 takes half a second to start.
board.run(for_s=0.9)
expect.no_error()
expect.lamp("lamp", percent=100)
board.run(for_s=1)
expect.no_error()
expect.lamp("lamp", percent=50, tolerance=0.05)
board.run(for_s=1)
expect.no_error()
expect.lamp("lamp", percent=10, tolerance=0.05)
