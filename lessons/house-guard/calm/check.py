from check import board, expect


def warm(degrees):
    board.set("air.temperature_c" if board.kind == "pico" else "temperature_c", degrees)


def moves():
    return len(board.events("window", "target_deg"))


def expect_rest(degrees, opened):
    """Expect that the window stays as it is at this temperature."""
    before = moves()
    warm(degrees)
    board.run(for_s=1.5)
    expect.no_error()
    if opened:
        expect.that(
            moves() == before,
            f"まどが あいた あと {degrees}度《ど》に なると、まどが うごきました。",
            f"The window was open, and at {degrees} degrees it moved.",
            "あいた まどは、27度《ど》より ひくく なる まで あいた ままだと、できあがりです。",
            "It is done when an open window stays open until it is below 27 degrees.",
        )
    else:
        expect.that(
            moves() == before,
            f"まどが しまった あと {degrees}度《ど》に なると、まどが うごきました。",
            f"The window was shut, and at {degrees} degrees it moved.",
            "しまった まどは、30度《ど》より 高《たか》く なる まで しまった ままだと、できあがりです。",
            "It is done when a shut window stays shut until it is above 30 degrees.",
        )


warm(24)
board.run(for_s=3)
expect.no_error()
told = board.events("window", "target_deg")
expect.that(
    bool(told) and told[-1][1] < 5,
    "24度《ど》の とき、まどは しまりませんでした。",
    "At 24 degrees the window was not shut.",
    "すずしい とき まどが しまると、できあがりです。",
    "It is done when the window is shut while it is cool.",
)
warm(31)
expect.servo("window", 90, within_s=2)
for degrees in (29, 30, 28, 29, 28):
    expect_rest(degrees, True)
warm(25)
expect.servo("window", 0, within_s=2)
for degrees in (28, 27, 29, 30, 29):
    expect_rest(degrees, False)
warm(31)
expect.servo("window", 90, within_s=2)
expect.running()
