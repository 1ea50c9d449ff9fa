"""The board of the workbench: opened when it is first needed, kept until the end."""

import codecs
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kibako.errors import KibakoError, LinkBusy, LinkLost, UsageError
from kibako.events import Event
from kibako.lessons.fault import ProgramFault, read_traceback
from kibako.usb import UsbView
from kibako.virtual.options import ORDINARY, VirtualOptions
from kibako.workbench import commands
from kibako.workbench.around import Around
from kibako.workbench.brake import Brake
from kibako.workbench.cable import Cable
from kibako.workbench.commands import MOMENT_MS

if TYPE_CHECKING:
    from kibako.boards.board import Board
    from kibako.virtual.board import VirtualBoard
    from kibako.virtual.world import World
    from kibako.workbench.recording import Recording

Ending = Literal["done", "error", "stopped", "limit", "lost"]
Pace = Literal["real", "fast"]

DEFAULT_BOARD = "virtual:microbit/lesson"
"""The board of a lesson when no other was named: one of its own, apart from ``kibako run``'s."""


class BoardSession:
    """Runs programs on one board, one after another.

    Args:
        moniker: Which board.
        on_event: Gets the board's events, on the board's thread.
        on_text: Gets what a program writes, with its time.
        virtual: How a virtual board is to be.
        usb: What is plugged in, to find a board that was plugged in elsewhere; this computer's
            own ports when left out.
        on_warning: Told what is odd about the board, each time it is opened.
    """

    def __init__(
        self,
        moniker: str,
        on_event: Callable[[Event], None],
        on_text: Callable[[int, str], None],
        virtual: VirtualOptions = ORDINARY,
        usb: UsbView | None = None,
        on_warning: Callable[[KibakoError], None] = lambda error: None,
    ) -> None:
        self.moniker = moniker
        self._on_warning = on_warning
        self.cable = Cable(moniker, usb)
        self._on_event = on_event
        self._on_text = on_text
        self._virtual = virtual
        self._board: Board | None = None
        self._lock = threading.Lock()
        self._using = threading.Lock()
        self._in_program = False
        self._brake = Brake() if virtual.pace == "real" else None
        self._started_s = 0.0
        self._preview: World | None = None

    @property
    def name(self) -> str:
        """What a person would call the board."""
        kind, _, rest = self.moniker.partition(":")
        return f"{kind}:{rest.split('/')[0]}" if kind == "virtual" else self.moniker

    @property
    def connected(self) -> bool:
        """Whether the board is open."""
        return self._board is not None

    def now_ms(self) -> int:
        """The board's own time; of a real board, the time since its program was started."""
        machine = self._machine()
        if machine is not None:
            return machine.clock.now_ms()
        if self._board is None or not self._in_program:
            return 0
        return int((time.monotonic() - self._started_s) * 1000)

    def run(
        self, source: str, stop: threading.Event, recording: "Recording | None" = None
    ) -> tuple[Ending, ProgramFault | None]:
        """Run a program until it ends or ``stop`` is set.

        Args:
            source: The program.
            stop: Set by another thread to stop it.
            recording: Keeps what is done to a virtual board meanwhile.

        Returns:
            How it ended, and the exception that ended it.

        Raises:
            KibakoError: The board cannot be opened.
            LinkLost: The board went away.
        """
        board = self.open()
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        virtual = board.machine is not None

        def on_output(data: bytes) -> None:
            if not virtual:  # a virtual board's text comes as events, in order with the others
                self._on_text(self.now_ms(), decoder.decode(data))

        self._started_s = time.monotonic()
        if board.machine is not None and recording is not None:
            now_ms = board.machine.clock.now_ms()
            recording.begin(board.machine.world, now_ms, self._virtual.circuit)
        self._in_program = True
        try:
            with self._using:
                result = board.run(source, on_output=on_output, stop=stop)
        except LinkLost as error:
            self.close()
            raise self.cable.lost(error) from error
        except KibakoError:
            self.close()
            raise
        finally:
            self._in_program = False
        if result.stopped:
            return "stopped", None
        if result.ok:
            return "done", None
        return "error", read_traceback(result.error, source)

    def stop(self) -> None:
        """Stop the running program, if there is one."""
        board = self._board
        if board is not None and self._in_program:
            board.stop()

    def send_input(self, text: str) -> None:
        """Send a line to the running program.

        Raises:
            UsageError: No program is running.
        """
        board = self._board
        if board is None or not self._in_program:
            raise UsageError("nothing_runs")
        board.send_input(text.encode("utf-8") + b"\r")

    def look(self) -> None:
        """Look whether a real board is still there, while no program runs on it.

        Raises:
            LinkLost: It went away; it is closed.
        """
        board = self._board
        if board is None or board.machine is not None or not self._using.acquire(blocking=False):
            return
        try:
            board.listen()
        except LinkLost as error:
            if self._board is not board:
                return  # it was closed meanwhile, by us
            self.close()
            raise self.cable.lost(error) from error
        finally:
            self._using.release()

    def touch(self, command: commands.Touch) -> None:
        """Do something to the virtual board or to what is around it.

        Raises:
            UsageError: There is no such thing, or no virtual board is open.
        """
        match command:
            case commands.PressButton(name, hold_ms):
                self.press(name, hold_ms)
            case commands.ReleaseButton(name):
                self.release(name)
            case commands.PressNamed(word):
                self.press_named(word)
            case commands.SetInput(name, value):
                self.set_input(name, value)
            case commands.SetNamed(words):
                self.set_named(words)
            case _:
                raise TypeError(command)

    def press(self, name: str, hold_ms: int | None) -> None:
        """Press a button of the virtual board.

        Raises:
            UsageError: There is no such button, or no virtual board is open.
        """
        self._known_button(name)
        machine = self._virtual_board()
        world = machine.world
        world.press(name)
        if hold_ms is not None:
            world.at(machine.clock.now_ms() + hold_ms, lambda: world.release(name))

    def press_named(self, word: str) -> None:
        """Press what a person named in a word of their own, for a moment.

        Raises:
            UsageError: There is no such thing, or no virtual board is open.
        """
        self.press(self.around().button_named(word), MOMENT_MS)

    def set_named(self, words: str) -> None:
        """Set what a person named in words of their own; see :meth:`set_input`.

        Raises:
            UsageError: There is no such input, it cannot have that value, or the board is real.
        """
        found, value = self.around().setting(words)
        self.set_input(found.name, value)

    def release(self, name: str) -> None:
        """Let a button of the virtual board go.

        Raises:
            UsageError: There is no such button, or no virtual board is open.
        """
        self._virtual_board().world.release(name)

    def set_input(self, name: str, value: float | str) -> None:
        """Set something around the virtual board, also before its first program.

        Args:
            name: An input's name.
            value: The new value.

        Raises:
            UsageError: There is no such input, it cannot have that value, or the board is real.
        """
        self._world().set(name, value)

    def around(self) -> Around:
        """Return what can be pressed and set; empty for a real board."""
        if not self.moniker.startswith("virtual:"):
            return Around()
        return Around.of(self._world())

    def _world(self) -> "World":
        """The world of the open board; before that, of one that is made to be looked at."""
        machine = self._machine()
        if machine is not None:
            return machine.world
        if not self.moniker.startswith("virtual:"):
            raise UsageError("press_the_real_one")
        if self._preview is None:
            from kibako.virtual.board import VirtualBoard

            profile_id = self.moniker.removeprefix("virtual:").partition("/")[0]
            looked_at = VirtualBoard(
                profile_id,
                flash_dir=Path("preview"),
                on_event=self._take,
                circuit=self._virtual.circuit,
            )
            self._preview = looked_at.world
        return self._preview

    def _hand_over(self, machine: "VirtualBoard") -> None:
        """Give a new board what was set before there was one."""
        preview, self._preview = self._preview, None
        if preview is not None:
            for each in preview.inputs:
                if each.value != each.first and not isinstance(each.value, str):
                    machine.world.set(each.name, each.value)

    def close(self) -> None:
        """Close the board; closing twice is no error."""
        with self._lock:
            board, self._board = self._board, None
        if board is not None:
            board.close()

    def open(self) -> "Board":
        """Open the board, unless it is open already.

        Raises:
            KibakoError: It cannot be opened.
        """
        from kibako.boards.opening import open_board

        def opened(ephemeral: bool) -> "Board":
            options = replace(self._virtual, on_event=self._take, ephemeral=ephemeral)
            return open_board(self.cable.moniker(), virtual=options)

        with self._lock:
            if self._board is None:
                try:
                    self._board = opened(False)
                except LinkBusy:
                    if self.moniker != DEFAULT_BOARD:
                        raise
                    self._board = opened(True)  # a second window has a board of its own
                self.cable.opened(self._board.link.description)
                if self._board.identity.warning is not None:
                    self._on_warning(self._board.identity.warning)
                machine = self._board.machine
                if machine is not None:
                    self._hand_over(machine)
            return self._board

    def _take(self, event: Event) -> None:
        """Take an event of the board's thread."""
        if event.source == "stdout":
            if self._in_program:
                self._on_text(event.t_ms, str(event.value))
                if self._brake is not None:
                    self._brake.text()
        else:
            self._on_event(event)

    def _machine(self) -> "VirtualBoard | None":
        board = self._board
        return None if board is None else board.machine

    def _known_button(self, name: str) -> None:
        """Look for a button before anything else is said: without a board too."""
        known = self.around().buttons
        if known and name not in known:
            raise UsageError("world_no_button", name=name, known=", ".join(known))

    def _virtual_board(self) -> "VirtualBoard":
        if self._board is None:
            raise UsageError("nothing_runs")
        machine = self._board.machine
        if machine is None:
            raise UsageError("press_the_real_one")
        return machine
