from check import board, expect


def tones():
    return len(board.events("music", "tone"))


board.run(for_s=3)
expect.no_error()
expect.that(
    tones() == 0,
    "なにも とどいて いないのに、ブザーが 鳴《な》りました。",
    "The buzzer sounded though nothing had come in.",
    "「kuma」が とどいた ときだけ 鳴《な》ると、できあがりです。",
    "It is done when it sounds only after 'kuma' has come in.",
)

board.radio("kuma")
expect.eventually(lambda: expect.sounds(), within_s=1)
board.run(for_s=3)
expect.no_error()
before = tones()

board.radio("neko")
board.run(for_s=2)
expect.no_error()
expect.that(
    tones() == before,
    "「neko」と いう ことばで、ブザーが 鳴《な》りました。",
    "The buzzer sounded for the word 'neko'.",
    "「kuma」の ときだけ 鳴《な》ると、できあがりです。",
    "It is done when it sounds only for 'kuma'.",
)

board.radio("kuma")
expect.eventually(lambda: expect.sounds(), within_s=1)
expect.no_error()
expect.running()
