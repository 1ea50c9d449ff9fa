import math

from check import board, code, expect

SIDE_CM = 8


def corners(sides):
    """Where the car passes on a polygon that begins and ends at the origin."""
    x = y = heading = 0.0
    points = [(0, 0)]
    for side in range(sides):
        x += SIDE_CM * math.cos(heading)
        y += SIDE_CM * math.sin(heading)
        points.append((round(x, 1), round(y, 1)))
        heading += 2 * math.pi / sides
    return points


expect.hint(code.has_function("polygon"))
board.run(for_s=22)
expect.no_error()
expect.ended()
expect.turns(720, tolerance_deg=16)
expect.drives(11 * SIDE_CM, tolerance=0.1)
expect.path(corners(5) + corners(6), tolerance_cm=2)
