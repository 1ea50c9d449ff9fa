"""What every part of the world shares: time, the event stream, the timeline, interrupts, chance."""

import random
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Literal, Protocol

from kibako.events import Event, EventSink, JsonValue
from kibako.virtual.inputs import Inputs
from kibako.virtual.terminal_port import TerminalPort
from kibako.virtual.timeline import Plan, Timeline

IRQ_QUEUE_LENGTH = 8
"""How many interrupts wait for the board, as on the real ones; more are lost."""

IRQ_FLAGS_UNIT = 1000
"""How an interrupt's flags stand beside the number of its handler, which is less."""

_LATE_US = 60_000_000
"""How late a repeated thing may run before it starts counting anew (the computer slept)."""


Power = Literal["reset", "off"]
"""What a part can do to the whole board."""


def _never() -> bool:
    return False


class WorldClock(Protocol):
    """The clock of the board, as far as the world reads it."""

    rtc_offset_us: int

    def now_us(self) -> int:
        """Return the board's time in microseconds."""
        ...

    def calendar_ns(self) -> int:
        """Return the board's date and time as nanoseconds since 1970."""
        ...


class Surroundings:
    """What every part of the world shares.

    Not thread-safe: the world takes care that one thread at a time is inside.

    Args:
        clock: The board's clock.
        emit: Who gets the events.
        seed: Makes chance the same in every run.
    """

    def __init__(self, clock: WorldClock, emit: EventSink, seed: int) -> None:
        self.clock = clock
        self.timeline = Timeline()
        self.chance = random.Random(seed)  # noqa: S311 - a child's dice, no secret
        self._emit = emit
        self.terminal = TerminalPort()
        self.inputs = Inputs()
        self.inputs.tell = self.emit
        self._planned_us: int | None = None
        self._spent_us = 0
        self._until: Callable[[], bool] = _never
        self._last_ms = 0
        self.soft_reset = False
        """Whether the reset that is under way is a soft one: the chips keep their power."""
        self.irqs_masked = False
        """Whether the program has switched interrupts off."""
        self.timers_held = False
        self.happenings = 0
        """How often something happened: an interrupt, or what was planned."""
        self._irqs: deque[tuple[int, int]] = deque()
        self._hard_irqs: deque[tuple[int, int]] = deque()
        self._wake: Callable[[], None] | None = None
        self._power: Callable[[Power], None] | None = None
        self._outbox: deque[Callable[[], None]] = deque()

    # Time

    def now_us(self) -> int:
        """Return the time: that of the plan that runs just now, else that of the clock."""
        return self.clock.now_us() if self._planned_us is None else self._planned_us

    def now_ms(self) -> int:
        """Return the same time in whole milliseconds."""
        return self.now_us() // 1000

    def after(self, delay_ms: int, action: Callable[[], None]) -> Plan:
        """Plan something some milliseconds (one at least) from now, on a whole millisecond.

        Animations, notes and timers of the real boards follow a tick of a millisecond too.
        """
        return self._plan((self.now_ms() + max(delay_ms, 1)) * 1000, action)

    def after_us(self, delay_us: int, action: Callable[[], None]) -> Plan:
        """Plan something some microseconds (one at least) from now."""
        return self._plan(self.now_us() + max(delay_us, 1), action)

    def _plan(self, due_us: int, action: Callable[[], None]) -> Plan:
        if self._planned_us is not None and due_us < self.clock.now_us() - _LATE_US:
            due_us = self.clock.now_us()
        if self.timeline.next_due_us() is None:
            self.wake()  # who saw an empty timeline sleeps well
        return self.timeline.at(due_us, action)

    def run_due(self, t_us: int) -> None:
        """Do all that is due at ``t_us``, each thing at its own planned time."""
        while plan := self.timeline.take_due(t_us):
            self.happenings += 1
            self._planned_us = plan.t_us
            try:
                plan.action()
            finally:
                self._planned_us = None

    def spend_us(self, duration_us: int) -> None:
        """Let the call that the board makes just now take so long: a transfer on a bus does."""
        self._spent_us += max(duration_us, 0)

    def wait_us(self, limit_us: int, until: Callable[[], bool]) -> None:
        """Let the call that the board makes just now last until something has happened.

        Args:
            limit_us: How long at most.
            until: Whether it has; asked often and from inside the clock, so it only looks at
                what its part has noted.
        """
        self.spend_us(limit_us)
        self._until = until

    def take_spent_us(self) -> tuple[int, Callable[[], bool]]:
        """Return how long the board's last call takes, and what ends it earlier; once."""
        spent = self._spent_us, self._until
        self._spent_us, self._until = 0, _never
        return spent

    # Events

    def emit(self, source: str, what: str, value: JsonValue = None) -> None:
        """Tell everybody that something happened; time in the stream never goes back."""
        self._last_ms = max(self._last_ms, self.now_ms())
        event = Event(self._last_ms, source, what, value)
        self._outbox.append(partial(self._emit, event))

    def later(self, action: Callable[[], None]) -> None:
        """Do something as soon as no lock of the world is held any more.

        Args:
            action: What to do; in the order of the events.
        """
        self._outbox.append(action)

    @property
    def has_messages(self) -> bool:
        """Whether there is something to tell the outside."""
        return bool(self._outbox)

    def take_message(self) -> Callable[[], None] | None:
        """Take the next thing to tell the outside, to be called without any lock."""
        return self._outbox.popleft() if self._outbox else None

    # Interrupts

    def on_wake(self, wake: Callable[[], None]) -> None:
        """Name who is called when an interrupt waits for the board, or the timeline changed."""
        self._wake = wake

    def wake(self) -> None:
        """Let the board look whether something waits for it."""
        if self._wake is not None:
            self._outbox.append(self._wake)

    def on_power(self, power: Callable[[Power], None]) -> None:
        """Name who is called when a part resets the board or switches it off."""
        self._power = power

    def power(self, what: Power) -> None:
        """Reset the board, or switch it off, as soon as the program comes to its next step."""
        if self._power is not None:
            power = self._power
            self._outbox.append(lambda: power(what))

    def interrupt(self, handler: int, flags: int = 0, *, hard: bool = False) -> None:
        """Let the board call one of its handlers.

        Args:
            handler: Its number in the board's own table.
            flags: What happened, as the handler reads it.
            hard: Before all handlers that are not hard.
        """
        waiting = self._hard_irqs if hard else self._irqs
        if len(waiting) < IRQ_QUEUE_LENGTH:
            waiting.append((handler, flags))
            self.wake()

    def next_irq(self, payload: str) -> str:
        """Answer the board with the oldest interrupt, empty if none waits.

        It is one number, the handler and a thousand times the flags, because the board has to
        take it apart in the midst of a program.
        """
        del payload
        if not self.irq_waits:
            return ""
        handler, flags = (self._hard_irqs or self._irqs).popleft()
        self.happenings += 1
        return str(handler + IRQ_FLAGS_UNIT * flags)

    @property
    def irq_waits(self) -> bool:
        """Whether an interrupt waits for the board."""
        return bool(self._hard_irqs or self._irqs) and not self.irqs_masked

    def reset(self) -> None:
        """Forget all interrupts: the board starts anew."""
        self._irqs.clear()
        self._hard_irqs.clear()
        self.irqs_masked = self.timers_held = False
