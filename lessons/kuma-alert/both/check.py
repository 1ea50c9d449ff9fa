from check import board, expect


def tones():
    return len(board.events("music", "tone"))


board.run(for_s=1)
expect.no_error()
board.hold("door")
expect.sends("kuma", within_s=1, group=7)
board.run(for_s=1)
board.release("door")
board.run(for_s=1)
expect.no_error()
expect.that(
    tones() == 0,
    "わなの ボードが 鳴《な》りました。クマが おどろいて しまいます。",
    "The board at the trap sounded. That would frighten the bear.",
    "わなの ボードは おくるだけで、鳴《な》るのが 家《いえ》の ボードだけに なると、できあがりです。",
    "It is done when the trap only sends, and the board at home sounds.",
)

board.radio("neko")
board.run(for_s=2)
expect.no_error()
expect.that(
    tones() == 0,
    "「neko」と いう ことばで、ブザーが 鳴《な》りました。",
    "The buzzer sounded for the word 'neko'.",
    "「kuma」の ときだけ 鳴《な》ると、できあがりです。",
    "It is done when it sounds only for 'kuma'.",
)

board.radio("kuma")
expect.eventually(lambda: expect.sounds(), within_s=1)
board.run(for_s=2)
expect.no_error()

board.forget()
board.hold("door")
expect.sends("kuma", within_s=1, group=7)
expect.running()
