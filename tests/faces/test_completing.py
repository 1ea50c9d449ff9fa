"""What can stand next: jedi over the boards' stubs, in the frame of the editor, as lines."""

import threading
from pathlib import Path

import pytest
from kibako.tui.editor_help import EditorHelp, in_short
from kibako.workbench import completing
from kibako.workbench.commands import EditCode, OpenPack
from kibako.workbench.completing import Answer, Completer, Name, Question, look
from kibako.workbench.core import Workbench

from .helpers import screen_of
from .test_line import talk

ASK = Completer.ask
"""The real one: conftest takes it away from every test of a screen."""


@pytest.fixture(scope="module", autouse=True)
def _one_cache(tmp_path_factory: pytest.TempPathFactory):
    """Lay the stubs out once for this file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KIBAKO_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


def at_end(code: str, family: str = "microbit", lang: str = "ja", **more: bool) -> Question:
    lines = code.split("\n")
    return Question(code, len(lines), len(lines[-1]), family, lang, **more)


@pytest.mark.parametrize(
    ("code", "family", "wanted"),
    [
        ("from microbit import *\ndisplay.", "microbit", {"show", "scroll", "set_pixel"}),
        ("from microbit import *\nImage.HE", "microbit", {"HEART", "HEART_SMALL"}),
        ("import time\ntime.sleep_", "microbit", {"sleep_ms", "sleep_us"}),
        ("from machine import Pin\np = Pin(25, Pin.OUT)\np.to", "pico", {"toggle"}),
        ("from machine import ADC\na = ADC(26)\na.re", "pico", {"read_u16"}),
    ],
)
def test_the_names_are_those_of_the_board(code: str, family: str, wanted: set[str]) -> None:
    found = {name.text for name in look(at_end(code, family)).names}
    assert wanted <= found
    assert not any(name.startswith("_") for name in found)
    assert len(found) <= completing.NAMES_MAX


def test_a_call_is_told_with_its_next_parameter() -> None:
    answer = look(at_end("from microbit import *\ndisplay.scroll(1, "))
    assert answer.call == "scroll(text, delay=150, wait=True, loop=False, monospace=False)"
    assert answer.parameter == "delay"
    assert "▸delay=150" in in_short(answer, 80)
    assert len(in_short(answer, 20)) <= 20


def test_a_name_tells_about_itself_in_the_language_of_the_child() -> None:
    for lang, word in (("ja", "表示"), ("en", "isplay")):
        answer = look(at_end("from microbit import *\ndisplay.scro", lang=lang, with_about=True))
        assert answer.names[0].text == "scroll"
        assert word in answer.names[0].about
        assert answer.typed == 4


@pytest.mark.parametrize("code", ["", "(((", "'", "def", "\0\0", "x" * 50_000, "１.", "import "])
def test_nothing_known_is_no_error(code: str) -> None:
    look(at_end(code))


def test_only_the_newest_question_is_answered_and_a_fault_is_no_end() -> None:
    began, go_on, answered = threading.Event(), threading.Event(), threading.Event()
    asked: list[str] = []
    told: list[str] = []

    def slow(question: Question) -> Answer:
        asked.append(question.code)
        began.set()
        assert go_on.wait(30)
        if question.code == "first":
            raise RecursionError
        return Answer(question)

    def take(answer: Answer) -> None:
        told.append(answer.question.code)
        if answer.question.code == "last":
            answered.set()

    completer = Completer(take, slow)
    ASK(completer, at_end("first"))
    assert began.wait(30)
    for code in ("second", "third", "last"):
        ASK(completer, at_end(code))
    go_on.set()
    assert answered.wait(30)
    completer.close()
    assert asked == told == ["first", "last"]


def test_where_nothing_can_be_kept_the_stubs_lie_somewhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("KIBAKO_CACHE", str(tmp_path / "file"))
    folder = completing.stubs("pico", "en")
    assert (folder / "machine-stubs" / "__init__.pyi").is_file()
    assert completing.stubs("pico", "en") == folder


async def test_the_frame_of_the_editor_shows_what_can_come(workbench: Workbench) -> None:
    workbench.send(OpenPack("first-light"))
    async with screen_of(workbench) as screen:
        asked: list[Question] = []
        helping = EditorHelp(screen.app, lambda: screen.app.lesson.editor)
        helping._completer.ask = asked.append  # pyright: ignore[reportPrivateUsage]
        editor = screen.app.lesson.editor
        editor.load_text("display.s")
        editor.move_cursor(editor.document.end)
        helping.follow(workbench.view)
        helping.follow(workbench.view)
        assert [question.column for question in asked] == [9]
        names = (Name("show", "show(x)"), Name("scroll", "scroll(y)"))
        helping._show(Answer(asked[0], names, 1))  # pyright: ignore[reportPrivateUsage]
        assert "show  scroll  Ctrl+Space" in str(editor.border_subtitle)
        helping.open(workbench.view)
        helping._show(Answer(asked[1], names, 1))  # pyright: ignore[reportPrivateUsage]
        await screen.paint()
        assert "show(x)" in screen.text
        await screen.press("down")
        assert "scroll(y)" in screen.text
        await screen.press("enter")
        assert editor.text == "display.scroll"
        await screen.press("ctrl+z")
        assert editor.text == "display.s"


async def test_a_late_answer_is_for_nobody(workbench: Workbench) -> None:
    workbench.send(OpenPack("first-light"))
    async with screen_of(workbench) as screen:
        editor = screen.app.lesson.editor
        helping = EditorHelp(screen.app, lambda: editor)
        await screen.write("other")
        helping._show(Answer(at_end("display."), (Name("show", ""),)))  # pyright: ignore[reportPrivateUsage]
        assert not editor.border_subtitle


async def test_a_mistake_stands_beside_its_line_until_the_line_changes(
    workbench: Workbench,
) -> None:
    workbench.send(OpenPack("first-light"))
    async with screen_of(workbench, 120, 40) as screen:
        await screen.write("from microbit import *\nx = 1\ndisplay.shwo(1)\n")
        await screen.press("f5")
        await screen.settle()
        marked = next(line for line in screen.text.splitlines() if "display.shwo(1)" in line)
        assert "◀ 「display」に" in marked
        await screen.press("x")
        assert "◀" not in screen.text


def test_the_line_mode_says_names_and_calls(workbench: Workbench) -> None:
    workbench.send(OpenPack("first-light"))
    workbench.send(EditCode("from microbit import *\n"))
    said = talk(workbench, "complete display.sc", "complete display.scroll(", "complete", "quit")
    assert any(line.endswith(": scroll") for line in said)
    assert any("scroll(text, delay=150" in line for line in said)
    assert any("display." in line and "しっている" in line for line in said)
