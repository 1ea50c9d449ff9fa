"""The ladder of hints: what is seen in the program, three hints of the pack, the solution."""

from kibako.lessons.catalogue import read_catalogue
from kibako.workbench.commands import EditCode, Hint, OpenPack, SetLanguage

PACK = "house-guard"
STEP = read_catalogue().pack(PACK).steps[0]


def hints(bench, *commands):
    """The hint events that come of commands; an error is told by its code."""
    return [
        value["rung"] if what == "hint" else value["code"]
        for source, what, value in bench.do(*commands)
        if (source, what) in (("lesson", "hint"), ("error", "raised"))
    ]


def test_the_ladder_ends_with_the_solution_and_asks_before_it(bench):
    bench.do(OpenPack(PACK), EditCode(STEP.solution))
    assert hints(bench, Hint(), Hint(), Hint()) == ["1", "2", "3"]
    assert bench.view.hint.startswith("# Hint 3\n\n")
    assert bench.view.solution_next
    assert hints(bench, Hint()) == ["hint_sure"]
    assert "Hint 3" in bench.view.hint, "nothing is shown without a yes"
    assert hints(bench, Hint(sure=True)) == ["solution"]
    assert STEP.solution.strip() in bench.view.hint
    assert not bench.view.solution_next
    assert hints(bench, Hint()) == ["solution"], "what was seen may be seen again"


def test_what_the_program_lacks_comes_first_and_once(bench):
    bench.do(OpenPack(PACK), EditCode("from microbit import *\ndisplay.clear\n"))
    assert hints(bench, Hint()) == ["program"]
    assert "“display.clear” in line 2 has no ( )" in bench.view.hint
    bench.do(EditCode("while True\n    pass\n"))
    assert hints(bench, Hint()) == ["program"]
    assert "A “:” is missing" in bench.view.hint
    assert hints(bench, Hint()) == ["1"]
    bench.do(EditCode("x = 1\n"))
    assert hints(bench, Hint()) == ["program"]
    assert "There is no loop in your program yet." in bench.view.hint


def test_a_hint_is_of_its_step_and_language(bench):
    assert hints(bench, Hint()) == ["no_pack_open"]
    bench.do(OpenPack(PACK), EditCode(STEP.solution), SetLanguage("ja"))
    assert hints(bench, Hint()) == ["1"]
    assert bench.view.hint.startswith("# ヒント 1\n")
    bench.do(OpenPack("first-light"))
    assert bench.view.hint == ""
    bench.do(SetLanguage("en"))
