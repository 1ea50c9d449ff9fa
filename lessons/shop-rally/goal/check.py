from check import HAPPY, board, expect


def hear(*messages):
    for message in messages:
        board.radio(message)
        board.run(for_s=2.5)
        expect.no_error()


def goals():
    """How many times the tune of the goal was heard: its last note is a high G."""
    return [value["frequency_hz"] for _, value in board.events("music", "tone")].count(784)


board.run(for_s=1)
expect.no_error()
hear("shop2", "shop2", "shop1")
expect.that(
    goals() == 0,
    "スタンプが 2この ときに、ゴールの きょくが 鳴《な》りました。",
    "The tune of the goal was played with 2 stamps.",
    "ちがう お店《みせ》の スタンプが 3こに なった とき 鳴《な》ると、できあがりです。",
    "It is done when it is played with the third stamp.",
)
hear("shop3")
board.run(for_s=1)
expect.that(
    goals() > 0,
    "スタンプが 3こに なっても、ゴールの きょくは 鳴《な》りませんでした。",
    "With 3 stamps the tune of the goal was not played.",
    "ちがう お店《みせ》の スタンプが 3こに なった とき 鳴《な》ると、できあがりです。",
    "It is done when it is played with the third stamp.",
)
expect.shows(HAPPY)
hear("shop1", "hello", "shop2")
expect.that(
    goals() == 1,
    "ゴールの きょくが なん回《かい》も 鳴《な》りました。",
    "The tune of the goal was played again and again.",
    "ゴールの きょくが 1回《かい》だけ 鳴《な》ると、できあがりです。",
    "It is done when it is played just once.",
)
expect.shows(HAPPY)
expect.running()
