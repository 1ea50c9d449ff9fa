from check import board, expect

board.run(for_s=1)
expect.no_error()
for key in "22*8":
    board.keys(key)
    board.run(for_s=0.4)
    expect.no_error()
board.forget()
board.keys("#")
board.run(for_s=2)
expect.no_error()
expect.plays([330])
count = len(board.events("buzzer", "tone"))
expect.that(
    count == 1,
    "2・2・*・8・# と おしました。音《おと》が %d回《かい》 鳴《な》りました。" % count,
    "We pressed 2, 2, *, 8 and #. You heard %d notes." % count,
    "* の あとに おした 8だけが 鳴《な》ると、できあがりです。",
    "You should hear the 8 alone, which came after *.",
)
