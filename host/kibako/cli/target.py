"""The board that a command means, and the options that name it."""

import argparse
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kibako.cli import output
from kibako.cli.words import Words
from kibako.errors import KibakoError, UsageError
from kibako.events import PREPARING, Event

if TYPE_CHECKING:
    from kibako.boards.board import Board
    from kibako.circuits.circuit import Circuit
    from kibako.links.base import Link
    from kibako.virtual.faults import Fault
    from kibako.virtual.options import VirtualOptions


def add_options(words: Words) -> None:
    """Add the options that name a board.

    Args:
        words: The words of the verb.
    """
    words.option("--board", help="board_option", metavar="MONIKER")
    words.option("--circuit", help="circuit_option", metavar="CIRCUIT", type=circuit)
    words.option("--fault", help="fault_option", metavar="FAULT", type=_faults, default=())
    words.option("--wire-log", help="wire_log_option", metavar="FILE", type=Path)


def _faults(text: str) -> "tuple[Fault, ...]":
    from kibako.virtual.faults import parse_fault

    return tuple(parse_fault(word) for word in text.split(","))


def circuit(name: str) -> "Circuit":
    """Read the circuit that an option names: one that comes with Kibako, or a file.

    Raises:
        FileError: It is missing or wrong; all its mistakes are named.
    """
    from kibako.circuits.circuit import read_circuit

    return read_circuit(name)


def options(found: argparse.Namespace, board: str) -> "VirtualOptions":
    """Return how a virtual board is to be for a command.

    Args:
        found: The arguments and options of the command.
        board: The board's moniker.

    Raises:
        UsageError: Something is asked of a real board that only a virtual one can.
    """
    from kibako.virtual.options import VirtualOptions

    if found.fault and not board.startswith("virtual:"):
        raise UsageError("fault_real_board", board=board)
    if found.circuit is not None and not board.startswith("virtual:"):
        raise UsageError("circuit_real_board", board=board)
    return VirtualOptions(on_event=say_preparing, faults=found.fault, circuit=found.circuit)


@contextmanager
def controlled(link: "Link") -> Generator[None]:
    """Let ``kibako control`` of another program reach a virtual board while it is open.

    What a person should know of its files is said first.

    Args:
        link: The board's link, open; with a real board behind it nothing happens.
    """
    from kibako.virtual.board import VirtualBoard

    notice: KibakoError | None = getattr(link, "notice", None)
    if notice is not None:
        output.fault(notice)
    machine = getattr(link, "machine", None)
    if not isinstance(machine, VirtualBoard):
        yield
        return
    from kibako.virtual.control import ControlServer

    with ControlServer(machine):
        yield


def moniker(found: argparse.Namespace) -> str:
    """Return the moniker of the board that a command means; a circuit names its board.

    Args:
        found: The arguments and options of the command.
    """
    wired: Circuit | None = getattr(found, "circuit", None)  # not every command takes one
    return str(found.board or "") or (f"virtual:{wired.board.id}" if wired else _usual())


def say_preparing(event: Event) -> None:
    """Tell a person at a terminal when a virtual board takes a while; pass over other events.

    Args:
        event: What happened on the board.
    """
    if (event.source, event.what) == PREPARING and sys.stderr.isatty():
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

    name = moniker(found)
    board = open_board(name, wire_log=found.wire_log, virtual=options(found, name))
    if board.warning is not None:
        output.fault(board.warning)
    try:
        yield board
    finally:
        board.close()


def say_kept(remote: str, here: Path) -> None:
    """Say that what a file on the board held is kept on this computer.

    Args:
        remote: The file on the board.
        here: Where its old text is kept.
    """
    output.say("transfer.kept", remote=remote, path=str(here))
