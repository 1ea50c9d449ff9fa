"""Programs with what is done to their board and what is expected of it, and the way to run them."""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import msgspec
from kibako.circuits.circuit import read_circuit
from kibako.events import Event
from kibako.virtual.board import VirtualBoard
from kibako.virtual.script.form import Script, ScriptStep, name_problems
from kibako.virtual.script.playing import plan

HERE = Path(__file__).parent
SECONDS = 30
LIMIT_S = 120.0


@dataclass(frozen=True)
class Program:
    """One program of the gallery.

    ``expect`` holds texts such as ``display frame 10`` (so many events or more; ``any`` source,
    ``*`` for any word) and ``print 2 text`` (so many printed lines that begin with the text).
    """

    name: str
    code: str
    board: str
    circuit: str
    script: Script
    expect: tuple[str, ...]
    resets: bool


def programs() -> list[Program]:
    """All programs of the ``.upy`` files."""
    found: list[Program] = []
    for path in sorted(HERE.glob("*.upy")):
        usual = "pico" if path.stem in ("pico", "tasks") else "microbit"
        for text in re.split(r"(?m)^# --- ", path.read_text(encoding="utf-8"))[1:]:
            name, _, rest = text.partition("\n")
            head = "".join(re.findall(r"(?m)\A(?:# .*\n)+", rest))
            said = tomllib.loads("\n".join(line[2:] for line in head.splitlines()))
            steps = [msgspec.convert(step, ScriptStep) for step in said.get("steps", [])]
            circuit = said.get("circuit", "")
            found.append(
                Program(
                    name=name,
                    code=rest[len(head) :],
                    board=read_circuit(circuit).board.id if circuit else usual,
                    circuit=circuit,
                    script=Script(steps=steps),
                    expect=tuple(said["expect"]),
                    resets=said.get("resets", False),
                )
            )
    return found


def play(program: Program, folder: Path) -> tuple[list[Event], str]:
    """Run a program as main.py for thirty seconds of its board's time.

    Returns what happened, and what came out of the board's serial side.
    """
    flash = folder / "flash"
    flash.mkdir()
    (flash / "main.py").write_text(program.code, encoding="utf-8")
    events: list[Event] = []
    board = VirtualBoard(
        program.board,
        flash_dir=flash,
        pace="fast",
        on_event=events.append,
        circuit=read_circuit(program.circuit) if program.circuit else None,
    )
    steps = list(enumerate(program.script.steps, 1))
    assert name_problems(steps, board.world, program.name) == []
    plan(program.script.steps, board, 0)
    board.clock.hold_at(SECONDS * 1000)
    board.start()
    try:
        ended = board.wait_held(LIMIT_S)
        assert ended is not None, "it never came to its thirty seconds"
        said = board.drain().decode("utf-8", "replace").replace("\r", "")
    finally:
        board.close()
    return events, said


def assert_as_expected(program: Program, events: list[Event], said: str) -> None:
    """Compare what happened with what was expected."""
    lines = said.split("\n")
    counts: Counter[tuple[str, str]] = Counter()
    for event in events:
        for source in (event.source, "any"):
            counts[source, event.what] += 1
            counts[source, "*"] += 1
    for wanted in program.expect:
        source, what, *rest = wanted.split(" ", 2)
        if source == "print":
            text = rest[0] if rest else ""
            seen = sum(text in line if text[:1] == " " else line.startswith(text) for line in lines)
            assert seen >= int(what), f"{wanted}: {seen} in {lines[:20]}"
        else:
            seen = counts[source, what]
            assert seen >= int(rest[0]), f"{wanted}: {seen} of {counts.most_common(20)}"
    assert "Traceback" not in said
    assert program.resets or ("board", "reset") not in counts
