from check import board, expect

board.run(for_s=9)
expect.no_error()
expect.rises("lamp", steps=8)
expect.falls("lamp", steps=8)
expect.running()
