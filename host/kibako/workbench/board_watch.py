"""Which boards there are, which one is used, and what happens to its cable."""

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from kibako.boards.hotplug import LOOK_S as PLUG_LOOK_S
from kibako.boards.hotplug import PluggedBoard, PlugWatch
from kibako.boards.labels import SCHEME, name_board
from kibako.errors import KibakoError, LinkLost
from kibako.usb import UsbView
from kibako.workbench import commands
from kibako.workbench.hub import EventHub
from kibako.workbench.session import DEFAULT_BOARD, BoardSession
from kibako.workbench.shown import Shown
from kibako.workbench.tools import diagnose, do_tool
from kibako.workbench.view import DARK_DISPLAY, BoardChoice

if TYPE_CHECKING:
    from kibako.boards.board import Board

LOOK_S = 0.25
"""How often an idle board is looked at, in seconds."""
FIRST_LOOK_S = 1.0
"""When USB is looked at first: the first screen comes before it."""
_END_S = 2.0
VIRTUAL = (DEFAULT_BOARD, "virtual:pico/lesson")
"""The boards that are always there."""
OVER_BLUETOOTH = BoardChoice("ble:auto", "Bluetooth")
"""The only board in reach over Bluetooth. Looked for when it is opened: that takes seconds."""


class BoardWatch:
    """Looks after the cables on a thread of its own: of the board in use, and of all others.

    Args:
        session: The board in use.
        hub: Where it is told what went away and what came.
        shown: The picture of the workbench.
        usb: What is plugged in; this computer's own USB when left out.
    """

    def __init__(
        self, session: BoardSession, hub: EventHub, shown: Shown, usb: UsbView | None = None
    ) -> None:
        self._session = session
        self._usb = usb
        self._hub = hub
        self._shown = shown
        self._plugged = PlugWatch(usb)
        self._ending = threading.Event()
        self._showing = threading.Lock()
        self._show()
        self._thread = threading.Thread(target=self._watch, name="cable", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the watch; ending it twice is no error."""
        self._ending.set()
        self._thread.join(_END_S)

    def do(self, command: commands.BoardDeed, stop: threading.Event) -> None:
        """Do something with the board as a whole; no program runs meanwhile.

        Args:
            command: What to do.
            stop: Set when it should end.

        Raises:
            KibakoError: It cannot be done.
        """
        match command:
            case commands.UseBoard(moniker):
                self.use(moniker)
            case commands.Rescue(wipe):
                self.rescue(stop, wipe=wipe)
            case commands.Blink():
                self._blink(stop)
            case commands.Diagnose():
                diagnose(self._hub.emit, self._usb)
            case commands.BoardTool():
                self.use_for(lambda board: do_tool(command, board, self._hub.emit, stop), stop)
            case _:
                raise TypeError(command)

    def use(self, moniker: str) -> None:
        """Use another board from now on; no program runs meanwhile.

        Raises:
            UsageError: No board can be meant by that; the one in use stays.
        """
        if not moniker.startswith(SCHEME):
            from kibako.links.open import open_link

            open_link(moniker)  # it is not opened; a name that means no board is said at once
        self._session.use(moniker)
        self._shown.change(
            board=self._session.name, connected=False, cable_out=False, display=DARK_DISPLAY
        )
        self._show()
        self._hub.emit("board", "chosen", self._session.name)

    def rescue(self, stop: threading.Event, *, wipe: bool) -> None:
        """Free the board in use, which hangs; no program runs meanwhile.

        Args:
            stop: Set when it should end.
            wipe: Whether what the board starts by itself is taken off, after it was copied.
        """
        self._shown.change(connected=False)
        self._session.rescue(self._hub.publish, stop, wipe=wipe)

    def use_for(self, do: Callable[["Board"], None], stop: threading.Event) -> bool:
        """Do something with the board in use, and show how it stands afterwards.

        Args:
            do: What to do.
            stop: Set when it should end.

        Returns:
            Whether it was done.

        Raises:
            KibakoError: The board cannot be opened, or it cannot be done.
        """
        try:
            return self._session.use_for(do, stop)
        finally:
            out = self._session.cable.out
            self._shown.change(connected=self._session.connected, cable_out=out)

    def _blink(self, stop: threading.Event) -> None:
        from kibako.boards.blink import blink

        if self.use_for(blink, stop):
            self._hub.emit("board", "blinked", self._session.name)

    def name(self, label: str) -> None:
        """Keep what stands on the sticker of the board in use.

        Args:
            label: Its label; it replaces the one that the board had.

        Raises:
            KibakoError: The board has no USB serial number, or the label cannot be one.
        """
        name_board(self._session.cable.moniker(), label, self._usb)
        self._hub.emit("board", "named", label.strip())

    def _watch(self) -> None:
        next_look_s = time.monotonic() + FIRST_LOOK_S
        while not self._ending.wait(LOOK_S):
            try:
                self._session.look()
            except LinkLost as error:
                self._lost(error)
            if (moniker := self._session.cable.back()) is not None:
                self._shown.change(cable_out=False)
                self._hub.emit("board", "back", moniker)
            if time.monotonic() >= next_look_s:
                next_look_s += PLUG_LOOK_S
                self._look_at_usb()

    def _lost(self, error: KibakoError) -> None:
        """Show and tell that the board in use went away."""
        self._shown.change(connected=False, cable_out=self._session.cable.out)
        self._hub.error(error)

    def _look_at_usb(self) -> None:
        before = self._plugged.there
        changes = self._plugged.look()
        if self._plugged.there != before:  # a label may be new, too
            self._show()
        for change in changes:
            board, cable = change.board, self._session.cable
            used = cable.holds(board.port, board.usb_serial)
            used = used or (change.what == "plugged" and self._is_used(board))
            self._hub.emit("board", change.what, {**board.to_json(), "used": used})

    def _is_used(self, board: PluggedBoard) -> bool:
        """Tell whether a board was named as the one to use, opened or not."""
        only = self._session.moniker == "serial:auto" and len(self._plugged.there) == 1
        return only or self._session.moniker in (board.moniker, board.port)

    def _show(self) -> None:
        """Bring what can be chosen into the picture."""
        with self._showing:  # of two threads the later one knows the board in use
            used = self._session.moniker
            found = [BoardChoice(moniker, moniker.partition("/")[0]) for moniker in VIRTUAL]
            found += [
                BoardChoice(each.moniker, each.name, each.label, each.port)
                for each in self._plugged.there
                if each.port
            ]
            found.append(OVER_BLUETOOTH)
            if not any(used in (each.moniker, each.port) for each in found):
                found.insert(0, BoardChoice(used, self._session.name))
            marked = [each.marked(used in (each.moniker, each.port)) for each in found]
            self._shown.change(boards=tuple(marked))
