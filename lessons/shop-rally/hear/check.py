from check import board, expect, image


def tones():
    return len(board.events("music", "tone"))


board.run(for_s=2)
expect.no_error()
expect.that(
    tones() == 0,
    "お店《みせ》の ことばが 来《く》る まえに、きょくが 鳴《な》りました。",
    "A tune was played before any shop was heard.",
    "お店《みせ》の ことばが 来《き》た ときだけ 鳴《な》ると、できあがりです。",
    "It is done when it plays only after a shop was heard.",
)

board.radio("shop2")
board.run(for_s=2)
expect.no_error()
expect.shows(image("2"))
expect.plays(["G4", "G4", "A4"])

board.forget()
board.radio("shop3")
board.run(for_s=2)
expect.no_error()
expect.shows(image("3"))
expect.plays(["E4", "D4", "C4"])

before = tones()
board.radio("hello")
board.run(for_s=1)
expect.no_error()
expect.that(
    tones() == before,
    "お店《みせ》では ない ことばで、きょくが 鳴《な》りました。",
    "A tune was played for a word that is no shop.",
    "お店《みせ》の ことばだけで 鳴《な》ると、できあがりです。",
    "It is done when it plays only for shops.",
)
expect.running()
