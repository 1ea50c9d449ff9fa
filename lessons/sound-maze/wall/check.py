from check import board, expect

A, B = ("button_a", "button_b") if board.kind == "microbit" else ("a", "b")

board.run(for_s=1)
expect.no_error()
board.press(A, hold_ms=100)
board.run(for_s=0.5)
expect.no_error()
expect.plays([150])

board.forget()
for button in (B, B, A, A, A):
    board.press(button, hold_ms=100)
    board.run(for_s=0.5)
expect.no_error()
expect.plays([460, 520, 460, 400, 150])

board.forget()
for _ in range(10):
    board.press(B, hold_ms=100)
    board.run(for_s=0.5)
expect.no_error()
expect.plays([880, 940, 150])
