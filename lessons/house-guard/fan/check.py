from check import board, expect


def warm(degrees):
    board.set("air.temperature_c" if board.kind == "pico" else "temperature_c", degrees)


def shine(bright):
    if board.kind == "pico":
        board.set("sun.light_percent", 90 if bright else 10)
    else:
        board.set("light", 200 if bright else 20)


def expect_fan(runs, when_ja, when_en):
    board.run(for_s=2.5)
    expect.no_error()
    told = board.events("fan", "speed_percent")
    running = bool(told) and told[-1][1] > 0
    now_ja = "まわって いました" if running else "とまって いました"
    should_ja = "まわる" if runs else "とまる"
    expect.that(
        running == runs,
        f"{when_ja} とき、ファンは {now_ja}。",
        f"{when_en}, the fan {'was running' if running else 'stood still'}.",
        f"{when_ja} とき、ファンが {should_ja}と、できあがりです。",
        f"It is done when the fan {'runs' if runs else 'stands still'} then.",
    )


warm(24)
shine(True)
expect_fan(False, "明《あか》るくて すずしい", "When it was bright and cool")
warm(33)
expect_fan(True, "明《あか》るくて 暑《あつ》い", "When it was bright and hot")
shine(False)
expect_fan(False, "暗《くら》くて 暑《あつ》い", "When it was dark and hot")
expect.servo("window", 90, within_s=1)
shine(True)
expect_fan(True, "もう一度《いちど》 明《あか》るく なった", "When it was bright again")
warm(24)
expect_fan(False, "もう一度《いちど》 すずしく なった", "When it was cool again")
expect.running()
