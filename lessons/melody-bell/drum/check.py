from check import board, expect

board.run(for_s=5)
expect.no_error()
expect.plays([784, 880, 784, 523, 523] * 2)
