from check import board, code, expect

expect.hint(code.calls_in_loop("forward"))
board.run(for_s=12)
expect.no_error()
expect.ended()
expect.turns(360, tolerance_deg=8)
expect.drives(30, tolerance=0.1)
expect.path([(0, 0), (10, 0), (5, 8.7), (0, 0)], tolerance_cm=1)
