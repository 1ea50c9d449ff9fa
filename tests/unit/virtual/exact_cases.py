"""Programs that mostly compute, with something that happens in their midst (without pytest)."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kibako.events import PREPARING
from kibako.virtual.board import VirtualBoard

from .boards import talk


@dataclass(frozen=True)
class Case:
    """A program that mostly computes, and what happens around it."""

    profile: str
    code: str
    plan: Callable[[VirtualBoard], None] = lambda board: None


def presses(*times_ms: int) -> Callable[[VirtualBoard], None]:
    """Plan presses of 40 ms of the button on GP14."""

    def plan(board: VirtualBoard) -> None:
        world = board.world
        for t_ms in times_ms:
            world.at(t_ms, lambda: world.press("GP14"))
            world.at(t_ms + 40, lambda: world.release("GP14"))

    return plan


def ctrl_c(*times_ms: int) -> Callable[[VirtualBoard], None]:
    """Plan Ctrl-C."""

    def plan(board: VirtualBoard) -> None:
        for t_ms in times_ms:
            board.world.at(t_ms, board.interrupt)

    return plan


WATCH = (
    "import time\nfrom machine import Pin\nn = []\n"
    "Pin(14, Pin.IN, Pin.PULL_UP).irq(lambda p: n.append(time.ticks_us()), Pin.IRQ_FALLING)\n"
)
CASES = {
    "interrupts of a pin": Case(
        "pico",
        WATCH + "s = 0\nwhile len(n) < 3: s += 1\nprint(n, s)\n",
        presses(500, 777, 1500),
    ),
    "work that changes": Case(
        "pico",
        WATCH + "s = k = 0\nwhile len(n) < 5:\n k += 1\n if k % 50 == 0: sorted(range(400))\n"
        " elif k % 7 == 0: s += len(str(k)) + sum(range(40))\nprint(n, s, k)\n",
        presses(400, 500, 600, 700, 800),
    ),
    "the program's own module": Case(
        "pico",
        "open('own.py', 'w').write('def spin(n):\\n while len(n) < 2: pass\\n')\nimport own\n"
        + WATCH
        + "own.spin(n)\nprint(n)\n",
        presses(500, 900),
    ),
    "repeated calls": Case(
        "microbit",
        "from microbit import *\nn = []\ns = 0\n"
        "run_every(lambda: n.append((running_time(), s)), ms=20)\n"
        "while len(n) < 25:\n s += len(str(s))\n"
        "display.scroll('ab', wait=False)\nwhile len(n) < 50: s += 1\nprint(n)\n",
    ),
    "Ctrl-C that is caught": Case(
        "pico",
        "s = 0\nfor k in range(2):\n try:\n  while True: s += 1\n"
        " except KeyboardInterrupt: print('caught', s)\n",
        ctrl_c(300, 1200),
    ),
    "Ctrl-C that is swallowed twice": Case(
        "pico",
        "s = 0\nwhile True:\n try:\n  while True: s += 1\n"
        " except KeyboardInterrupt: print('no', s)\n",
        ctrl_c(300, 700),
    ),
    "the reset button": Case(
        "pico",
        "s = 0\nwhile True:\n s += 1\n if s % 1000 == 0: print(s)\n",
        lambda board: board.world.at(450, board.reset),
    ),
}


def told(folder: Path, case: Case, *, hold_each_ms: int | None = None) -> list[object]:
    """Run a case on a new board and return everything that it told, and its clock at the end."""
    with talk(folder, case.profile, pace="fast", seed=3) as board:
        case.plan(board.board)
        board.begin(case.code)
        if hold_each_ms is not None:
            t_ms = 0
            while board.board.wait_held(20) != "idle":
                t_ms += hold_each_ms
                board.board.clock.hold_at(t_ms)
        board.board.wait_idle(20)
        # Told once on a computer, when the interpreter is compiled: no matter of the board.
        events = [event.to_json() for event in board.events if event.what != PREPARING[1]]
        return [*events, board.board.clock.now_us()]
