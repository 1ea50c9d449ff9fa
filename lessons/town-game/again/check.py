from check import board, expect

LEFT = "00900:09000:99999:09000:00900"
RIGHT = "00900:00090:99999:00090:00900"
FOUR = "00990:09090:90090:99999:00090"


def press(right):
    """Press the button that fits the arrow, or the other one."""
    left = board.display == LEFT
    board.press("button_a" if left == right else "button_b", hold_ms=100)
    board.run(for_s=0.9)
    expect.no_error()


board.run(for_s=1)
expect.no_error()
for right in (True, False, True, False, True):
    press(right)
expect.that(
    board.display not in (LEFT, RIGHT),
    "5回《かい》 こたえても、おわりませんでした。",
    "After five answers the first game was not over.",
    "5回《かい》で おわって、点《てん》が 出《で》ると、できあがりです。",
    "It is done when the game ends after five answers.",
)
board.press("button_b", hold_ms=100)
board.run(for_s=1)
expect.no_error()
expect.that(
    board.display not in (LEFT, RIGHT),
    "おわった あと、ボタンBで ゲームが はじまりました。",
    "After the end button B began a new game.",
    "ボタンAの ときだけ はじまると、できあがりです。",
    "It is done when only button A begins a new game.",
)
board.press("button_a", hold_ms=100)
board.run(for_s=1)
expect.no_error()
expect.that(
    board.display in (LEFT, RIGHT),
    "おわった あとに ボタンAを おしても、矢《や》じるしが 出《で》ませんでした。",
    "After the end button A brought no arrow.",
    "ボタンAで あたらしい ゲームが はじまると、できあがりです。",
    "It is done when button A begins a new game.",
)
for right in (True, True, False, True, True):
    press(right)
expect.that(
    board.display not in (LEFT, RIGHT),
    "2つ目《め》の ゲームは、5回《かい》 こたえても おわりませんでした。",
    "The second game was not over after five answers.",
    "2つ目《め》の ゲームも 5回《かい》で おわると、できあがりです。",
    "It is done when the second game ends after five answers too.",
)
expect.that(
    board.display == FOUR,
    "2つ目《め》の ゲームで 4回《かい》 あたったのに、点《てん》は 4では ありません。",
    "In the second game four answers were right, and the score is not 4.",
    "2つ目《め》の ゲームも 0点《てん》から はじまると、できあがりです。",
    "It is done when the second game begins at 0 too.",
)
