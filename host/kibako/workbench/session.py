"""The board of the workbench: opened when it is first needed, kept until the end."""

import codecs
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from kibako.errors import BoardError, KibakoError, LinkBusy, LinkError, LinkLost, UsageError
from kibako.events import Event, EventSink
from kibako.lessons.fault import ProgramFault, read_traceback
from kibako.usb import UsbView
from kibako.virtual.options import VirtualOptions
from kibako.workbench.brake import Brake
from kibako.workbench.cable import Cable
from kibako.workbench.hands import Hands
from kibako.workbench.talk_beside import TalkBeside

if TYPE_CHECKING:
    from kibako.boards.board import Board
    from kibako.virtual.board import VirtualBoard
    from kibako.workbench.desk import Desk
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
        desk: Returns what lies on the workbench: what hangs on a virtual board just now, unless
            ``virtual`` has a circuit, and the talkpoints of a program.
    """

    def __init__(
        self,
        moniker: str,
        on_event: Callable[[Event], None],
        on_text: Callable[[int, str], None],
        virtual: VirtualOptions,
        usb: UsbView | None,
        on_warning: Callable[[KibakoError], None],
        desk: "Callable[[], Desk]",
    ) -> None:
        self.moniker = moniker
        self._on_warning = on_warning
        self._usb = usb
        self.cable = Cable(moniker, usb)
        self._on_event = on_event
        self._on_text = on_text
        self._virtual = virtual
        own = virtual.circuit
        self._hangs = lambda: desk().circuit() if own is None else own
        self._talking = TalkBeside(lambda code: desk().talkpoints(code), on_event)
        self._board: Board | None = None
        self._lock = threading.Lock()
        self._using = threading.Lock()
        self._in_program = False
        self._brake = Brake() if virtual.pace == "real" else None
        self._started_s = 0.0
        self._hands = self._new_hands()

    @property
    def hands(self) -> Hands:
        """What can be done to the board and around it, where it is virtual."""
        self._plug()
        return self._hands

    def _plug(self) -> None:
        """Let a virtual board have what is to hang on it; it starts anew when that is another."""
        if not self.moniker.startswith("virtual:"):
            return
        circuit = self._hangs()
        if circuit is not self._virtual.circuit and not self._in_program:
            self.close()
            self._virtual = replace(self._virtual, circuit=circuit)
            self._hands = self._new_hands()

    def _new_hands(self) -> Hands:
        return Hands(self.moniker, lambda: self._board, self._virtual, self._take)

    @property
    def name(self) -> str:
        """What a person would call the board."""
        kind, _, rest = self.moniker.partition(":")
        return f"{kind}:{rest.split('/')[0]}" if kind == "virtual" else self.moniker

    @property
    def kind(self) -> str:
        """Which board it is, such as ``pico-w``; "" for a real one that was not opened yet."""
        if self.moniker.startswith("virtual:"):
            return self.moniker.removeprefix("virtual:").partition("/")[0]
        board = self._board
        return "" if board is None else board.profile.family

    def use(self, moniker: str) -> None:
        """Be another board from now on; no program runs meanwhile."""
        self.close()
        self.moniker = moniker
        self.cable = Cable(moniker, self._usb)
        self._virtual = replace(self._virtual, circuit=None)
        self._hands = self._new_hands()

    def rescue(self, sink: EventSink, stop: threading.Event, *, wipe: bool) -> None:
        """Free the board, which hangs; it is closed before and afterwards.

        Args:
            sink: Gets the events of ``rescue``.
            stop: Set by another thread to end it.
            wipe: Whether what it starts by itself is taken off, after it was copied.
        """
        from kibako.workbench.rescue import rescue_board

        self.close()
        rescue_board(
            self.cable.moniker(),
            sink,
            lambda rung, files: wipe,
            up_to="wipe" if wipe else "replug",
            virtual=self._virtual,
            stop=stop,
        )

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
        board = self.open(stop)
        if board is None:
            return "stopped", None
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
            with self._using, self._talking.hear(board, source, stop):
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

    def use_for(self, do: Callable[["Board"], None], stop: threading.Event) -> bool:
        """Do something with the board as a whole; no program runs meanwhile.

        Args:
            do: What to do.
            stop: Once set, the board is not waited for any longer.

        Returns:
            Whether it was done.

        Raises:
            KibakoError: The board cannot be opened, or it cannot be done.
            LinkLost: The board went away.
        """
        board = self.open(stop)
        if board is None:
            return False
        try:
            with self._using:
                do(board)
        except LinkLost as error:
            self.close()
            raise self.cable.lost(error) from error
        return True

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

    def close(self) -> None:
        """Close the board; closing twice is no error."""
        with self._lock:
            board, self._board = self._board, None
        if board is not None:
            board.close()

    def open(self, stop: threading.Event | None = None) -> "Board | None":
        """Open the board, unless it is open already.

        Args:
            stop: Once set, it is not waited for any longer.

        Returns:
            The board; None when the wait for it was stopped.

        Raises:
            KibakoError: It cannot be opened.
        """
        from kibako.boards.opening import open_board

        def opened(ephemeral: bool) -> "Board":
            options = replace(self._virtual, on_event=self._take, ephemeral=ephemeral)
            return open_board(self.cable.moniker(), virtual=options, stop=stop)

        self._plug()
        with self._lock:
            if self._board is None:
                try:
                    self._board = opened(False)
                except LinkBusy:
                    if self.moniker != DEFAULT_BOARD:
                        raise
                    self._board = opened(True)  # a second window has a board of its own
                except LinkLost as error:
                    raise self.cable.lost(error) from error
                except LinkError as error:
                    self.cable.missing(error)
                    raise
                except BoardError as error:
                    if error.code != "board_left":
                        raise
                    return None
                self.cable.opened(self._board.link.description)
                if self._board.warning is not None:
                    self._on_warning(self._board.warning)
                machine = self._board.machine
                if machine is not None:
                    self._hands.reach(machine)
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
