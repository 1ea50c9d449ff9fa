"""What every reference board offers: the real firmware, behind a socket, seen and driven."""

import os
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Literal, NoReturn, Self

import pytest
from kibako.boards.board import Board
from kibako.errors import KibakoError
from kibako.links.tcp import TcpLink

Button = Literal["button_a", "button_b"]
"""The buttons, named as the events of a virtual board name them."""


EMULATED_V1 = pytest.mark.xdist_group("emulated-v1")
EMULATED_V2 = pytest.mark.xdist_group("emulated-v2")
"""Boards that need a processor to themselves, more or less: never two of one kind at once."""

CONNECT_S = 30.0
"""How long an emulated board may take to show its prompt: this computer may be busy."""


class ReferenceBoard(ABC):
    """One emulated board that runs the real firmware.

    It is switched on once and stays while tests connect to its serial socket and leave it. An
    emulator that has gone wrong is replaced by a fresh one (``alive`` tells); no test is repeated.
    """

    profile_id: str
    """Which board it is, such as ``microbit-v1``."""
    host = "127.0.0.1"
    port: int
    """Where its serial side is served; known after :meth:`start`."""

    @abstractmethod
    def start(self) -> None:
        """Switch it on; return when its prompt answers and its clock runs.

        Raises:
            AssertionError: It did not come up.
        """

    @abstractmethod
    def close(self) -> None:
        """Switch it off; closing twice is no error."""

    @abstractmethod
    def display(self) -> tuple[str, ...]:
        """Return what is to be seen: five rows of digits, ``0`` dark, ``9`` bright.

        Levels between are told as far as the emulator can tell them.
        """

    @abstractmethod
    def press(self, button: Button) -> None:
        """Press a button and hold it."""

    @abstractmethod
    def release(self, button: Button) -> None:
        """Let a button go."""

    def outlives_soft_reset(self, source: str) -> bool:
        """Tell whether a program leaves something behind that harms the next one.

        Args:
            source: The program, which has run.
        """
        return False

    def restart(self) -> None:
        """Start the board anew; who is connected connects again."""
        self.close()
        self.start()

    def new_link(self) -> TcpLink:
        """Return a new way to its serial side, not yet opened."""
        return TcpLink(self.host, self.port)

    def connect(self) -> Board:
        """Return the board, connected, as the host program would."""
        board = Board(self.new_link())
        board.connect(CONNECT_S)
        return board

    def alive(self) -> bool:
        """Tell whether it answers and its clock runs; nobody may be connected meanwhile."""
        try:
            self.prove_alive()
        except KibakoError:
            return False
        return True

    def prove_alive(self, limit_s: float = 20.0) -> None:
        """Have it answer, and sleep for a moment.

        Args:
            limit_s: How long each of the two may take.

        Raises:
            KibakoError: It does not.
        """
        board = Board(self.new_link())
        board.connect(limit_s)
        try:
            board.exec("from microbit import sleep\nsleep(20)", timeout_s=limit_s)
        finally:
            board.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def missing(why: str) -> NoReturn:
    """Leave a test out because this computer lacks something; on CI that is a failure.

    Args:
        why: What is missing, and what to install.
    """
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)
