from check import board, expect

A, B = ("button_a", "button_b") if board.kind == "microbit" else ("a", "b")

board.run(for_s=1)
expect.no_error()
for button in (B, B, A):
    board.press(button, hold_ms=100)
    board.run(for_s=0.5)
    expect.no_error()
expect.plays([600, 680, 600])
for _ in range(5):
    board.press(B, hold_ms=100)
    board.run(for_s=0.5)
    expect.no_error()
board.run(for_s=1)
expect.plays([920, 1000])
tones = len(board.events("buzzer", "tone"))
expect.that(
    tones > 8,
    "宝物《たからもの》の 場所《ばしょ》に 着《つ》きました。でも、お祝《いわ》いの 音《おと》は 鳴《な》りませんでした。",
    "We came to the treasure, but no music told it.",
    "着《つ》いたら 3つの 音《おと》が 鳴《な》ると、できあがりです。",
    "Three notes should tell that the treasure is found.",
)
expect.plays([1000, 1047, 1319, 1568], tolerance=0.02)
expect.ended()
