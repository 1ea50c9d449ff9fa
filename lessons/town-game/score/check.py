from check import board, expect, image


def printed_score():
    words = board.printed.split()
    return words[-1] if words else "0"


board.run(for_s=0.5)
expect.no_error()
for hold_ms in (100, 900, 100):
    board.press("button_a", hold_ms=hold_ms)
    board.run(for_s=1.4)
    expect.no_error()
seen = printed_score()
expect.that(
    seen == "3",
    f"ボタンAを 3回《かい》 おすと、点《てん》は {seen}でした。",
    f"After three presses of button A the score was {seen}.",
    "おすたびに 1点《てん》 ふえて 3に なると、できあがりです。",
    "It is done when each press adds 1 and the score is 3.",
)
expect.shows(image("3"))
