from check import board, expect

board.run(for_s=1)
expect.no_error()
for key in "2673":
    board.keys(key)
    board.run(for_s=0.4)
    expect.no_error()
board.forget()
board.keys("#")
board.run(for_s=7)
expect.no_error()
expect.plays([784, 659] * 3)
count = len(board.events("buzzer", "tone"))
expect.that(
    count == 6,
    "2・6・7・3・# と おしました。音《おと》が %d回《かい》 鳴《な》りました。" % count,
    "We pressed 2, 6, 7, 3 and #. You heard %d notes." % count,
    "2と 6が 3回《かい》ずつ、ぜんぶで 6回《かい》 鳴《な》ると、できあがりです。",
    "You should hear 2 and 6 three times each: 6 notes in all.",
)
