from check import board, expect

LEFT = "00900:09000:99999:09000:00900"


def tones():
    return [value["frequency_hz"] for _, value in board.events("music", "tone")]


def press(right):
    """Press the button that fits the arrow, or the other one."""
    left = board.display == LEFT
    button = "button_a" if left == right else "button_b"
    board.press(button, hold_ms=100)
    board.run(for_s=0.9)
    expect.no_error()
    return left


def expect_score(number):
    words = board.printed.split()
    seen = words[-1] if words else "0"
    expect.that(
        seen == str(number),
        f"正《ただ》しい ボタンを {number}回《かい》 おすと、点《てん》は {seen}でした。",
        f"There was this number of right presses: {number}. The score was {seen}.",
        f"矢《や》じるしの ほうの ボタンを おすたびに 1点《てん》 ふえて、{number}に なると、できあがりです。",
        f"It is done when each press on the arrow's side adds 1, so that it is {number}.",
    )


board.run(for_s=2)
expect.no_error()
expect.that(
    len(tones()) == 1,
    "だれも おさないのに、音《おと》が なん回《かい》も 鳴《な》りました。",
    "It sounded again and again though nobody pressed.",
    "ボタンを おす まで まって いると、できあがりです。",
    "It is done when it waits for a button after the first sound.",
)

points = 0
sides = set()
while points < 4 or len(sides) < 2:
    sides.add(press(True))
    points += 1
    expect_score(points)

press(False)
expect.that(
    110 in tones()[-2:],
    "まちがえた ボタンを おしても、低《ひく》い 音《おと》が 鳴《な》りませんでした。",
    "After a wrong button there was no low tone.",
    "まちがえると 110の 音《おと》が 鳴《な》り、つぎの 矢《や》じるしが 出《で》ると、できあがりです。",
    "It is done when a wrong button gives the tone 110, and then the next arrow.",
)
expect_score(points)
press(True)
expect_score(points + 1)
