"""A virtual board: MicroPython in a sandbox, with a serial side, a clock, files and a world."""

import contextlib
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kibako.errors import BoardError
from kibako.events import Event, EventSink, JsonValue
from kibako.virtual.clock import Pace, VirtualClock
from kibako.virtual.data_log_page import DataLogPage
from kibako.virtual.faults import Fault
from kibako.virtual.flash import Flash
from kibako.virtual.profile import VirtualProfile, find_profile
from kibako.virtual.serial import SerialQueues
from kibako.virtual.trouble import Trouble
from kibako.virtual.world import World

if TYPE_CHECKING:
    from kibako.circuits.circuit import Circuit
    from kibako.virtual.machine import Machine
    from kibako.virtual.tap import Tap

State = Literal["idle", "running", "closed"]


class VirtualBoard:
    """One virtual board. Every method may be called from any thread.

    Args:
        profile: Which board it is, such as ``microbit`` or ``pico``, or its profile.
        flash_dir: The folder that holds its files.
        pace: ``real`` for people, ``fast`` for checks.
        seed: Seed of everything that is random on the board.
        on_event: Takes what happens on the board; called on the board's thread.
        run_boot: Whether boot.py and main.py are run at power-up.
        port_name: What to call the board when another program has it.
        faults: What is wrong with it from the beginning.
        circuit: What hangs on it.

    Raises:
        UsageError: The circuit is for another kind of board.
        FileError: The circuit is wrong on this board.
    """

    def __init__(
        self,
        profile: str | VirtualProfile,
        *,
        flash_dir: Path,
        pace: Pace = "real",
        seed: int = 0,
        on_event: EventSink | None = None,
        run_boot: bool = True,
        port_name: str = "",
        faults: tuple[Fault, ...] = (),
        circuit: "Circuit | None" = None,
    ) -> None:
        self.profile = find_profile(profile) if isinstance(profile, str) else profile
        if any(fault.name == "old-firmware" for fault in faults):
            self.profile = self.profile.with_old_firmware()
        self.seed = seed
        self.run_boot = run_boot
        self.port_name = (
            port_name
            or f"virtual:{self.profile.id if isinstance(profile, VirtualProfile) else profile}"
        )
        self.changed = threading.Condition(threading.RLock())
        self.clock = VirtualClock(pace, self.profile.loops_per_ms, self.changed)
        self.serial = SerialQueues(self.changed)
        self.flash = Flash(
            flash_dir,
            self.profile.flash_bytes,
            self.profile.block_bytes,
            folders=self.profile.folders,
            on_fault=lambda reason: self.emit("board", "computer_full", reason),
        )
        self._sink = on_event
        self.world = World(self.profile, self.clock, self._emit, seed)
        self.trouble = Trouble(self)
        self._faults = faults
        self.clock.timeline = self.world
        self.log_page = DataLogPage(flash_dir)
        if self.world.log is not None:
            self.world.log.keep = self._keep_log
        self.serial.port = self.world.terminal
        self.world.terminal.receive = self._on_pins
        if circuit is not None:
            self.world.plug(circuit.for_board(self.profile.id))
        self.tap: Tap | None = None
        """Listens to what programs get from outside; None: nobody does."""
        self._machine: Machine | None = None
        self._thread: threading.Thread | None = None
        self._closed = False

    # Life

    def start(self, timeout_s: float = 10.0) -> None:
        """Switch the board on; return when its prompt is out, or main.py runs for long.

        Args:
            timeout_s: How long to wait for the prompt.

        Raises:
            LinkError: Another program has the board, or its folder cannot be used.
            BoardError: The interpreter is missing, or did not come up.
        """
        from kibako.virtual.machine import Machine

        self.flash.open(self.port_name)
        if self.world.log is not None:
            self.world.log.already(self.log_page.used_bytes())
        try:
            for fault in self._faults:
                self.trouble.prepare(fault)
            self._machine = Machine(self)
        except BaseException:
            self.flash.close()
            raise
        self.world.on_wake(self._machine.wake)
        self.world.sockets.world.on_power(self._machine.power)
        name = f"board {self.profile.id}"
        self._thread = threading.Thread(target=self._machine.run, name=name, daemon=True)
        self._thread.start()
        if not self._machine.wait_started(timeout_s):
            self.close()
            raise BoardError("virtual_no_start", name=self.profile.name)

    def close(self) -> None:
        """Switch the board off, whatever it is doing; closing twice is no error."""
        with self.changed:
            if self._closed:
                return
            self._closed = True
        if self._machine is not None:
            self._machine.stops.ask("close")
        self.clock.release()
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(5.0)
        self.serial.close()
        self.trouble.tidy()
        self.flash.close()

    def __enter__(self) -> "VirtualBoard":
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    # The serial side

    def feed(self, data: bytes, timeout_s: float = 10.0) -> None:
        """Send bytes to the board; Ctrl-C stops a running program at once.

        Args:
            data: The bytes.
            timeout_s: How long to wait for the board to take them.

        Raises:
            LinkLost: The board is closed, or took nothing for ``timeout_s``.
        """
        data = self.trouble.to_board(data)
        self.deliver(data, timeout_s)

    def deliver(self, data: bytes, timeout_s: float) -> None:
        """Give the board bytes that came through its cable; see :meth:`feed`."""
        while data and self.serial.port.hears_cable:
            head, data = self._machine.stops.split(data) if self._machine else (data, b"")
            if head:
                self.serial.put(head, timeout_s)

    def _keep_log(self, text: str, anew: bool) -> None:
        try:
            self.log_page.keep(text, anew)
        except OSError as exc:
            self.emit("log", "unsaved", exc.strerror or str(exc))

    def _on_pins(self, data: bytes) -> None:
        """Give the board bytes that came in on the pins of its UART."""
        while data and self._machine is not None:
            head, data = self._machine.stops.split(data)
            self.serial.take_in(head, self.profile.serial_bytes)

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        """Return what the board sent.

        Args:
            max_bytes: The most bytes to return.
            timeout_s: How long to wait for the first one.

        Returns:
            The bytes, none when none came in time.

        Raises:
            LinkLost: The board is closed.
        """
        return self.trouble.from_board(self.serial.take_output(max_bytes, timeout_s))

    def interrupt(self) -> None:
        """Stop the running program, as Ctrl-C does."""
        self.feed(b"\x03")

    def reset(self) -> None:
        """Press the reset button."""
        if self._machine is not None:
            self._machine.stops.ask("reset")

    def brown_out(self) -> None:
        """Let the supply fail for a moment: the board starts anew, without a word."""
        self.emit("board", "brown_out")
        self.reset()

    @property
    def running(self) -> bool:
        """Whether the board is switched on."""
        return self._machine is not None and not self._closed

    @property
    def state(self) -> State:
        """Whether the board waits at its prompt, runs a program, or is closed."""
        if self._closed or self._machine is None or self._machine.over:
            return "closed"
        return "idle" if self._machine.idle else "running"

    @property
    def boot_error(self) -> bytes:
        """The last traceback of boot.py or main.py, or nothing."""
        return b"" if self._machine is None else self._machine.errors[0]

    @property
    def program_error(self) -> bytes:
        """The traceback of the last program that was sent over the cable, or nothing."""
        return b"" if self._machine is None else self._machine.errors[1]

    @property
    def asking(self) -> bool:
        """Whether a program waits in ``input()``."""
        return self._machine is not None and self._machine.asking

    def wait_idle(self, timeout_s: float) -> bool:
        """Wait until the board is at its prompt and has nothing left to read.

        Args:
            timeout_s: How long to wait.

        Returns:
            Whether it is.
        """
        with self.changed:
            return self.changed.wait_for(lambda: self.state != "running", timeout_s)

    def wait_held(self, timeout_s: float) -> Literal["held", "idle"] | None:
        """Wait until the board stands at the moment of ``clock.hold_at``.

        Args:
            timeout_s: How long to wait.

        Returns:
            ``held``; ``idle`` when it came to its prompt (or was closed) before, unless its time
            goes on there; else None.
        """
        with self.changed:
            self.changed.wait_for(lambda: self.clock.held or self._stands(), timeout_s)
            if self.clock.held:
                return "held"
            return "idle" if self._stands() else None

    def go_on_at_prompt(self) -> None:
        """Let time go on at the prompt in fast pace too: servos and timers outlive a program."""
        with self.changed:
            self.clock.goes_on = True
            self.changed.notify_all()

    def _stands(self) -> bool:
        """Whether its time goes no further."""
        return self.state == "closed" or (self.state == "idle" and not self.clock.goes_on)

    # Events

    def _emit(self, event: Event) -> None:
        if self._sink is not None:
            self._sink(event)

    def emit(self, source: str, what: str, value: JsonValue = None) -> None:
        """Tell that something happened on the board, now."""
        self._emit(Event(self.clock.now_ms(), source, what, value))

    def emit_output(self, text: str) -> None:
        """Tell what the program printed."""
        self.emit("stdout", "text", text)

    def drain(self, quiet_s: float = 0.05, limit_s: float = 5.0) -> bytes:
        """Read until nothing more comes for a moment: for tools and tests.

        Args:
            quiet_s: How long nothing must come.
            limit_s: When to give up.

        Returns:
            All that came.
        """
        out = bytearray()
        end_s = time.monotonic() + limit_s
        with contextlib.suppress(EOFError):
            while time.monotonic() < end_s:
                data = self.read(65536, quiet_s)
                if not data:
                    break
                out += data
        return bytes(out)
