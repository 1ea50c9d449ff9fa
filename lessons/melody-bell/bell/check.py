from check import board, expect

BUTTON = "button_a" if board.kind == "microbit" else "a"

board.run(for_s=0.5)
expect.no_error()
expect.always(expect.silent, for_s=1)
for times in range(2):
    board.forget()
    board.press(BUTTON)
    board.run(for_s=3)
    expect.no_error()
    expect.plays([784, 880, 784, 523, 523])
    expect.silent()
