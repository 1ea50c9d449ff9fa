from check import board, expect

board.run(for_s=6)
expect.no_error()
expect.ended()
expect.turns(90, tolerance_deg=5)
expect.drives(20, tolerance=0.1)
expect.path([(0, 0), (10, 0), (10, 10)], tolerance_cm=1.5)
