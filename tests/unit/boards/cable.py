"""A cable that can be pulled, between a board and its link."""

from collections.abc import Callable

from kibako.boards.board import Board
from kibako.errors import LinkLost
from kibako.links.base import Link
from kibako.links.open import open_link


class Cable:
    """A link that is cut, or harms what goes through it, after so many bytes to the board."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self.description = link.description
        self.sent = 0
        self.cut_at: int | None = None
        self.harm: Callable[[bytes], bytes] | None = None
        self.read_cut = False

    @property
    def machine(self) -> object:
        return getattr(self.link, "machine", None)

    def open(self) -> None:
        self.link.open()

    def close(self) -> None:
        self.link.close()

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        if self.read_cut:
            raise LinkLost("link_lost", port=self.description)
        return self.link.read(max_bytes, timeout_s)

    def write(self, data: bytes, timeout_s: float = 10.0) -> None:
        if self.cut_at is not None and self.sent + len(data) > self.cut_at:
            self.link.write(data[: self.cut_at - self.sent], timeout_s)
            self.read_cut = True
            raise LinkLost("link_lost", port=self.description)
        self.sent += len(data)
        self.link.write(self.harm(data) if self.harm else data, timeout_s)


def opened(moniker: str) -> tuple[Board, Cable]:
    cable = Cable(open_link(moniker))
    board = Board(cable)
    board.connect()
    return board, cable
