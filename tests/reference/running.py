"""Runs a small program on a board, and acts around it as the program asks."""

import re
import threading
from typing import Protocol, cast

from kibako.boards.board import Board
from kibako.links.virtual import VirtualLink
from kibako.virtual.options import VirtualOptions

from .cases import Case
from .reference_board import Button, ReferenceBoard

LIMIT_S = 120.0
"""How long one program may take: the emulated V2 is slow on a busy computer."""

_SOFT_RESET = "# --- soft reset\n"
_WISH = re.compile(rb"!(look|press (button_[ab])|release (button_[ab]))\Z")


class Side(Protocol):
    """A board as a test has it: connected, with eyes and a finger."""

    board: Board

    def display(self) -> tuple[str, ...]: ...

    def press(self, button: Button) -> None: ...

    def release(self, button: Button) -> None: ...


class ReferenceSide:
    """A reference board, connected."""

    def __init__(self, reference: ReferenceBoard) -> None:
        self._reference = reference
        self.board = reference.connect()
        self.display = reference.display
        self.press = reference.press
        self.release = reference.release

    def clear_up(self, source: str) -> None:
        """Start the board anew if a program left behind what a soft reset does not clear."""
        if self._reference.outlives_soft_reset(source):
            self.board.close()
            self._reference.restart()
            self.board = self._reference.connect()


class VirtualSide:
    """A virtual board in fast pace, connected, with no files."""

    def __init__(self, profile_id: str) -> None:
        link = VirtualLink(profile_id, profile_id, VirtualOptions(pace="fast", ephemeral=True))
        self.board = Board(link)
        self.board.connect()
        assert link.machine is not None
        self._world = link.machine.world

    def display(self) -> tuple[str, ...]:
        shown = self._world.snapshot().display
        assert shown is not None
        return shown

    def press(self, button: Button) -> None:
        self._world.press(button)

    def release(self, button: Button) -> None:
        self._world.release(button)


def transcript(side: Side, case: Case) -> str:
    """Run a program and return what it said, what it showed and how it ended.

    A program that asks ``input("!look")`` has the display written down at that point: lit or dark,
    the levels it can tell itself. ``input("!press button_a")`` and ``!release`` move the finger.
    Behind a line ``# --- soft reset`` stands another program, which is run afterwards.
    """
    return "".join(_part(side, case.name, part) for part in case.source.split(_SOFT_RESET))


def _part(side: Side, name: str, source: str) -> str:
    seen = bytearray()
    shown: list[str] = []

    def act(data: bytes) -> None:
        seen.extend(data)
        wish = _WISH.search(seen)
        if wish is None:
            return
        if wish[2]:
            side.press(cast("Button", wish[2].decode()))
        elif wish[3]:
            side.release(cast("Button", wish[3].decode()))
        else:
            shown.append(re.sub("[1-9]", "9", ":".join(side.display())))
        side.board.send_input(b"\r")

    late = threading.Event()
    limit = threading.Timer(LIMIT_S, late.set)
    limit.start()
    try:
        result = side.board.run(source, on_output=act, stop=late)
    finally:
        limit.cancel()
    assert not late.is_set(), f"{name}: did not end"
    said = (result.output + result.error).decode("utf-8", "replace").replace("\r\n", "\n")
    for picture in shown:
        said = said.replace("!look\n", picture + "\n", 1)
    return said
