"""Plays sounds from any program, without ever making it wait: the mixer is another process.

What goes wrong with the sound is told once, and from then on there is silence: nothing that is
done with ears may stop what is done with hands.
"""

import contextlib
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import IO, Literal

import msgspec

from kibako_access.earcons import Sound
from kibako_access.mixer import LINE_MAX, Order

Trouble = Literal["missing", "device", "hangs", "gone"]
"""The extra is not installed; no sound device; it does not answer; it ended."""

OPEN_S = 15.0
"""How long a device may take to open, in seconds."""
ANSWER_S = 4.0
"""How long an order may take, in seconds."""
SOUND_S_MAX = 20.0
"""How long a sound may be waited for, in seconds."""
CLOSE_S = 2.0
WAITING_MAX = 16
"""How many orders wait at most; of more, the oldest are left out."""
COMMAND = (sys.executable, "-P", "-m", "kibako_access.mixer")


def installed() -> bool:
    """Return whether the extra ``[sound]`` is there; nothing of it is loaded."""
    return all(find_spec(name) is not None for name in ("numpy", "pygame"))


class Sounder:
    """Plays sounds on a thread of its own; nothing here waits or raises.

    Args:
        on_trouble: Told once what keeps sounds from being heard, on any thread.
        volume: How loud, 0 to 1.
        command: What starts the mixer.
    """

    def __init__(
        self,
        on_trouble: Callable[[Trouble], None],
        volume: float = 1.0,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._on_trouble = on_trouble
        self.volume = volume
        self._command = command
        self._changed = threading.Condition()
        self._waiting: deque[Order] = deque()
        self._busy = False
        self._closed = False
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[bytes] = queue.Queue()
        self._thread: threading.Thread | None = None
        self.trouble: Trouble | None = None
        """What keeps sounds from being heard."""

    def play(self, sound: Sound) -> None:
        """Play a sound; an older one of its key ends."""
        self._order(Order("play", sound, volume=self.volume))

    def silence(self, key: str = "") -> None:
        """End a sound and forget what waits of its key.

        Args:
            key: Which one; "" for all of them.
        """
        with self._changed:
            kept = [
                order
                for order in self._waiting
                if key and (order.sound is None or order.sound.key != key)
            ]
            self._waiting = deque(kept)
            if self._thread is not None and self.trouble is None:
                self._waiting.appendleft(Order("silence", key=key))
                self._changed.notify_all()

    def wait(self, timeout_s: float = SOUND_S_MAX) -> bool:
        """Wait until all that was ordered has been heard; return whether that is so."""
        self._order(Order("wait"))
        with self._changed:
            heard = self._changed.wait_for(
                lambda: self.trouble is not None or not (self._waiting or self._busy), timeout_s
            )
            return heard and self.trouble is None

    def revive(self) -> None:
        """Try again after trouble: somebody may have plugged something in."""
        with self._changed:
            self.trouble = None

    def close(self) -> None:
        """End all sounds and the mixer."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._changed.notify_all()
        if self._process is not None:
            _end(self._process)
        if self._thread is not None:
            self._thread.join(CLOSE_S)

    def _order(self, order: Order) -> None:
        with self._changed:
            if self._closed or self.trouble is not None:
                return
            if len(self._waiting) >= WAITING_MAX:
                self._waiting.popleft()
            self._waiting.append(order)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="sounder", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def _work(self) -> None:
        while (order := self._next()) is not None:
            trouble = self._open() or self._send(order)
            with self._changed:
                self._busy = False
                if trouble is not None and not self._closed:
                    self.trouble = trouble
                    self._waiting.clear()
                self._changed.notify_all()
                told = trouble if not self._closed else None
            if trouble is not None and self._process is not None:
                _end(self._process)
                self._process = None
            if told is not None:
                self._on_trouble(told)

    def _next(self) -> Order | None:
        with self._changed:
            # endless: there may be nothing to play for hours; closing wakes it
            self._changed.wait_for(lambda: self._waiting or self._closed)
            if self._closed:
                return None
            self._busy = True
            return self._waiting.popleft()

    def _open(self) -> Trouble | None:
        """Start the mixer unless it runs."""
        if self._process is not None:
            return None
        if self._command is COMMAND and not installed():
            return "missing"
        try:
            process = subprocess.Popen(  # noqa: S603 - our own module
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError:
            return "gone"
        with self._changed:
            self._process = process
            closed = self._closed
        if closed:
            _end(process)
            return "gone"
        self._answers = queue.Queue()
        reading = (process.stdout, self._answers)
        threading.Thread(target=_read, args=reading, name="sounder-ears", daemon=True).start()
        return self._answer(OPEN_S)

    def _send(self, order: Order) -> Trouble | None:
        process = self._process
        if process is None or process.stdin is None:
            return "gone"
        if order.sound is not None and not order.sound.tones:
            order = Order("silence", key=order.sound.key)
        try:
            # It never waits: one order at a time is under way, and a pipe holds one
            process.stdin.write(msgspec.json.encode(order) + b"\n")
            process.stdin.flush()
        except (OSError, ValueError):
            return "gone"
        return self._answer(SOUND_S_MAX if order.do == "wait" else ANSWER_S)

    def _answer(self, limit_s: float) -> Trouble | None:
        try:
            line = self._answers.get(timeout=limit_s)
        except queue.Empty:
            return "hangs"
        try:
            said = msgspec.json.decode(line, type=dict[str, str])
        except ValueError:
            return "gone"
        trouble = said.get("trouble")
        if trouble == "missing":
            return "missing"
        return "device" if trouble == "device" else None


def _read(stdout: IO[bytes], answers: "queue.Queue[bytes]") -> None:
    """Hand on what the mixer says; an empty line is its end."""
    with contextlib.suppress(OSError, ValueError), stdout:
        # The mixer answers as long as it lives, and the sounder ends it
        while line := stdout.readline(LINE_MAX):
            answers.put(line)
    answers.put(b"")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the mixer: by the end of its input, else by force."""
    with contextlib.suppress(OSError, ValueError):
        if process.stdin is not None:
            process.stdin.close()
    try:
        process.wait(0.3)
    except subprocess.TimeoutExpired:
        process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(CLOSE_S)
