from check import board, expect


def sent():
    return len(board.events("radio", "sent"))


board.run(for_s=1)
expect.no_error()
expect.that(
    sent() == 0,
    "とびらが あいて いるのに、むせんで おくりました。",
    "It sent a message while the door was open.",
    "とびらが しまった ときだけ おくると、できあがりです。",
    "It is done when it sends only as the door falls shut.",
)

board.hold("door")
board.run(for_s=0.5)
expect.no_error()
expect.sends("kuma", within_s=0.1, group=7)

board.run(for_s=2)
board.release("door")
board.run(for_s=1)
expect.no_error()
expect.that(
    sent() == 1,
    "とびらが 1回《かい》 しまる 間《あいだ》に、なん回《かい》も おくりました。",
    "It sent more than once while the door was shut.",
    "とびらが しまった ときに 1回《かい》だけ おくると、できあがりです。",
    "It is done when it sends just once for each time the door falls shut.",
)

board.forget()
board.hold("door")
expect.sends("kuma", within_s=0.5, group=7)
expect.running()
