from check import board, expect

board.run(for_s=8)
expect.no_error()
before = board.car
board.run(for_s=1)
expect.that(
    board.car == before,
    "車《くるま》は まだ 走《はし》って います。",
    "The car is still on its way.",
    "もとの ところで とまると、できあがりです。",
    "It is done when the car stops where it began.",
)
expect.that(
    abs(before[2]) < 10,
    "車《くるま》は まがりました。",
    "The car turned.",
    "まっすぐ 走《はし》って、まっすぐ もどると、できあがりです。",
    "It is done when the car goes straight on and straight back.",
)
expect.drives(20, tolerance=0.15)
expect.pose(0, 0, tolerance_cm=1.5)
