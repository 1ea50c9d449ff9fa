"""From a moniker to a board that answers."""

from pathlib import Path

from kibako.boards.board import Board
from kibako.boards.labels import resolve
from kibako.links.open import open_link
from kibako.virtual.options import ORDINARY, VirtualOptions


def open_board(
    moniker: str,
    *,
    wire_log: Path | None = None,
    virtual: VirtualOptions = ORDINARY,
    timeout_s: float = 10.0,
) -> Board:
    """Open a board and ask it who it is.

    Args:
        moniker: Which board: ``board:LABEL``, or a form of :func:`kibako.links.open.open_link`.
        wire_log: A file that gets every byte as lines of JSON.
        virtual: How a virtual board is to be.
        timeout_s: How long the prompt may take.

    Returns:
        The board, connected.

    Raises:
        UsageError: No such moniker.
        LinkError: The board is not there, in use, or not permitted.
        RemoteProtocolError: It does not answer as MicroPython does.
    """
    link = open_link(resolve(moniker), wire_log=wire_log, virtual=virtual)
    board = Board(link)
    board.connect(timeout_s)
    return board
