from check import board, expect

LEFT = "00900:09000:99999:09000:00900"
RIGHT = "00900:00090:99999:00090:00900"
THREE = "99990:00090:00900:90090:09900"


def press(right):
    """Press the button that fits the arrow, or the other one."""
    left = board.display == LEFT
    board.press("button_a" if left == right else "button_b", hold_ms=100)
    board.run(for_s=0.9)
    expect.no_error()


board.run(for_s=1)
expect.no_error()
for right in (True, False, True, True):
    press(right)
expect.that(
    board.display in (LEFT, RIGHT),
    "4回《かい》目《め》の あとに、つぎの 矢《や》じるしが 出《で》ませんでした。",
    "After the fourth answer no arrow came.",
    "5回《かい》 こたえる まで 矢《や》じるしが 出《で》ると、できあがりです。",
    "It is done when arrows come until the fifth answer.",
)
press(False)
expect.that(
    board.display not in (LEFT, RIGHT),
    "5回《かい》 こたえても、まだ 矢《や》じるしが 出《で》て います。",
    "After the fifth answer there is still an arrow.",
    "5回《かい》 こたえると おわって、点《てん》が 出《で》ると、できあがりです。",
    "It is done when the game ends after five answers and shows the score.",
)
expect.that(
    board.display == THREE,
    "3回《かい》 あたったのに、さいごの 数《かず》は 3では ありません。",
    "Three answers were right, and the last number is not 3.",
    "おわりに「score」が 出《で》ると、できあがりです。",
    "It is done when 'score' is shown at the end.",
)
for button in ("button_a", "button_b", "button_a"):
    board.press(button, hold_ms=100)
    board.run(for_s=0.9)
    expect.no_error()
expect.that(
    board.display == THREE,
    "おわった あとに ボタンを おすと、ゲームが つづきました。",
    "After the end a button let the game go on.",
    "おわったら、おしても 点《てん》が 出《で》た ままだと、できあがりです。",
    "It is done when the score stays after the end, whatever is pressed.",
)
