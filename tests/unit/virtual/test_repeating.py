"""In fast pace a program, a seed and what happens around it give the same events again."""

from itertools import pairwise
from pathlib import Path

import pytest
from kibako.virtual.world import World

from .boards import talk

PROGRAMS = {
    "background": (
        "microbit",
        "from microbit import *\ndisplay.scroll('Hi', wait=False, delay=50)\n"
        "while running_time() < 900: pass\n",
    ),
    "chance, errors and collections": (
        "microbit",
        "from microbit import *\nimport random, gc\nl = []\n"
        "for i in range(200):\n l.append(str(random.random()))\n if i % 50 == 0: gc.collect()\n"
        " display.set_pixel(random.randint(0, 4), 2, random.randint(0, 9))\n"
        " try:\n  if random.randint(0, 3) == 0: 1 / 0\n"
        " except ZeroDivisionError as e: print(e, running_time())\n sleep(random.randint(0, 20))\n",
    ),
    "interrupts": (
        "pico",
        "import time\nfrom machine import Pin\nl = []\n"
        "Pin(14, Pin.IN, Pin.PULL_UP).irq(lambda p: l.append(time.ticks_us()), Pin.IRQ_FALLING)\n"
        "while time.ticks_ms() < 3000: pass\nprint(l, time.ticks_us())\n",
    ),
    "memory": (
        "pico",
        "import os, gc, time, random\nprint(os.urandom(8), random.random())\n"
        "x = [object() for i in range(3000)]\nprint(id(x[7]), gc.mem_free(), time.ticks_us())\n",
    ),
    "tasks": (
        "pico",
        "import asyncio, random, time\nasync def w(n):\n for i in range(5):\n"
        "  await asyncio.sleep_ms(random.randint(1, 50))\n  print(n, time.ticks_us())\n"
        "asyncio.run(asyncio.gather(*[w(i) for i in range(4)]))\n",
    ),
    "memory runs out": ("pico", "l = []\nwhile True: l.append(str(l)[:50])\n"),
}


def plan(world: World) -> None:
    for t_ms in (1000, 2000):
        world.at(t_ms, lambda: world.press("GP14"))
        world.at(t_ms + 100, lambda: world.release("GP14"))


@pytest.mark.parametrize(("profile", "code"), PROGRAMS.values(), ids=PROGRAMS.keys())
def test_twice_is_the_same(tmp_path: Path, profile: str, code: str) -> None:
    runs: list[object] = []
    for number in range(2):
        with talk(tmp_path / str(number), profile, pace="fast", seed=7) as board:
            if profile == "pico":
                plan(board.board.world)
            said = board.run(code)
            runs.append((said, list(board.events), board.board.clock.now_us()))
    assert runs[0] == runs[1]


def test_a_loop_that_asks_the_time_meets_what_is_due_at_its_moment(tmp_path: Path) -> None:
    with talk(tmp_path, "microbit", pace="fast") as board:
        out, error = board.run(
            "from microbit import *\nn = []\nrun_every(lambda: n.append(running_time()), ms=100)\n"
            "while running_time() < 1050: pass\nprint(n)\n"
        )
    assert error == ""
    times = [int(word) for word in out.strip("[]\n").split(", ")]
    assert len(times) >= 10
    assert {later - sooner for sooner, later in pairwise(times)} == {100}
