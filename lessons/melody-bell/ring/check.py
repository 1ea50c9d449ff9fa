from check import board, expect

board.run(for_s=3)
expect.no_error()
expect.plays([784, 880, 784])
