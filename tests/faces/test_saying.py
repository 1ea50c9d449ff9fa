"""The program in words, asked for in the line mode and on the screen."""

import io
from types import SimpleNamespace
from typing import cast

import pytest
from kibako import strings
from kibako.errors import UsageError
from kibako.line.main import run as run_line
from kibako.workbench import commands, questions
from kibako.workbench.actions import action
from kibako.workbench.core import Workbench
from kibako.workbench.desk import Desk
from kibako.workbench.plotting import Plot
from kibako.workbench.view import View

from .helpers import Record, screen_of


def desk_with(code: str) -> Desk:
    """A desk with a program, as far as a question needs it."""
    return cast(Desk, SimpleNamespace(code=lambda: code))


LOOP = "for i in range(3):\n    print(i)\n"


def test_the_line_mode_says_all_lines_or_one_or_its_signs(workbench: Workbench) -> None:
    workbench.send(commands.OpenPack("first-light"))
    workbench.send(commands.EditCode(LOOP, 0))
    out = io.StringIO()
    typed = "よみあげ\nよみあげ　２\nsay 1 letters\nsay 9\nsay two\nおわる\n"
    run_line(workbench, io.StringIO(typed), out)
    said = out.getvalue().splitlines()
    assert said.count("1: くりかえし 3かい、へんすう i") == 1
    assert said.count("2: あき 4、printを よぶ、わたすもの i") == 2
    assert any(line.startswith("1: f、o、r、くうはく、i、") for line in said)
    assert any("9" in line and "1" in line for line in said)
    assert any("two" in line for line in said)


async def test_a_second_press_on_the_screen_spells(workbench: Workbench) -> None:
    workbench.send(commands.OpenPack("first-light"))
    async with screen_of(workbench) as screen:
        await screen.write(LOOP)
        screen.app.lesson.editor.move_cursor((1, 0))
        record = Record(workbench)
        await screen.press("ctrl+l", "ctrl+l", "ctrl+l")
        said = [e.value for e in record.events if (e.source, e.what) == ("code", "said")]
        assert [value["first"] for value in said if isinstance(value, dict)] == [2, 2, 2]
        assert said[0] == said[2] != said[1]
        assert "printを よぶ" in screen.app.lesson.output.text


def test_what_cannot_be_said_is_told() -> None:
    with pytest.raises(UsageError) as empty:
        questions.answer(commands.SayCode(), desk_with(" \n"), Plot())
    assert empty.value.code == "say_nothing"
    for argument in ("1 2", "x" * 50, "-1"):
        with pytest.raises(UsageError):
            action("say").command(View(), argument)
    long = "pass\n" * (questions.LINES_MAX + 5)
    _, _, value = questions.answer(commands.SayCode(), desk_with(long), Plot())
    assert isinstance(value, dict)
    assert value["more"] == 5


def test_another_language_hears_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strings, "language", lambda: "nl")
    assert questions.spoken_language() == "en"
