"""What hands do to a virtual board and to what is around it, before its first program too."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kibako.errors import UsageError
from kibako.events import Event
from kibako.virtual.options import VirtualOptions
from kibako.workbench import commands
from kibako.workbench.around import Around
from kibako.workbench.commands import MOMENT_MS

if TYPE_CHECKING:
    from kibako.boards.board import Board
    from kibako.virtual.board import VirtualBoard
    from kibako.virtual.world import World


class Hands:
    """Presses and sets things; on a real board that is for the person's own hands.

    Args:
        moniker: Which board.
        board: Returns the open board, None while there is none.
        virtual: How a virtual board is to be.
        on_event: Gets the events of a world that is looked at before there is a board.
    """

    def __init__(
        self,
        moniker: str,
        board: "Callable[[], Board | None]",
        virtual: VirtualOptions,
        on_event: Callable[[Event], None],
    ) -> None:
        self._moniker = moniker
        self._board = board
        self._virtual = virtual
        self._on_event = on_event
        self._preview: World | None = None

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
        if not self._moniker.startswith("virtual:"):
            return Around()
        return Around.of(self._world())

    def reach(self, machine: "VirtualBoard") -> None:
        """Give a board that was just opened what was set before there was one."""
        preview, self._preview = self._preview, None
        if preview is not None:
            for each in preview.inputs:
                if each.value != each.first and not isinstance(each.value, str):
                    machine.world.set(each.name, each.value)

    def _world(self) -> "World":
        """The world of the open board; before that, of one that is made to be looked at."""
        board = self._board()
        if board is not None and board.machine is not None:
            return board.machine.world
        if not self._moniker.startswith("virtual:"):
            raise UsageError("press_the_real_one")
        if self._preview is None:
            from kibako.virtual.board import VirtualBoard

            profile_id = self._moniker.removeprefix("virtual:").partition("/")[0]
            looked_at = VirtualBoard(
                profile_id,
                flash_dir=Path("preview"),
                on_event=self._told,
                circuit=self._virtual.circuit,
            )
            self._preview = looked_at.world
        return self._preview

    def _told(self, event: Event) -> None:
        """Pass on what is done to the world that is looked at; not what its making tells."""
        if self._preview is not None:
            self._on_event(event)

    def _known_button(self, name: str) -> None:
        """Look for a button before anything else is said: without a board too."""
        known = self.around().buttons
        if known and name not in known:
            raise UsageError("world_no_button", name=name, known=", ".join(known))

    def _virtual_board(self) -> "VirtualBoard":
        board = self._board()
        if board is None:
            raise UsageError("nothing_runs")
        machine = board.machine
        if machine is None:
            raise UsageError("press_the_real_one")
        return machine
