from check import board, expect

board.run(for_s=1)
expect.no_error()
for key in "265":
    board.keys(key)
    board.run(for_s=0.4)
board.forget()
board.keys("#")
board.run(for_s=2)
expect.no_error()
expect.plays([784, 659, 523])
