from check import HAPPY, HEART, board, expect


def press():
    board.hold("button_a")
    board.run(for_s=0.2)
    board.release("button_a")
    board.run(for_s=0.5)
    expect.no_error()


board.run(for_s=1)
expect.no_error()
expect.shows(HEART)
for picture in (HAPPY, HEART, HAPPY):
    press()
    expect.shows(picture)
