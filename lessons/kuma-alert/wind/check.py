from check import board, expect


def sent():
    return len(board.events("radio", "sent"))


board.run(for_s=1)
expect.no_error()
for tap in range(6):
    board.hold("door")
    board.run(for_s=0.2)
    board.release("door")
    board.run(for_s=0.3)
expect.no_error()
expect.that(
    sent() == 0,
    "風《かぜ》が スイッチを すこしだけ おした ときに、おくりました。",
    "It sent a message when the wind pressed the switch for a moment.",
    "0.5秒《びょう》 つづけて おされた ときだけ おくると、できあがりです。",
    "It is done when it sends only after half a second without a break.",
)

board.hold("door")
expect.sends("kuma", within_s=1, group=7)
board.run(for_s=3)
board.release("door")
board.run(for_s=1)
expect.no_error()
expect.that(
    sent() == 1,
    "とびらが しまって いる 間《あいだ》に、なん回《かい》も おくりました。",
    "It sent more than once while the door was shut.",
    "とびらが しまって いても、おくるのが 1回《かい》だけに なると、できあがりです。",
    "It is done when it sends just once while the door stays shut.",
)

board.forget()
board.hold("door")
expect.sends("kuma", within_s=1, group=7)
expect.running()
