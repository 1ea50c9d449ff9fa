from check import board, expect

BUTTON = "button_a" if board.kind == "microbit" else "a"


def press():
    board.press(BUTTON, hold_ms=100)
    board.run(for_s=0.4)


board.run(for_s=1)
expect.no_error()
for percent in (25, 50, 75, 100):
    press()
    expect.no_error()
    expect.lamp("lamp", percent=percent, tolerance=0.05)

press()
expect.no_error()
expect.lamp("lamp", on=False)
press()
expect.no_error()
expect.lamp("lamp", percent=25, tolerance=0.05)
