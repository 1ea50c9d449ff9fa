from check import board, code, expect

board.run(for_s=12)
expect.no_error()
expect.ended()
expect.turns(360, tolerance_deg=8)
expect.drives(40, tolerance=0.1)
expect.path([(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)], tolerance_cm=1.5)
expect.that(code.calls_in_loop("forward"))
