"""Ctrl-C, the reset button and pin interrupts on their way to a program that runs."""

import threading
import time
from collections.abc import Callable
from typing import Literal

from kibako.virtual.clock import VirtualClock
from kibako.virtual.ends import StopBoard
from kibako.virtual.memory import Memory

CTRL_C = 0x03
UNANSWERED_S = 0.15
"""A program that has not met its Ctrl-C by then, or goes on after a second one, is cut off."""

BURST_S = 0.05
"""Ctrl-C pressed several times within this is one: tools send two to be sure."""

_AGAIN_S = 1.0
_STUCK_S = 3.0
"""How long a program may take over a planned Ctrl-C on our clock, where its own stands still."""
_WORKED_S = 0.1
"""How long this process must have computed before a program counts as deaf: on a machine that is
busy with other things the program may not have had its turn yet."""

Why = Literal["close", "reset", "soft_reset", "cut"]


class Stop(StopBoard):
    """This life of the interpreter is over.

    Args:
        why: What comes next.
    """

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


class _Keys:
    """When Ctrl-C was pressed, on one clock."""

    def __init__(self) -> None:
        self._burst_s = -_AGAIN_S

    def forget(self) -> None:
        """A new program begins."""
        self._burst_s = -_AGAIN_S

    def pressed(self, now_s: float) -> bool | None:
        """Return whether this is the second time; None: it belongs to the press just before."""
        since_s = now_s - self._burst_s
        if since_s <= BURST_S:
            return None
        self._burst_s = now_s
        return since_s < _AGAIN_S


class Stops:
    """What wants to break into a program.

    The program's thread looks here whenever it sleeps, waits or calls the host; in a loop that
    does none of these it is made to look by raising the engine's epoch. A Ctrl-C that is planned
    (in fast pace, on the board's own thread) goes by the board's clock, so that it does the same
    in each run.

    Args:
        changed: The board's condition.
        raise_epoch: Makes a running program look.
        clock: The board's clock.
        irq_waits: Tells whether an interrupt waits for the board.
    """

    def __init__(
        self,
        changed: threading.Condition,
        raise_epoch: Callable[[], None],
        clock: VirtualClock,
        irq_waits: Callable[[], bool] = lambda: False,
    ) -> None:
        self._changed = changed
        self._raise_epoch = raise_epoch
        self._clock = clock
        self._irq_waits = irq_waits
        self._thread = 0
        self._wanted: Why | None = None
        self._listening = False
        self._job_number = 0
        self._interrupt_char = CTRL_C
        self._interrupt = False
        self._keys = _Keys()
        self._planned_keys = _Keys()
        self._overdue: tuple[int, bool] | None = None
        self._late_job = (0, False)
        self._handed_to: Memory | None = None
        self._pumping = self._pump_runs = False
        self._pump: tuple[int, int] | None = None
        self.held = False
        """Whether the board's own software is at work that no Ctrl-C may meet."""

    # From any thread

    def ask(self, why: Why) -> None:
        """End this life of the interpreter; closing outranks the rest."""
        with self._changed:
            if self._wanted != "close":
                self._wanted = why
            self._changed.notify_all()
        self._raise_epoch()

    def look_out(self) -> None:
        """Make a running program look: the world has an interrupt for it, or plans."""
        with self._changed:
            self._changed.notify_all()
        self._raise_epoch()

    def split(self, data: bytes) -> tuple[bytes, bytes]:
        """Act on the first Ctrl-C for a running program.

        Args:
            data: Bytes for the board.

        Returns:
            The bytes for its input, and the bytes that are still to be looked at.
        """
        with self._changed:
            at = data.find(self._interrupt_char) if self._interrupt_char >= 0 else -1
            if at < 0 or not self._listening:
                return data, b""
            if at == 0:
                self._ctrl_c()
                return b"", data[1:]
            return data[:at], data[at:]

    def _ctrl_c(self) -> None:
        planned = self._clock.pace == "fast" and threading.get_ident() == self._thread
        self._interrupt = True
        self._changed.notify_all()
        self._raise_epoch()
        if planned:
            now_us = self._clock.now_us()
            again = self._planned_keys.pressed(now_us / 1e6)
        else:
            now_us = 0
            again = self._keys.pressed(time.monotonic())
        if again is None:
            return
        if planned:
            self._clock.alarm_us = now_us + int(UNANSWERED_S * 1e6)
            self._late_job = (self._job_number, again)
        patience_s = _STUCK_S if planned else UNANSWERED_S
        enough_s = time.process_time() + (0 if planned or again else _WORKED_S)
        self._look_later(patience_s, self._job_number, again, enough_s, _STUCK_S)

    def _look_later(
        self, patience_s: float, job_number: int, again: bool, enough_s: float, left_s: float
    ) -> None:
        late = (job_number, again, enough_s, left_s - patience_s)
        timer = threading.Timer(patience_s, self._late, late)
        timer.daemon = True
        timer.start()

    def _late(self, job_number: int, again: bool, enough_s: float, left_s: float) -> None:
        with self._changed:
            if self._job_number != job_number or not self._listening:
                return
            if time.process_time() < enough_s and left_s > 0:
                self._look_later(UNANSWERED_S, job_number, again, enough_s, left_s)
                return
            self._overdue = (job_number, again)
            self._changed.notify_all()
        self._raise_epoch()

    # On the board's thread

    def new_life(self) -> None:
        """Forget what concerned the life before."""
        with self._changed:
            self._thread = threading.get_ident()
            self._wanted = "close" if self._wanted == "close" else None
            self._clock.alarm_us = None
            self._pump = None
            self._pumping = self._pump_runs = self.held = False
            self._interrupt_char = CTRL_C
            self._listening = False
            self._handed_to = None

    def begin_job(self) -> None:
        """From here on Ctrl-C stops the program."""
        with self._changed:
            self._job_number += 1
            self._listening = True
            self._interrupt = False
            self._overdue = self._clock.alarm_us = None
            self._keys.forget()
            self._planned_keys.forget()

    def came_early(self, typed: bytearray) -> None:
        """Act on a Ctrl-C that came before its program had begun: whoever sent it meant it.

        Args:
            typed: What waits to be read; the Ctrl-C is taken out.
        """
        with self._changed:
            char = bytes([self._interrupt_char]) if self._interrupt_char >= 0 else b""
            if char and char in typed:
                typed[:] = typed.replace(char, b"")
                self._ctrl_c()

    def end_job(self, memory: Memory) -> None:
        """From here on Ctrl-C is a byte for the prompt."""
        with self._changed:
            self._listening = False
            self._interrupt = False
            self._overdue = self._clock.alarm_us = self._handed_to = None
        memory.forget_interrupt()

    def set_interrupt_char(self, char: int) -> None:
        """Choose the byte that stops a program; -1: none."""
        with self._changed:
            self._interrupt_char = char

    @property
    def interrupt_char(self) -> int:
        """The byte that stops the program just now; -1: none does."""
        return self._interrupt_char if self._listening else -1

    def set_pump(self, function: int, argument: int) -> None:
        """Name the board's function that handles interrupts."""
        self._pump = (function, argument)

    def interrupt_again(self) -> None:
        """A Ctrl-C met a handler instead of the program: press it again."""
        with self._changed:
            self._interrupt = self._listening

    def pumps(self) -> None:
        """The board begins to handle its interrupts."""
        self._pump_runs = True

    def pumped(self) -> None:
        """The board has handled its interrupts."""
        self._pumping = self._pump_runs = False

    def awake(self) -> bool:
        """Return whether a sleep has to end."""
        if self.urgent():
            return True
        # It was handed out between the program's last jump and this wait, and is not met yet.
        if self._handed_to is not None and self._handed_to.interrupt_pending():
            return True
        # One that was delivered is handled only at a jump, and a sleep has none.
        return self._pump is not None and not self._pump_runs and self._irq_waits()

    @property
    def alarmed(self) -> bool:
        """Whether the program is to be broken off, or will be."""
        return self.urgent() or self._clock.alarm_us is not None

    @property
    def irq_undelivered(self) -> bool:
        """Whether an interrupt waits that the board was not told of."""
        return self._pump is not None and not self._pumping and self._irq_waits()

    def urgent(self) -> bool:
        """Return whether the program is to be broken off."""
        return self._interrupt or self._wanted is not None or self._overdue is not None

    def check(self, memory: Memory) -> None:
        """End this life if something wants it.

        Raises:
            Stop: It is over.
        """
        if self._wanted is not None:
            raise Stop(self._wanted)
        alarm_us = self._clock.alarm_us
        if alarm_us is not None and self._clock.now_us() >= alarm_us:
            self._clock.alarm_us, self._overdue = None, self._late_job
        overdue, self._overdue = self._overdue, None
        if overdue is None or not self._listening or overdue[0] != self._job_number:
            return
        if overdue[1] or memory.interrupt_pending():
            raise Stop("cut")

    def take_interrupt(self) -> bool:
        """Return whether Ctrl-C was pressed; the caller raises KeyboardInterrupt."""
        with self._changed:
            taken, self._interrupt = self._interrupt, False
            return taken

    def deliver(self, memory: Memory) -> None:
        """Give the program its Ctrl-C and its interrupts, at its next step.

        Raises:
            Stop: This life is over.
        """
        self.break_in(memory)
        self.deliver_irq(memory)

    def break_in(self, memory: Memory) -> None:
        """Give the program its Ctrl-C.

        Raises:
            Stop: This life is over.
        """
        self.check(memory)
        if self._interrupt and not self.held and self.take_interrupt() and self._listening:
            memory.raise_keyboard_interrupt()
            self._handed_to = memory

    def deliver_irq(self, memory: Memory) -> bool:
        """Have the board's own function called, if interrupts wait; return whether it will be."""
        if self._pumping and not self._pump_runs:
            return True
        return self.irq_undelivered and self.pump_now(memory)

    def pump_now(self, memory: Memory) -> bool:
        """Have the board's own function called, whether an interrupt waits or not.

        Returns:
            Whether it will be; False when it is called already.
        """
        if self._pump is None or self._pumping or not memory.schedule(*self._pump):
            return False
        self._pumping = True
        return True
