from check import board, code, expect, image

expect.hint(code.has_if())
board.run(for_s=1)
expect.no_error()
expect.shows(image("ASLEEP"))

board.hold("door")
board.run(for_s=0.5)
expect.no_error()
expect.shows(image("SURPRISED"))

board.release("door")
board.run(for_s=0.5)
expect.no_error()
expect.shows(image("ASLEEP"))
