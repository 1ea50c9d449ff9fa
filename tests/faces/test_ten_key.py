"""The line mode by digits alone: a first program, every word by a number, lines and numbers."""

import io

import pytest
from kibako import strings
from kibako.line import words
from kibako.line.main import run as run_line
from kibako.line.outline import enclosing, outline
from kibako.workbench.core import Workbench
from kibako.workbench.ready_lines import numbers, ready_lines, with_number

from .helpers import Record

FIRST_PROGRAM = ("1", "2", "", "", "3")
"""The first pack; choose a line: the first one; no more; run."""
KEYS_MAX = 25


def talk(bench: Workbench, *lines: str) -> list[str]:
    """What is said when these lines come from a pipe."""
    out = io.StringIO()
    assert run_line(bench, io.StringIO("".join(f"{line}\n" for line in lines)), out) == 0
    return out.getvalue().splitlines()


@pytest.mark.parametrize("lang", strings.LANGUAGES)
def test_a_first_program_takes_few_keys(workbench: Workbench, record: Record, lang: str) -> None:
    strings.set_language(lang)
    assert all(set(line) <= set("0123456789") for line in FIRST_PROGRAM)
    assert sum(len(line) + 1 for line in FIRST_PROGRAM) <= KEYS_MAX
    said = talk(workbench, *FIRST_PROGRAM)
    assert workbench.view.code == "from microbit import *\n\ndisplay.show(Image.HEART)\n"
    assert ("program", "end", "done") in record.without_time()
    assert any("ハート" in line or "heart" in line for line in said)


def test_a_whole_step_by_digits_with_the_line_in_its_place(workbench: Workbench) -> None:
    number = next(n for n, pack in enumerate(workbench.view.packs, 1) if pack.id == "ten-key")
    # the line that begins with PITCH: 34; another in its place; the first; no more; check; next
    said = talk(workbench, str(number), "8", "34", "2", "1", "0", "4", "5")
    assert any(line.startswith("できました") for line in said), said
    assert workbench.view.step == 1


def test_a_number_in_a_line_and_its_indentation_by_digits(workbench: Workbench) -> None:
    edits = ["8", "2", "3", "2", "750", "8", "1", "5", "8", "1", "6", "8", "1", "7"]
    said = talk(workbench, "1", "かえる 1 a", "かえる 2 tone(440, 500)", *edits)
    assert "2: tone(440, 750)" in said
    assert "1: (じさげ 1) a" in said
    assert workbench.view.code == "tone(440, 750)\n"


def test_every_word_has_a_number_that_does_it(workbench: Workbench) -> None:
    view = workbench.view
    said = talk(workbench, "0", str(len(view.packs)), "0", "0")
    first = next(line for line in said if ": ひらく" in line)
    assert first.startswith(f"{len(view.packs) + 1}: ")
    menu = words.menu(workbench.view)
    for number, word in enumerate(menu, start=1):
        assert any(line.startswith(f"{number}: {words.first_word(word)}, ") for line in said)
    assert [word.id for word in menu[:9]] == list(words.FIRST)


@pytest.mark.parametrize(
    ("word", "answers", "heard"),
    [
        ("press", ["1"], "うごいて いません"),
        ("reading", ["3"], "よみかた: ふつう"),
        ("language", ["2"], "Language: English"),
        ("set", ["0"], "そのままに します。"),
        ("delete", ["2"], "1ぎょう あります。"),
        ("replace", ["1", "x", "."], "1: x"),
        ("load", ["/nowhere"], "「/nowhere」は よめません"),
        ("press", ["99"], "「99」は えらべません。"),
        ("edit", ["1", ""], "そのままに します。"),
        ("hint", [], "みだし: ヒント 1"),
        ("outline", [], "なかに はいる ぎょうは ありません。"),
    ],
)
def test_what_is_missing_is_chosen_by_numbers(
    workbench: Workbench, word: str, answers: list[str], heard: str
) -> None:
    from kibako.workbench.commands import OpenPack

    workbench.send(OpenPack("first-light"))
    number = [each.id for each in words.menu(workbench.view)].index(word) + 1
    said = talk(workbench, str(number), *answers, "みる")
    assert any(heard in line for line in said), said


def test_digits_stop_a_program_that_asks_nothing(workbench: Workbench, record: Record) -> None:
    class Typed(io.StringIO):
        def isatty(self) -> bool:
            return True

    lines = ["1", "かえる 2 while True: sleep(20)", "3", "", "0", ""]
    out = io.StringIO()
    assert run_line(workbench, Typed("".join(f"{line}\n" for line in lines)), out) == 0
    assert "プログラムが うごいています。「0」で とめます。" in out.getvalue()
    assert ("program", "end", "stopped") in record.without_time()
    assert not any(what == "input" for _, what, _ in record.without_time())


def test_again_says_the_last_answer(workbench: Workbench) -> None:
    said = talk(workbench, "1", "いま", "もういちど", "9", "おわる")
    assert said.count("この ステップは まだです。") == 3


NESTED = "a = 1\nfor i in range(3):\n    if i:\n        b()\n\n    c()\nd()\n".splitlines()


def test_the_outline_and_what_is_around_a_line() -> None:
    assert outline(NESTED) == [(2, 3), (3, 1)]
    assert enclosing(NESTED, 4) == [3, 2]
    assert enclosing(NESTED, 7) == []


def test_a_line_is_read_with_what_is_around_it(workbench: Workbench) -> None:
    said = talk(workbench, "1", "かえる 1", *NESTED, ".", "よむ 4", "あらまし")
    at = said.index("4: (じさげ 2) b()")
    assert said[at + 1 : at + 3] == [
        "3ぎょうめの なか: if i:",
        "2ぎょうめの なか: for i in range(3):",
    ]
    assert "3: (じさげ 1) if i: なかに 1ぎょう" in said
    assert "じさげ 1" in said
    assert "じさげ なし" in said


def test_ready_lines_are_those_that_the_lesson_shows() -> None:
    piece = "```python\n    a(1)\n\nb()\n    a(1)\n```\n"
    text = f"Do this:\n\n{piece}\nor this:\n\n```python\nb()\nc(___)\n```\n\n{piece}"
    assert ready_lines(text) == ("    a(1)", "b()", "    a(1)", "b()")
    assert numbers("x2 = f(10, 2.5) + a1") == ("10", "2.5")
    assert with_number("f(10, 2.5)", 1, "3") == "f(10, 3)"
