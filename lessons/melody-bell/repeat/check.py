from check import board, code, expect

board.run(for_s=5)
expect.no_error()
expect.plays([784, 880, 784] * 3)
expect.that(code.has_loop())
expect.ended()
