"""Finding the prompt: how a conversation with a board begins, whatever the board is doing.

The probe sends Ctrl-C and Ctrl-B in turn until ``>>>`` stands still. Ctrl-C stops a program and
clears a half-typed line; Ctrl-B leaves the raw REPL, and makes an idle board say who it is. A
board that does nothing but answer the two is idle, and is believed at once. The probe never sends
Ctrl-A: a board that is still starting would take it as a program's input, and some then stop to
hear Ctrl-C at all.
"""

from typing import Literal

from kibako.errors import RemoteProtocolError
from kibako.protocol.events import PromptSeen, ProtocolEvent
from kibako.protocol.keys import CTRL_B, CTRL_C, NEXT_PROMPT, PROMPT, RESTART_MARK
from kibako.visible import visible

_PROMPT_LINE = b"\n>>> "
Cause = Literal[
    "silent",
    "noise",
    "booting",
    "restarting",
    "running",
    "circuitpython",
    "not_micropython",
    "other_program",
]

_SETTLE_S = 0.06
_KEEP_BYTES = 4096
_SEEN_CHARS = 40
_BOOT_S = 2.0
"""What is still said so long after a start-up text comes from a program and not from the start."""
_RESTARTS = 3
_RESTART_MARKS = (b"soft reboot", b"rst:0x")
_BOOT_MARKS = (*_RESTART_MARKS, b"MicroPython v", b'Type "help()"')
_CIRCUITPYTHON_MARKS = (b"CircuitPython", b"Press any key to enter the REPL")
_FOREIGN_MARKS = (b"login:", b"Password:", b"~$ ")
_OURS_MARKS = (b"KeyboardInterrupt", b"Traceback (most", PROMPT)
_MARKS = (*_BOOT_MARKS, *_CIRCUITPYTHON_MARKS, *_FOREIGN_MARKS, *_OURS_MARKS)


class PromptProbe:
    """Asks a board for its prompt, with a hard limit.

    Args:
        now: The time, in seconds on any clock that only goes forward.
        limit_s: When to give up and name the cause.
        period_s: How long to wait for an answer before the next key.
    """

    def __init__(self, now: float, limit_s: float = 10.0, period_s: float = 0.2) -> None:
        self._ends_at = now + limit_s
        self._limit_s = limit_s
        self._period_s = period_s
        self._next_key_at = now
        self._keys_sent = 0
        self._tail = b""
        self._bytes_seen = 0
        self._marks: dict[bytes, int] = dict.fromkeys(_MARKS, 0)
        self._booted_at: float | None = None
        self._said_at = now
        self._settles_at: float | None = None
        self._asks_at_once = False
        self.done = False

    def bytes_to_send(self, now: float) -> bytes:
        """Return the keys that are due; call it again at :meth:`wake_at`.

        Args:
            now: The time, in seconds.
        """
        if self.done or (now < self._next_key_at and not self._asks_now):
            return b""
        respite_ends_at = self._next_key_at + self._period_s
        if self._settles_at is not None and now < respite_ends_at and not self._asks_now:
            # The prompt seems to be there; a program that prints prompts only gets a short respite.
            return b""
        self._next_key_at = now + self._period_s
        self._keys_sent += 1
        return CTRL_C if self._keys_sent % 2 else CTRL_B

    def wake_at(self, now: float) -> float:
        """Return when :meth:`receive_data` wants to be called again, data or not.

        Args:
            now: The time, in seconds.
        """
        if self._asks_now:
            return now
        due = self._next_key_at if self._settles_at is None else self._settles_at
        return max(now, min(due, self._ends_at))

    def receive_data(self, data: bytes, now: float) -> list[ProtocolEvent]:
        """Take what came in (``b""`` when nothing did) and say whether the prompt is there.

        Args:
            data: Bytes from the board.
            now: The time, in seconds.

        Returns:
            :class:`PromptSeen` once, when the prompt has stood still.

        Raises:
            RemoteProtocolError: The limit is over; the code names the cause.
        """
        if self.done:
            return []
        if data:
            self._bytes_seen += len(data)
            self._note_marks(data, now)
            self._tail = (self._tail + data)[-_KEEP_BYTES:]
            ends_in_prompt = self._tail.endswith(_PROMPT_LINE) and self._keys_sent > 0
            self._settles_at = now + _SETTLE_S if ends_in_prompt else None
            if self._keys_sent == 1 and self._tail == NEXT_PROMPT:
                # Our one Ctrl-C and its answer: an idle board. It says who it is when it is asked.
                self._asks_at_once = True
            elif self._asks_at_once and self._tail.endswith(RESTART_MARK):
                self._settles_at = now
        if self._settles_at is not None and now >= self._settles_at:
            self.done = True
            return [PromptSeen()]
        if now >= self._ends_at:
            seconds = round(self._limit_s)
            raise RemoteProtocolError(f"board_{self.cause}", seconds=seconds, seen=self._last_line)
        return []

    @property
    def cause(self) -> Cause:
        """Why there is no prompt, as far as what came in tells."""
        if not self._bytes_seen:
            return "silent"
        if self._saw(_CIRCUITPYTHON_MARKS):
            return "circuitpython"
        if self._saw(_FOREIGN_MARKS):
            return "not_micropython"
        if sum(self._marks[mark] for mark in _RESTART_MARKS) >= _RESTARTS:
            return "restarting"
        if self._saw(_OURS_MARKS):
            return "running"
        if self._booted_at is not None:
            return "running" if self._said_at - self._booted_at > _BOOT_S else "booting"
        # Text alone does not tell a program of ours that lets no Ctrl-C through from any other.
        return "noise" if _is_noise(self._tail) else "other_program"

    @property
    def _asks_now(self) -> bool:
        """Whether Ctrl-B goes out without a pause: its answer spares an idle board the settling."""
        return self._asks_at_once and self._keys_sent == 1

    @property
    def _last_line(self) -> str:
        """The last thing that can be read of what came in, short enough for a sentence."""
        lines = self._tail.decode("utf-8", "replace").splitlines()
        shown = (visible(line).strip() for line in lines)
        return next((line[:_SEEN_CHARS] for line in reversed(list(shown)) if line), "")

    def _saw(self, marks: tuple[bytes, ...]) -> bool:
        return any(self._marks[mark] for mark in marks)

    def _note_marks(self, data: bytes, now: float) -> None:
        """Count the marks that end in what has just come, however it was cut."""
        self._said_at = now
        for mark in _MARKS:
            found = (self._tail[1 - len(mark) :] + data).count(mark)
            self._marks[mark] += found
            if found and mark in _BOOT_MARKS:
                self._booted_at = now


def _is_noise(data: bytes) -> bool:
    """Return whether bytes are no text: a program of ours would print UTF-8."""
    text = data.decode("utf-8", "replace")
    odd = sum(
        1 for char in text[3:-3] if char == "\ufffd" or (char < " " and char not in "\r\n\t\b\x1b")
    )
    return odd * 20 > len(text)
