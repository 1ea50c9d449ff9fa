"""Programs run on real virtual boards, at full pace; tests look at output and events."""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from kibako.circuits.circuit import read_circuit
from kibako.events import Event, JsonValue
from kibako.virtual.board import VirtualBoard
from kibako.virtual.world import World
from kibako.virtual.world_view import WorldView

LIMIT_S = 60.0


@dataclass
class Run:
    """What a program said and did."""

    output: str
    error: str
    events: list[Event]
    end_ms: int
    view: WorldView
    lines: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.lines = self.output.splitlines()

    def of(self, source: str, what: str | None = None) -> list[tuple[int, JsonValue]]:
        """Time and value of all events of a source."""
        return [
            (event.t_ms, event.value)
            for event in self.events
            if event.source == source and what in (None, event.what)
        ]

    def frames(self) -> list[tuple[int, JsonValue]]:
        """Pictures of the display, their times counted from the first, rounded to 5 ms.

        The display follows a tick of a millisecond: where in it the program begins to show
        something depends on each instruction before.
        """
        shown = self.of("display", "frame")
        return [(round((t_ms - shown[0][0]) / 5) * 5, value) for t_ms, value in shown]


Runner = Callable[..., Run]


@pytest.fixture
def run(tmp_path: Path) -> Runner:
    """Run a program: ``run("pico", code, prepare)``, where ``prepare`` gets the world."""

    def run_program(
        profile: str,
        code: str,
        prepare: Callable[[World], None] | None = None,
        *,
        seed: int = 0,
        fails: bool = False,
        circuit: str | None = None,
    ) -> Run:
        events: list[Event] = []
        with VirtualBoard(
            profile,
            flash_dir=tmp_path / "flash",
            pace="fast",
            seed=seed,
            on_event=events.append,
            circuit=None if circuit is None else read_circuit(circuit),
        ) as board:
            if prepare is not None:
                prepare(board.world)
            board.feed(b"\x01")
            greeting = b""
            while not greeting.endswith(b"exit\r\n>"):
                greeting += board.read(65536, LIMIT_S)
            board.feed(textwrap.dedent(code).encode() + b"\x04")
            assert board.wait_idle(LIMIT_S)
            said = board.drain().removeprefix(b"OK")
            view = board.world.snapshot()
            end_ms = board.clock.now_ms()
        output, error, _ = said.decode().split("\x04")
        assert bool(error) == fails, error
        return Run(output, error, events, end_ms, view)

    return run_program


@pytest.fixture
def each_line() -> Callable[[list[str]], str]:
    """Make a program that prints each expression's value, or the exception it raises."""
    return _each_line


def _each_line(expressions: list[str]) -> str:
    """A program that prints each expression's value, or the exception it raises."""
    lines = ["def try_it(f):", "    try:", "        print(repr(f()))"]
    lines += ["    except Exception as e:", "        print(type(e).__name__, e)"]
    return "\n".join(lines + [f"try_it(lambda: {text})" for text in expressions]) + "\n"
