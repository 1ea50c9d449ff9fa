from check import board, expect, image

SEEN = ("shop1", "shop1", "shop3", "hello", "shop1", "shop3")

board.run(for_s=1)
expect.no_error()
expect.shows(image("0"))
for message in SEEN:
    board.radio(message)
    board.run(for_s=2)
    expect.no_error()

words = board.printed.split()
number = words[-1] if words else "0"
expect.that(
    number == "2",
    f"2つの お店《みせ》を 3回《かい》と 2回《かい》 聞《き》くと、スタンプは {number}こでした。",
    f"Two shops were heard three times and twice, and the number of stamps was {number}.",
    "同《おな》じ お店《みせ》は 1こと 数《かぞ》えて 2こに なると、できあがりです。",
    "It is done when each shop counts once, so that there are 2 stamps.",
)
expect.shows(image("2"))

board.forget()
board.radio("shop2")
board.run(for_s=2)
expect.no_error()
expect.shows(image("3"))
expect.plays(["G4", "G4", "A4"])
