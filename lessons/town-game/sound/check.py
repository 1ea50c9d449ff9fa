from check import board, expect

ALL_DARK = "00000:00000:00000:00000:00000"


def tones():
    return [value["frequency_hz"] for _, value in board.events("music", "tone")]


def answer(button):
    board.press(button, hold_ms=100)
    board.run(for_s=0.9)
    expect.no_error()


def expect_dark():
    expect.that(
        board.display == ALL_DARK,
        "あそんで いる ときに、ランプが 光《ひか》って いました。",
        "Lamps were lit while the game was on.",
        "ランプが きえて いて、音《おと》だけで わかると、できあがりです。",
        "It is done when the lamps are dark and sound alone tells the way.",
    )


def expect_beeps(points):
    beeps = tones().count(880)
    expect.that(
        beeps == points,
        f"{points}点《てん》の ときに、880の 音《おと》が {beeps}回《かい》 鳴《な》りました。",
        f"The score was {points}, and the number of tones at 880 was {beeps}.",
        "点《てん》の 数《かず》だけ 880の 音《おと》が 鳴《な》ると、できあがりです。",
        "It is done when the tone 880 sounds once for each point.",
    )


# The first game: left each time. The low tone 262 tells how many of them are right.
board.run(for_s=1)
expect.no_error()
points = 0
ways = set()
for turn in range(5):
    expect_dark()
    way = tones()[-1] if tones() else 0
    ways.add(way)
    points += way == 262
    answer("button_a")
expect.that(
    ways == {262, 523},
    "左《ひだり》も 右《みぎ》も、同《おな》じ 高《たか》さの 音《おと》でした。",
    "Left and right did not have the tones 262 and 523.",
    "左《ひだり》が 262、右《みぎ》が 523の 音《おと》に なると、できあがりです。",
    "It is done when left has the tone 262 and right the tone 523.",
)
board.run(for_s=1)
expect_beeps(points)

# The second one: by ear alone, all of them right.
board.forget()
answer("button_a")
for turn in range(5):
    expect_dark()
    answer("button_a" if tones()[-1] == 262 else "button_b")
board.run(for_s=2)
expect.no_error()
expect_beeps(5)
