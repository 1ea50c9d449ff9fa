from check import board, expect


def warm(degrees):
    board.set("air.temperature_c" if board.kind == "pico" else "temperature_c", degrees)


warm(18)
board.run(for_s=2.5)
expect.no_error()
expect.prints_line("temperature 18")
warm(25)
board.run(for_s=2.5)
expect.no_error()
expect.prints_line("temperature 25")
expect.running()
