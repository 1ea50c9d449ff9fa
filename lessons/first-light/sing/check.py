from check import HEART, board, expect

board.run(for_s=6)
expect.no_error()
expect.plays([784, 392] * 3)
expect.blinks(HEART, period_ms=1000, tolerance=0.1, times=3)
