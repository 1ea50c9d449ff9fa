from check import board, expect

A, B = ("button_a", "button_b") if board.kind == "microbit" else ("a", "b")


def walk(buttons):
    for button in buttons:
        board.press(button, hold_ms=100)
        board.run(for_s=0.5)
        expect.no_error()


board.run(for_s=1)
walk([B, B, B])
expect.plays([520, 600, 150])
board.forget()
walk([A, B, B])
expect.plays([300, 680, 150])
board.forget()
walk([A, A, A, B, B, B])
expect.plays([300, 300, 300, 760, 840, 150])
board.forget()
walk([A, B, B])
board.run(for_s=1)
expect.plays([300, 920, 1000, 1568])
expect.ended()
