"""The same lesson through the screen, the line mode and the workbench itself: the same events."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from kibako import strings
from kibako.line.main import run as run_line
from kibako.workbench import commands
from kibako.workbench.core import Workbench

from .helpers import HEART, WAIT_S, Record, Wait, screen_of

WRONG = "from microbit import *\n\ndisplay.show(Image.SAD)\n"
MISTAKE = "from microbit import *\n\nprint('a')\ndisplay.shout(1)\n"
ASK = 'name = input("なまえは？ ")\nprint("こんにちは", name)\n'
FOREVER = 'print("go")\nwhile True:\n    pass\n'
BLINK = """from microbit import *

while True:
    display.show(Image.HEART)
    sleep(500)
    display.clear()
    sleep(500)
"""
BUTTON = """from microbit import *

print("ready")
while not button_a.was_pressed():
    sleep(10)
display.show(Image.HAPPY)
sleep(1000)
"""


def idle(bench: Workbench) -> None:
    assert bench.wait_idle(WAIT_S)


def by_commands(bench: Workbench) -> None:
    """The lesson as commands: what the two faces below must come to."""
    bench.send(commands.OpenPack("first-light"))
    bench.send(commands.EditCode(WRONG, 0))
    bench.send(commands.Check())
    idle(bench)
    bench.send(commands.EditCode(MISTAKE, 0))
    bench.send(commands.Run())
    idle(bench)
    bench.send(commands.NextStep())  # not yet: an error is told
    bench.send(commands.ResetCode())
    bench.send(commands.EditCode(HEART, 0))
    bench.send(commands.Run())
    idle(bench)
    bench.send(commands.Check())
    idle(bench)
    bench.send(commands.NextStep())
    asked = Wait(bench, "program", "print", "なまえは？ ")
    bench.send(commands.EditCode(ASK, 1))
    bench.send(commands.Run())
    asked.now()
    bench.send(commands.SendInput("はる"))
    idle(bench)
    ready = Wait(bench, "program", "print", "ready\n")
    bench.send(commands.EditCode(BUTTON, 1))
    bench.send(commands.Run())
    ready.now()
    bench.send(commands.PressButton("button_a"))
    idle(bench)
    started = Wait(bench, "program", "print", "go\n")
    bench.send(commands.EditCode(FOREVER, 1))
    bench.send(commands.Run())
    started.now()
    bench.send(commands.Stop())
    idle(bench)
    bench.send(commands.EditCode(BLINK, 1))
    bench.send(commands.Check())
    idle(bench)
    bench.send(commands.PreviousStep())
    bench.send(commands.OpenStep(2))
    bench.send(commands.SetReading("kana"))
    bench.send(commands.SetLanguage("en"))
    bench.send(commands.ClosePack())


async def by_screen(bench: Workbench) -> None:
    """The lesson by keys on the screen."""
    async with screen_of(bench) as screen:
        await screen.press("enter")
        await screen.write(WRONG)
        await screen.press("f7")
        await screen.settle()
        await screen.write(MISTAKE)
        await screen.press("f5")
        await screen.settle()
        await screen.press("f8")
        await screen.press("alt+r")
        await screen.press("tab", "enter")
        await screen.write(HEART)
        await screen.press("f5")
        await screen.settle()
        await screen.press("f7")
        await screen.settle()
        await screen.press("f8")
        asked = Wait(bench, "program", "print", "なまえは？ ")
        await screen.write(ASK)
        await screen.press("f5")
        await screen.wait(asked)
        await screen.press("は", "る", "enter")
        await screen.settle()
        ready = Wait(bench, "program", "print", "ready\n")
        await screen.write(BUTTON)
        await screen.press("f5")
        await screen.wait(ready)
        await screen.press("f9")
        await screen.settle()
        started = Wait(bench, "program", "print", "go\n")
        await screen.write(FOREVER)
        await screen.press("f5")
        await screen.wait(started)
        await screen.press("f6")
        await screen.settle()
        await screen.write(BLINK)
        await screen.press("f7")
        await screen.settle()
        await screen.press("f4")
        await screen.press("alt+s")
        await screen.press("3", "enter")
        await screen.press("f2")
        await screen.press("f3")
        await screen.press("escape")
        await screen.press("ctrl+q")


class Typed(io.StringIO):
    """A terminal at which somebody types: each line comes when the one before has been done."""

    def __init__(self, lines: Iterator[str]) -> None:
        super().__init__()
        self._lines = lines

    def isatty(self) -> bool:
        return True

    def readline(self, size: int | None = -1, /) -> str:
        line = next(self._lines, None)
        return "" if line is None else f"{line}\n"


def by_lines(bench: Workbench, folder: Path) -> str:
    """The lesson typed in the line mode; returns what was said."""
    files = {"wrong": WRONG, "mistake": MISTAKE, "heart": HEART, "ask": ASK}
    files |= {"button": BUTTON, "forever": FOREVER, "blink": BLINK}
    for name, code in files.items():
        (folder / f"{name}.py").write_text(code, encoding="utf-8")

    def script() -> Iterator[str]:
        yield ""
        yield f"ファイル {folder / 'wrong.py'}"
        yield "たしかめる"
        yield f"load {folder / 'mistake.py'}"
        yield "run"
        idle(bench)
        yield "つぎ"
        yield "はじめから"
        yield "1"
        yield f"load {folder / 'heart.py'}"
        yield "うごかす"
        idle(bench)
        yield "check"
        yield "next"
        yield f"load {folder / 'ask.py'}"
        asked = Wait(bench, "program", "print", "なまえは？ ")
        yield "じっこう"
        asked.now()
        yield "はる"
        idle(bench)
        yield f"load {folder / 'button.py'}"
        ready = Wait(bench, "program", "print", "ready\n")
        yield "run"
        ready.now()
        yield "ａ"
        idle(bench)
        yield f"load {folder / 'forever.py'}"
        started = Wait(bench, "program", "print", "go\n")
        yield "run"
        started.now()
        yield "とめる"
        idle(bench)
        yield f"load {folder / 'blink.py'}"
        yield "たしかめる"
        yield "まえ"
        yield "ステップ"
        yield "３"
        yield "よみかた"
        yield "ことば en"
        yield "close"
        yield "quit"

    out = io.StringIO()
    assert run_line(bench, Typed(script()), out) == 0
    return out.getvalue()


@pytest.fixture
def expected(tmp_path: Path) -> list[tuple[str, str, object]]:
    """The events of the lesson done by commands."""
    bench = Workbench(board="virtual:microbit/direct", work_dir=tmp_path / "direct")
    record = Record(bench)
    try:
        by_commands(bench)
    finally:
        bench.close()
        strings.set_language("ja")
    return record.without_time()


def test_the_lesson_has_in_it_what_it_should(expected: list[tuple[str, str, object]]) -> None:
    kinds = [(source, what) for source, what, _ in expected]
    for kind in (
        ("check", "failed"),
        ("program", "error"),
        ("error", "raised"),
        ("lesson", "reset"),
        ("check", "passed"),
        ("program", "input"),
        ("button_a", "pressed"),
        ("button_a", "released"),
        ("display", "frame"),
        ("settings", "reading"),
        ("lesson", "closed"),
    ):
        assert kind in kinds, kind
    ends = [value for source, what, value in expected if (source, what) == ("program", "end")]
    assert ends == ["error", "done", "done", "done", "stopped"]


async def test_the_screen_comes_to_the_same(
    workbench: Workbench, record: Record, expected: list[tuple[str, str, object]]
) -> None:
    await by_screen(workbench)
    assert record.without_time() == expected


def test_the_line_mode_comes_to_the_same(
    workbench: Workbench,
    record: Record,
    expected: list[tuple[str, str, object]],
    tmp_path: Path,
) -> None:
    said = by_lines(workbench, tmp_path)
    assert record.without_time() == expected
    assert "ひょうじ: にこにこ" in said
