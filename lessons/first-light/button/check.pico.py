from check import board, expect


def heart(on):
    # Whichever of the two lamps the program uses: the board's own, or the one of the circuit.
    expect.no_error()
    expect.lamp("lamp" if board.events("lamp", "brightness_percent") else "LED", on=on)


board.run(for_s=1)
heart(False)
board.hold("a")
board.run(for_s=0.5)
heart(True)
board.release("a")
board.run(for_s=0.5)
heart(False)
