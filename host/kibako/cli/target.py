"""The board that a command means, and the options that name it."""

import argparse
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kibako.cli import output
from kibako.cli.words import Words

if TYPE_CHECKING:
    from kibako.boards.board import Board


def add_options(words: Words) -> None:
    """Add the options that name a board.

    Args:
        words: The words of the verb.
    """
    words.option("--board", help="board_option", metavar="MONIKER")
    words.option("--wire-log", help="wire_log_option", metavar="FILE", type=Path)


def moniker(found: argparse.Namespace) -> str:
    """Return the moniker of the board that a command means.

    Args:
        found: The arguments and options of the command.
    """
    name = str(found.board or "") or _usual()
    if name.startswith("virtual:"):
        prepare()
    return name


def prepare() -> None:
    """Tell a person at a terminal that the first virtual board of a computer takes a while."""
    if sys.stderr.isatty():
        from kibako.virtual import interpreter

        if interpreter.state().cached is None:
            output.say("interpreter.preparing")


def _usual() -> str:
    from kibako import config
    from kibako.boards.discovery import default_moniker

    return config.settings().board or default_moniker()


@contextmanager
def opened(found: argparse.Namespace) -> "Generator[Board]":
    """Open the board that a command means, and close it in the end.

    Args:
        found: The arguments and options of the command.

    Yields:
        The board, connected.
    """
    from kibako.boards.opening import open_board

    board = open_board(moniker(found), wire_log=found.wire_log)
    try:
        yield board
    finally:
        board.close()
