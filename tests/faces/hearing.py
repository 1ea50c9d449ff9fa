"""What a learner hears in the line mode, word for word: a lesson typed on a board of counted time.

Each line is typed when the board's time has gone on by :data:`TURN_MS` since the one before, so the
same lines are heard in every run, on any computer.
"""

import io
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from kibako import strings
from kibako.boards import opening
from kibako.boards.board import Board
from kibako.events import Event
from kibako.line.main import Conversation
from kibako.virtual.board import VirtualBoard
from kibako.virtual.options import VirtualOptions
from kibako.workbench.core import Workbench

from .helpers import WAIT_S

TURN_MS = 1500
"""How long a learner listens to a program before the next line, on the board's clock."""
TYPED = {"ja": "かく", "en": "Typed"}
ENTER = "Enter"
_LINE = re.compile(r"^(?:かく|Typed): `(?P<typed>[^\n]*)`$", re.MULTILINE)
_BLOCK = "```text\n"


def typed_lines(transcript: str) -> list[str]:
    """Return what the learner of a transcript typed."""
    return ["" if typed == ENTER else typed for typed in _LINE.findall(transcript)]


@dataclass
class _Ear(io.StringIO):
    """Takes what is said, and the typed lines at their places."""

    lang: str
    written: list[str] = field(default_factory=list[str])
    changed: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        super().__init__()

    def write(self, text: str, /) -> int:
        with self.changed:
            self.written.append(text)
            self.changed.notify_all()
        return len(text)

    def hear_prompt(self) -> None:
        """Wait until a prompt is the last that was said."""
        with self.changed:
            assert self.changed.wait_for(lambda: "".join(self.written[-1:]).endswith(": "), WAIT_S)

    def typed(self, line: str) -> None:
        self.written.append(f"\n```\n\n{TYPED[self.lang]}: `{line or ENTER}`\n\n{_BLOCK}")

    def transcript(self, leave_out: set[str]) -> str:
        """Return all that was heard; lines that tell only how long something takes are left out."""
        text = f"{_BLOCK}{''.join(self.written)}\n```\n"
        kept = [line for line in text.split("\n") if line not in leave_out]
        text = re.sub(r"\n\n+```\n", "\n```\n", "\n".join(kept))
        return text.replace(f"{_BLOCK}```\n\n", "")


class _Hands(io.StringIO):
    """A terminal on which the lines are typed, each after its turn of the board's time."""

    def __init__(self, bench: Workbench, lines: list[str], ear: _Ear) -> None:
        super().__init__()
        self._bench = bench
        self._lines = iter(lines)
        self._ear = ear
        self._first_turn = False
        self.machine: VirtualBoard | None = None
        self.flush_speaker: Callable[[], None] = lambda: None
        bench.subscribe(self._take)

    def isatty(self) -> bool:
        return True

    def seconds(self) -> float:
        """The board's clock, by which things settle."""
        return self.machine.clock.now_us() / 1e6 if self.machine is not None else 0.0

    def readline(self, size: int | None = -1, /) -> str:
        machine = self.machine
        if self._bench.view.running and machine is not None:
            if not self._first_turn:
                machine.clock.hold_at(machine.clock.now_ms() + TURN_MS)
            with machine.changed:
                for _ in range(round(WAIT_S / 0.05)):
                    if machine.clock.held or not self._bench.view.running:
                        break
                    machine.changed.wait(0.05)
            self._first_turn = False  # also when the board began anew only during this turn
        if self._bench.view.running:
            self.flush_speaker()
        else:
            assert self._bench.wait_idle(WAIT_S)
            self._ear.hear_prompt()
        line = next(self._lines, None)
        if line is None:
            return ""
        self._ear.typed(line)
        return f"{line}\n"

    def _take(self, event: Event) -> None:
        if self.machine is None:
            return
        if (event.source, event.what) == ("board", "soft_reset"):
            self._first_turn = True
            self.machine.clock.hold_at(self.machine.clock.now_ms() + TURN_MS)
        elif (event.source, event.what) == ("program", "end"):
            self.machine.clock.hold_at(None)


def hear(lines: list[str], lang: str, work: Path, patch: pytest.MonkeyPatch) -> str:
    """Type lines and return the transcript.

    Args:
        lines: What is typed.
        lang: In which language.
        work: Where the learner's work is kept.
        patch: Puts things back afterwards.
    """
    strings.set_language(lang)
    bench = Workbench(
        board="virtual:microbit/faces",
        work_dir=work,
        virtual=VirtualOptions(pace="fast"),
        listens=True,
    )
    ear = _Ear(lang)
    hands = _Hands(bench, lines, ear)
    really_open = opening.open_board

    def opened(*args: object, **options: object) -> Board:
        board = really_open(*args, **options)  # pyright: ignore[reportArgumentType]
        if options.get("stop") is not None:  # the workbench's board, not one of a check
            hands.machine = board.machine
        return board

    patch.setattr(opening, "open_board", opened)
    try:
        conversation = Conversation(bench, hands, ear, hands.seconds)
        hands.flush_speaker = conversation.speaker.flush
        assert conversation.run() == 0
    finally:
        bench.close()
    left_out = {
        strings.text(name)
        for name in ("line.preparing", "announce.board_preparing", "line.still_checking")
    }
    return ear.transcript(left_out)
