from check import HAPPY, HEART, board, expect

board.run(for_s=1)
expect.no_error()
expect.shows(HEART)

board.hold("button_a")
board.run(for_s=0.5)
expect.no_error()
expect.shows(HAPPY)

board.release("button_a")
board.run(for_s=0.5)
expect.no_error()
expect.shows(HEART)
