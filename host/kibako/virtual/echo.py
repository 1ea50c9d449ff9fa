"""A second interpreter that goes through a program again, a moment behind the board.

All that a program gets from outside (host calls, the time, what it reads, interrupts) is noted
while it runs. A second interpreter gets a copy of the program and, in place of a world, the noted
answers one after another: so it takes the same way. What the copy does besides, such as telling
what its variables are, costs the board no time and no memory, and changes nothing on it.

A copy that asks for something else than the board did (it had less memory, say) has lost the way.
That is told, and it goes no further.
"""

import shutil
import tempfile
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kibako.errors import KibakoError
from kibako.virtual.stops import Stop

if TYPE_CHECKING:
    from kibako.virtual.board import VirtualBoard

TELL = "echo.tell"
"""The host call with which a copy tells something."""
MORE_HEAP_BYTES = 24 * 1024
"""What the copy has more to itself than the program."""
BEHIND_MAX = 20_000
"""So many answers are kept for a copy that is slower than its board."""
AHEAD_S = 0.05
"""How long the copy looks whether an interrupt comes before the program asks anything again."""
SETTLE_S = 2.0
"""How long a board in fast pace waits for its copy before it sleeps, on our clock."""

_ENDS = ("sys.done", "sys.error", "sys.next")
_SLEEPS = ("sys.sleep", "sys.input", "wasi.poll", "wasi.read")
_ALSO_NOTED = ("sys.sleep", "sys.input")
"""What the kernel asks that comes from outside; the rest of its questions are its own affair."""


@dataclass(slots=True)
class _Asked:
    """One thing that the program asked for."""

    name: str
    payload: str
    answer: str | None = None
    t_ms: int = 0


def _is_noted(name: str) -> bool:
    return name in _ALSO_NOTED or not name.startswith("sys.")


class _Notes:
    """What the program asked and got, until the copy has asked for it too."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self._asked: deque[_Asked] = deque()
        self._waits = False
        self._began_ms: int | None = None
        self.over = False
        self.done = False
        """Whether the copy asks for nothing more."""

    def begin(self, t_ms: int) -> None:
        """Note when the program begins."""
        with self.changed:
            self._began_ms = t_ms
            self.changed.notify_all()

    def began_ms(self) -> int:
        """Return the board's time when the program began; waits until it has begun."""
        with self.changed:
            while self._began_ms is None and not self.over:
                self.changed.wait(1.0)
            return self._began_ms or 0

    def put(self, asked: _Asked) -> bool:
        """Note that the program asks; return whether there was room."""
        with self.changed:
            if len(self._asked) >= BEHIND_MAX:
                return False
            self._asked.append(asked)
            self.changed.notify_all()
            return True

    def fill(self, asked: _Asked, answer: str, t_ms: int) -> None:
        """Note what it got."""
        with self.changed:
            asked.t_ms = t_ms
            asked.answer = answer
            self.changed.notify_all()

    def finish(self, *, done: bool = False) -> None:
        """Note that nothing more comes from the board, or that the copy wants nothing more."""
        with self.changed:
            self.over = True
            self.done = self.done or done
            self.changed.notify_all()

    def settle(self, timeout_s: float) -> bool:
        """Wait until the copy has come as far as the board; return whether it has."""
        with self.changed:
            return self.changed.wait_for(lambda: self.done or self._stands(), timeout_s)

    def _stands(self) -> bool:
        """Whether the copy waits for what the board has not got yet."""
        return self._waits and not (self._asked and self._asked[0].answer is not None)

    def take(self) -> _Asked | None:
        """Return the next thing with its answer; None when nothing more comes."""
        with self.changed:
            while not (self._asked and self._asked[0].answer is not None):
                if self.over and (not self._asked or self.done):
                    return None
                self._waits = True
                self.changed.notify_all()
                self.changed.wait(1.0)
            self._waits = False
            return self._asked.popleft()

    def next_name(self) -> str:
        """Return what is asked next; "" when that does not show for a moment."""
        with self.changed:
            self.changed.wait_for(lambda: bool(self._asked) or self.over, AHEAD_S)
            return self._asked[0].name if self._asked else ""


class _Noting:
    """Notes what the program gets: the tap of the board.

    Args:
        notes: Where.
        machine: The board.
        code: The program.
        flooded: Called once when the copy is too far behind.
    """

    def __init__(
        self,
        notes: _Notes,
        machine: "VirtualBoard",
        code: bytes,
        flooded: Callable[[], None],
    ) -> None:
        self._notes = notes
        self._machine = machine
        self._code = code
        self._flooded = flooded
        self._on = False

    def begins(self, code: bytes, pump: Callable[[], object]) -> None:
        """A program begins: is it ours?"""
        self._on = code == self._code and not self._notes.over
        if self._on:
            self._notes.begin(self._machine.clock.now_ms())

    def ask(self, name: str, payload: str, answer: Callable[[], str]) -> str:
        """Let the board answer, and note it."""
        if self._on and name in _ENDS:
            self._on = False
            self._notes.finish()
        if not self._on or not _is_noted(name):
            return answer()
        asked = _Asked(name, payload)
        if not self._notes.put(asked):
            self._on = False
            self._flooded()
            return answer()
        if name in _SLEEPS and self._machine.clock.pace == "fast":
            self._notes.settle(SETTLE_S)
        said = answer()
        self._notes.fill(asked, said, self._machine.clock.now_ms())
        return said


class _Giving:
    """Gives the copy what the program got: the tap of the second interpreter.

    Args:
        notes: Where that stands.
        code: The copy.
        tell: Takes what the copy tells, with the board's time in milliseconds.
        lost: Called when the copy has lost the way.
    """

    def __init__(
        self,
        notes: _Notes,
        code: bytes,
        tell: Callable[[int, str], None],
        lost: Callable[[], None],
    ) -> None:
        self._notes = notes
        self._code = code
        self._pump: Callable[[], object] = lambda: None
        self._tell = tell
        self._lost = lost
        self._on = False
        self._t_ms = 0

    def begins(self, code: bytes, pump: Callable[[], object]) -> None:
        """A program begins: the copy, or what comes before it."""
        self._on = code == self._code
        self._pump = pump
        if self._on:
            self._t_ms = self._notes.began_ms()
            self._look_ahead()

    def ask(self, name: str, payload: str, answer: Callable[[], str]) -> str:
        """Give what the board got, in its place."""
        if not self._on:
            return answer()
        if name == TELL:
            self._tell(self._t_ms, payload)
            return ""
        if name in _ENDS:
            self._on = False
            self._leave(whole=self._notes.take() is None)
        if not _is_noted(name):
            said = answer()
            if name == "sys.pumped":
                self._look_ahead()
            return said
        if name == "irq.next":
            answer()  # so that the board knows that its interrupts are handled
        asked = self._notes.take()
        if asked is None or (asked.name, asked.payload) != (name, payload):
            self._leave(whole=asked is None)
            raise Stop("close")
        self._t_ms = asked.t_ms
        self._look_ahead()
        return asked.answer or ""

    def _look_ahead(self) -> None:
        """An interrupt came to the program next: let it come here too."""
        if self._notes.next_name() == "irq.next":
            self._pump()

    def _leave(self, *, whole: bool) -> None:
        if not whole and not self._notes.done:
            self._lost()
        self._notes.finish(done=True)


class Echo:
    """The second interpreter of one run.

    Args:
        machine: The board that the program runs on.
        code: The program, as the board gets it.
        first: What is run before the copy: it makes names that the copy uses.
        copy: The copy. It tells by the host call :data:`TELL`.
        tell: Takes what it tells, with the board's time in milliseconds; called on a thread of
            ours. It must not block.
        lost: Called, at most once, when the copy has lost the way.
    """

    def __init__(
        self,
        machine: "VirtualBoard",
        code: bytes,
        first: bytes,
        copy: bytes,
        tell: Callable[[int, str], None],
        lost: Callable[[], None],
    ) -> None:
        self._machine = machine
        self._jobs = (first, copy)
        self._told_lost = lost
        self._is_lost = False
        self._notes = _Notes()
        self._noting = _Noting(self._notes, machine, code, self._lose)
        self._giving = _Giving(self._notes, copy, tell, self._lose)
        self._second: VirtualBoard | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def start(self) -> None:
        """Begin to listen; the program has not begun yet.

        Raises:
            KibakoError: There is no room for a second interpreter.
        """
        from kibako.virtual.board import VirtualBoard

        machine, profile = self._machine, self._machine.profile
        self._folder = tempfile.TemporaryDirectory(prefix="kibako-echo-")
        flash = Path(self._folder.name) / "flash"
        with suppress(OSError, shutil.Error):  # a file that is not there is missed by the copy
            shutil.copytree(machine.flash.folder, flash, symlinks=True)
        self._second = VirtualBoard(
            replace(profile, heap_bytes=profile.heap_bytes + MORE_HEAP_BYTES),
            flash_dir=flash,
            pace="fast",
            seed=machine.seed,
            run_boot=False,
        )
        self._second.tap = self._giving
        try:
            self._second.start()
            self._second.feed(b"\x01" + b"".join(job + b"\x04" for job in self._jobs))
        except KibakoError:
            self.close()
            raise
        machine.tap = self._noting

    def close(self, timeout_s: float = SETTLE_S) -> None:
        """End it, once the copy has come to where the program has; closing twice is no error.

        Args:
            timeout_s: How long to wait for the copy.
        """
        self._machine.tap = None
        self._notes.finish()
        if self._second is not None:
            self._notes.settle(timeout_s)
            self._notes.finish(done=True)
            self._second.close()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _lose(self) -> None:
        self._notes.finish(done=True)
        if not self._is_lost:
            self._is_lost = True
            self._told_lost()
