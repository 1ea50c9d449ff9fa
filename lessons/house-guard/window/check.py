from check import board, expect


def warm(degrees):
    board.set("air.temperature_c" if board.kind == "pico" else "temperature_c", degrees)


warm(20)
board.run(for_s=3)
expect.no_error()
told = board.events("window", "target_deg")
expect.that(
    bool(told) and told[-1][1] < 5,
    "20度《ど》の とき、まどは しまりませんでした。",
    "At 20 degrees the window was not shut.",
    "すずしい とき まどが しまると、できあがりです。",
    "It is done when the window is shut while it is cool.",
)

warm(31)
expect.servo("window", 90, within_s=2)
expect.no_error()
board.run(for_s=2)
expect.servo("window", 90, within_s=0)

warm(22)
expect.servo("window", 0, within_s=2)
expect.no_error()
