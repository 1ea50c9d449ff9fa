from check import board, expect

B = "button_b" if board.kind == "microbit" else "b"

board.run(for_s=1)
expect.no_error()
for _ in range(3):
    board.press(B, hold_ms=100)
    board.run(for_s=0.5)
expect.no_error()
expect.plays([460, 520, 580])
