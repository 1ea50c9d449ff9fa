from check import board, code, expect

board.run(for_s=1.6)
expect.no_error()
expect.lamp("lamp", percent=55, tolerance=0.3)
board.run(for_s=3)
expect.no_error()
expect.lamp("lamp", on=True)
expect.rises("lamp", steps=5)
expect.lamp("lamp", percent=100, tolerance=0.02)
expect.that(code.has_loop())
