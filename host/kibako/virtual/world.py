"""The world around a virtual board: what hangs on it, what it shows, what a finger does.

The board's code reaches it through :meth:`World.call`; people, checks and faces press, set and
look. It knows nothing of the interpreter, and every method may be called from any thread.
"""

import threading
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from kibako.errors import UsageError
from kibako.events import EventSink
from kibako.virtual.air import RadioPort
from kibako.virtual.bluetooth_port import BluetoothPort
from kibako.virtual.board_parts import MicrobitParts, Parts, Sockets
from kibako.virtual.buses import Buses
from kibako.virtual.data_log import DataLog
from kibako.virtual.hostcall import (
    MAX_PAYLOAD_CHARS,
    HostCallError,
    HostFunction,
    bounded,
    integer,
    value_error,
)
from kibako.virtual.inputs import Input
from kibako.virtual.inside import Inside
from kibako.virtual.looking import look
from kibako.virtual.pico_parts import PicoParts
from kibako.virtual.profile import board_id
from kibako.virtual.surroundings import Surroundings, WorldClock
from kibako.virtual.terminal_port import TerminalPort
from kibako.virtual.timers import Timers
from kibako.virtual.wires import Wires
from kibako.virtual.world_profile import WorldProfile
from kibako.virtual.world_view import WorldView

if TYPE_CHECKING:
    from kibako.circuits.circuit import Circuit
    from kibako.virtual.parts.base import Part

TEMPERATURE_C = 21.0
"""How warm it is around a board until somebody says otherwise."""
LIGHT_LEVEL = 128
"""How bright it is (0 to 255) until somebody says otherwise."""

_EPOCH_S_MAX = 4_102_444_800
"""1 January 2100: a calendar goes no further."""

_PARTS: Mapping[str, Callable[[Surroundings, Wires, Buses, Collection[str]], Parts]] = {
    "microbit": MicrobitParts,
    "pico": PicoParts,
}
_ANALOG_STEPS = {"microbit": 1023, "pico": 65535}
"""What a program reads from an analog pin at full voltage."""


class World:
    """The physical side of one virtual board.

    Args:
        profile: What board it is.
        clock: The board's clock.
        emit: Who gets the events; called without any lock held, in order.
        seed: Makes chance the same in every run.
    """

    def __init__(
        self, profile: WorldProfile, clock: WorldClock, emit: EventSink, seed: int = 0
    ) -> None:
        self._door = Inside(self.tell)
        self._telling = threading.Lock()
        self._shared = Surroundings(clock, emit, seed)
        self._shared.terminal.inside = self._inside
        self._timers = Timers(self._shared)
        make_parts = _PARTS.get(profile.firmware)
        if make_parts is None:
            raise UsageError("virtual_unknown", name=profile.id, known=", ".join(_PARTS))
        inputs = self._shared.inputs
        inputs.add("temperature_c", "°C", (-40.0, 125.0), TEMPERATURE_C)
        inputs.add("light", "", (0, 255), LIGHT_LEVEL)
        wires = Wires(self._shared, profile.pins)
        self._parts = make_parts(self._shared, wires, Buses(), profile.abilities)
        if self._parts.radio is not None:
            self._parts.radio.inside = self._inside
        if self._parts.bluetooth is not None:
            self._parts.bluetooth.inside = self._inside
        self._plugged: tuple[Part, ...] = ()
        self._lacks = sorted(profile.lacks)
        self._analog_full = _ANALOG_STEPS[profile.firmware]
        self._board_id = board_id(profile.id, seed)
        self._functions: dict[str, HostFunction] = {
            "irq.next": self._shared.next_irq,
            "random.seed": lambda payload: str(self._shared.chance.getrandbits(30)),
            "room.temperature": lambda payload: str(round(inputs.value("temperature_c"))),
            "room.light": lambda payload: str(round(inputs.value("light"))),
            "board.id": lambda payload: self._board_id,
            "board.lacks": self._tell_lacks,
            "board.uname": lambda payload: (
                f"{profile.release}\n{profile.hardware}\n{profile.python}"
            ),
            "rtc.set": self._set_calendar,
            **self._timers.functions,
            **self._parts.functions,
        }

    @property
    def sockets(self) -> Sockets:
        """Where parts are plugged in, before the board is switched on."""
        return self._parts.sockets

    @property
    def radio(self) -> RadioPort | None:
        """Where the board's radio is joined to the air; None: it has none that we know."""
        return self._parts.radio

    @property
    def bluetooth(self) -> BluetoothPort | None:
        """Where a central meets the board's Bluetooth; None: it has none that we know."""
        return self._parts.bluetooth

    @property
    def log(self) -> DataLog | None:
        """The board's data log; None: it has none."""
        return self._parts.log

    @property
    def terminal(self) -> TerminalPort:
        """Where the board's console is."""
        return self._shared.terminal

    def plug(self, circuit: "Circuit") -> None:
        """Plug a circuit in, before the board is switched on.

        Args:
            circuit: The circuit, for this board.
        """
        from kibako.virtual.parts.fitting import plug_in

        with self._inside():
            self._plugged += plug_in(circuit, self._parts.sockets)

    # For the board

    def call(self, name: str, payload: str) -> str:
        """Answer what the board's code asks. The board is not trusted: everything is checked.

        Args:
            name: What it asks for, such as ``display.frame``.
            payload: The details.

        Returns:
            The answer, at most 2000 bytes.

        Raises:
            HostCallError: The board's code is to raise an exception.
        """
        function = self._functions.get(name)
        if function is None:
            raise HostCallError("NotImplementedError", name[:64])
        if len(payload) > MAX_PAYLOAD_CHARS:
            raise value_error("too long")
        with self._inside():
            return function(payload)

    def take_spent_us(self) -> tuple[int, Callable[[], bool]]:
        """Return how long the board's last call takes, and what tells that it is over earlier."""
        return self._shared.take_spent_us()

    def reset(self, *, soft: bool = False) -> None:
        """Bring the board's parts to the state after power-up; a soft reset leaves the chip on."""
        with self._inside():
            self._shared.soft_reset = soft
            self._timers.reset()
            self._shared.reset()
            self._parts.sockets.buses.reset()
            self._parts.reset()

    def on_wake(self, wake: Callable[[], None]) -> None:
        """Name who is called, on any thread, when an interrupt waits or the timeline changed.

        Args:
            wake: Must not block.
        """
        self._shared.on_wake(wake)

    def irq_waits(self) -> bool:
        """Return whether an interrupt waits for the board."""
        return self._shared.irq_waits

    def happenings(self) -> int:
        """Return how often something happened around the board."""
        return self._shared.happenings

    # For people and checks

    def press(self, name: str) -> None:
        """Hold down a button, or put a finger on a pin.

        Args:
            name: ``button_a``, ``button_b``, ``pin_logo``, ``pin0`` …; on a Pico ``GP14`` (a
                button that connects the pin to ground).

        Raises:
            UsageError: The board has none of that name.
        """
        self._finger(name, pressed=True)

    def release(self, name: str) -> None:
        """Let go of a button or pin.

        Args:
            name: As for :meth:`press`.

        Raises:
            UsageError: The board has none of that name.
        """
        self._finger(name, pressed=False)

    def stick(self, name: str | None) -> None:
        """Let a button be stuck: pressed, whatever a finger does.

        Args:
            name: As for :meth:`press`; None frees it.

        Raises:
            UsageError: The board has none of that name.
        """
        with self._inside():
            self._known_button(name)
            self._parts.sockets.buttons.stick(name)

    def set(self, quantity: str, value: float | str | None) -> None:
        """Change something around the board.

        Args:
            quantity: An input (see :meth:`inputs`) such as ``temperature_c`` or ``light``, or a
                pin: ``pin0`` or ``GP26`` for the level 0 or 1 (other values: as for the next),
                ``pin0.analog`` or ``GP26.analog`` for what ``read_analog`` or ``read_u16`` gives.
            value: The new value; a word for an input that is a choice; None (pins only): take
                the wire off.

        Raises:
            UsageError: The board has nothing of that name, or it cannot have that value.
        """
        with self._inside():
            pin, _, kind = quantity.partition(".")
            wires, inputs = self._parts.sockets.wires, self._shared.inputs
            if pin in wires and kind in ("", "analog") and not isinstance(value, str):
                digital = not kind and value in (0, 1)
                full = 1 if digital else self._analog_full + 1
                # Half a step more, so that exactly the wanted number is read.
                half = 0.0 if digital else 0.5
                wires.drive(pin, None if value is None else (value + half) / full)
            elif quantity in inputs and value is not None:
                inputs.set(quantity, value)
            else:
                raise UsageError("world_no_quantity", quantity=quantity, known=self._known())

    @property
    def inputs(self) -> tuple[Input, ...]:
        """What can be set around the board, with units, bounds and the values just now."""
        with self._inside():
            return tuple(self._shared.inputs)

    def at(self, t_ms: int, action: Callable[[], None]) -> None:
        """Plan something, such as a press, for a moment of the board's time.

        Args:
            t_ms: When; exact in fast pace.
            action: What to do. It runs on the board's thread and must not block.
        """
        self.at_us(t_ms * 1000, action)

    def at_us(self, t_us: int, action: Callable[[], None]) -> None:
        """Plan something, as :meth:`at` does, for a moment in microseconds."""
        with self._inside():
            self._shared.timeline.at(t_us, action)
            self._shared.wake()

    def snapshot(self) -> WorldView:
        """Return the board as it is to be seen just now."""
        # Only looking: who looks holds locks of its own perhaps, and is not the one to tell.
        with self._inside():
            return look(self._parts, self._shared, self._plugged)

    # For the clock

    def next_due_us(self) -> int | None:
        """Return when the next thing is to happen, None if nothing is planned."""
        return self._shared.timeline.due_us

    def run_due(self, t_us: int) -> None:
        """Do all that is planned up to a time.

        Args:
            t_us: The board's time.
        """
        with self._inside():
            self._shared.run_due(t_us)

    def _tell_lacks(self, payload: str) -> str:
        """Tell what a module or class of board code is to take away: ``NAME``."""
        names = (name.rpartition(".") for name in self._lacks)
        return " ".join(last for owner, _, last in names if owner == payload)

    def _set_calendar(self, payload: str) -> str:
        """Set the board's calendar: seconds since 1970."""
        epoch_s = bounded(integer(payload), 0, _EPOCH_S_MAX, "invalid date")
        clock = self._shared.clock
        clock.rtc_offset_us += epoch_s * 1_000_000 - clock.calendar_ns() // 1000
        return ""

    def _finger(self, name: str, *, pressed: bool) -> None:
        with self._inside():
            self._known_button(name)
            self._parts.sockets.buttons.set(name, pressed)

    def _known_button(self, name: str | None) -> None:
        known = self._parts.sockets.buttons.names
        if name is not None and name not in known:
            raise UsageError("world_no_button", name=name, known=", ".join(known))

    def _known(self) -> str:
        names = [each.name for each in self._shared.inputs]
        return ", ".join([*names, *(wire.name for wire in self._parts.sockets.wires)])

    def _inside(self) -> Inside:
        """Be alone inside; tell the outside what happened when the lock has been given back."""
        return self._door

    def tell(self) -> None:
        """Tell the outside what happened; without the lock of the world."""
        # Whoever holds `_telling` tells for all, so the order is kept and nobody waits here: a
        # sink may hold locks of its own for which another thread of ours waits.
        shared = self._shared
        while shared.has_messages and self._telling.acquire(blocking=False):
            try:
                while message := shared.take_message():
                    message()
            finally:
                self._telling.release()
