"""The second interpreter hears all of a program, and the board does exactly what it does alone."""

import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from kibako.errors import UsageError
from kibako.events import PREPARING, Event
from kibako.lessons.catalogue import read_catalogue
from kibako.lessons.manifest import family_of
from kibako.lessons.pack import Pack, Step
from kibako.lessons.rigs import circuit_of
from kibako.virtual.board import VirtualBoard
from kibako.virtual.echo import Echo
from kibako.workbench.talkpoints import FIRST, Talkpoint, checked, copy_with

WAIT_S = 60.0
LOST = (-1, "lost")
PRESSES = ((500, "button_a"), (1200, "button_b"), (1800, "button_a"), (2500, "button_b"))

SOLUTIONS = [
    (pack, step, board)
    for pack in read_catalogue().packs
    for step in pack.steps[-1:]
    for board in ("microbit", "pico")
    if family_of(board) in pack.families
]


@dataclass
class Ran:
    """What came of a run."""

    events: list[Event]
    told: list[tuple[int, str]]

    def take(self, event: Event) -> None:
        """Take an event; that a board gets ready for the first time is told once a computer."""
        if (event.source, event.what) != PREPARING:
            self.events.append(event)


def all_lines(code: str) -> list[Talkpoint]:
    """A talkpoint on each line that can have one."""
    found: list[Talkpoint] = []
    for number in range(1, len(code.split("\n")) + 1):
        with suppress(UsageError):
            found.append(checked(number, "", code))
    return found


def run(
    code: str,
    points: list[Talkpoint],
    board: str,
    *,
    for_ms: int = 3000,
    circuit: object = None,
    typed: bytes = b"",
    flash: dict[str, str] | None = None,
    wait_s: float = WAIT_S,
) -> Ran:
    """Run a program in fast pace, with talkpoints or without."""
    ran = Ran([], [])
    with tempfile.TemporaryDirectory() as folder:
        flash_dir = Path(folder) / "flash"
        flash_dir.mkdir()
        for name, text in (flash or {}).items():
            (flash_dir / name).write_text(text, encoding="utf-8")
        machine = VirtualBoard(
            board,
            flash_dir=flash_dir,
            pace="fast",
            on_event=ran.take,
            run_boot=False,
            circuit=circuit,  # pyright: ignore[reportArgumentType]
        )
        machine.start()
        machine.feed(b"\x01")
        assert machine.wait_idle(WAIT_S)
        start_ms = machine.clock.now_ms()
        machine.clock.hold_at(start_ms + for_ms)
        if board.startswith("microbit"):
            for at_ms, name in PRESSES:
                machine.world.at(start_ms + at_ms, lambda name=name: machine.world.press(name))
                machine.world.at(
                    start_ms + at_ms + 90, lambda name=name: machine.world.release(name)
                )
        echo = None
        copy = copy_with(code, points)
        if copy is not None:
            echo = Echo(
                machine,
                code.encode(),
                FIRST.encode(),
                copy.encode(),
                lambda t_ms, told: ran.told.append((t_ms, told)),
                lambda: ran.told.append(LOST),
            )
            echo.start()
        machine.feed(code.encode() + b"\x04" + typed)
        assert machine.wait_held(WAIT_S) is not None
        if echo is not None:
            echo.close(wait_s)
        machine.close()
    return ran


@pytest.mark.parametrize(
    ("pack", "step", "board"),
    SOLUTIONS,
    ids=[f"{pack.id}-{step.id}-{board}" for pack, step, board in SOLUTIONS],
)
def test_a_board_does_the_same_at_the_same_time_with_talkpoints_on_every_line(
    pack: Pack, step: Step, board: str
) -> None:
    code = step.solution_for(pack.board_for(board))
    circuit = circuit_of(pack, board)
    alone = run(code, [], board, circuit=circuit)
    points = all_lines(code)
    assert len(points) > 5
    heard = run(code, points, board, circuit=circuit)
    assert heard.events == alone.events
    assert LOST not in heard.told
    assert len({told.split(" ")[0] for _, told in heard.told}) > len(points) / 3


INTERRUPTS = """\
from machine import Pin, Timer
ticks = 0
level = 0
def tick(timer):
    global ticks
    ticks = ticks + 1
def edge(pin):
    global level
    level = level + 1
Timer(period=70, mode=Timer.PERIODIC, callback=tick)
pin = Pin(2, Pin.OUT)
Pin(3, Pin.IN).irq(edge)
import time
for i in range(20):
    time.sleep_ms(50)
    seen = ticks
    print(seen)
"""
TASKS = """\
import asyncio, time
async def blink(name, ms):
    for i in range(3):
        await asyncio.sleep_ms(ms)
        now = time.ticks_ms() // 10
        print(name, i, now)
async def main():
    await asyncio.gather(blink('a', 100), blink('b', 70))
asyncio.run(main())
"""
ASKING = """\
import sys
name = input('who? ')
print('hello', name)
letter = sys.stdin.read(1)
import own
found = open('data.txt').read()
import random
dice = random.randint(1, 6)
print(letter, own.number, found, dice)
"""
SPINNING = """\
from microbit import *
import time
turns = 0
began = running_time()
while running_time() - began < 300:
    turns = turns + 1
    if button_a.get_presses():
        turns = 0
total = 0
for i in range(2000):
    total = total + i
done = total
display.show(done % 10)
"""


@pytest.mark.parametrize(
    ("code", "board", "line", "last"),
    [
        (INTERRUPTS, "pico", 16, "14"),
        (TASKS, "pico", 5, None),
        (ASKING, "pico", 7, "'hello'"),
        (SPINNING, "microbit", 12, "1999000"),
    ],
    ids=["interrupts", "tasks", "asking", "spinning"],
)
def test_all_that_comes_from_outside_reaches_the_copy(
    code: str, board: str, line: int, last: str | None
) -> None:
    names = {16: "seen", 5: "now", 7: "found", 12: "done"}
    given = {"typed": b"neko\rz", "flash": {"own.py": "number = 3\n", "data.txt": "hello"}}
    given = given if code is ASKING else {}
    alone = run(code, [], board, **given)  # pyright: ignore[reportArgumentType]
    heard = run(code, [Talkpoint(line, names[line])], board, **given)  # pyright: ignore
    assert heard.events == alone.events
    assert LOST not in heard.told
    assert heard.told
    if last is not None:
        assert heard.told[-1][1].split("=", 1)[1] == last.strip("'")


def test_a_copy_that_goes_another_way_is_given_up_and_the_board_goes_on() -> None:
    code = (
        "import gc\nfor i in range(5):\n    free = gc.mem_free()\n    print(free)\nprint('end')\n"
    )
    alone = run(code, [], "microbit")
    heard = run(code, [Talkpoint(3, "free")], "microbit")
    assert heard.events == alone.events
    assert heard.told.count(LOST) == 1
    assert heard.told[-1] == LOST


def test_what_a_talkpoint_cannot_know_does_not_end_the_copy() -> None:
    code = "for i in range(3):\n    x = i\n    print(x)\ny = 1\nprint(y)\n"
    heard = run(code, [Talkpoint(2, "y"), Talkpoint(4, "x / 0"), Talkpoint(5, "y")], "pico")
    assert [told for _, told in heard.told] == [
        *["0 !NameError"] * 3,
        "1 !ZeroDivisionError",
        "2 =1",
    ]


def test_a_board_that_is_stopped_ends_its_copy() -> None:
    run(
        "x = 0\nwhile True:\n    x = x + 1\n",
        [Talkpoint(3, "x")],
        "microbit",
        for_ms=50,
        wait_s=0.0,
    )
    assert not [each for each in threading.enumerate() if each.name == "board microbit-v2"]
