from check import board, expect

board.run(for_s=1)
expect.no_error()
expect.sends("shop1", within_s=1, group=7)
board.run(for_s=5)
expect.no_error()
times = [t_ms for t_ms, value in board.events("radio", "sent")]
expect.that(
    len(times) >= 3,
    "お店《みせ》の 名前《なまえ》は はじめに おくられた だけでした。",
    "The name of the shop was sent only at the beginning.",
    "1秒《びょう》に 1回《かい》 おくり つづけると、できあがりです。",
    "It is done when it goes on sending, once each second.",
)
gap_ms = times[-1] - times[-2]
expect.that(
    900 <= gap_ms <= 1100,
    f"お店《みせ》の 名前《なまえ》は {gap_ms / 1000:.2f}秒《びょう》ごとに おくられました。",
    f"The name of the shop was sent every {gap_ms / 1000:.2f} seconds.",
    "1秒《びょう》に 1回《かい》 おくると、できあがりです。",
    "It is done when it is sent once each second.",
)
expect.running()
