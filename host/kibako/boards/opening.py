"""From a moniker to a board that answers."""

from pathlib import Path
from typing import Literal

from kibako.boards.board import Board
from kibako.events import EventSink
from kibako.links.open import open_link


def open_board(
    moniker: str,
    *,
    wire_log: Path | None = None,
    pace: Literal["real", "fast"] = "real",
    seed: int = 0,
    on_event: EventSink | None = None,
    ephemeral: bool = False,
    timeout_s: float = 10.0,
) -> Board:
    """Open a board and ask it who it is.

    Args:
        moniker: Which board: :func:`kibako.links.open.open_link` lists the forms.
        wire_log: A file that gets every byte as lines of JSON.
        pace: How a virtual board's time goes.
        seed: Seed of what is random on a virtual board.
        on_event: Takes what happens on a virtual board.
        ephemeral: A virtual board that starts with no files and leaves none.
        timeout_s: How long the prompt may take.

    Returns:
        The board, connected.

    Raises:
        UsageError: No such moniker.
        LinkError: The board is not there, in use, or not permitted.
        RemoteProtocolError: It does not answer as MicroPython does.
    """
    link = open_link(
        moniker, wire_log=wire_log, pace=pace, seed=seed, on_event=on_event, ephemeral=ephemeral
    )
    board = Board(link)
    board.connect(timeout_s)
    return board
