from check import HEART, board, expect

board.run(for_s=4)
expect.no_error()
expect.shows(HEART)
