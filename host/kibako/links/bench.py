"""A port of the virtual bench as a link."""

from typing import TYPE_CHECKING

from kibako.errors import LinkError, LinkLost

if TYPE_CHECKING:
    from kibako.virtual.board import VirtualBoard
    from kibako.virtual.usb import VirtualBench
    from kibako.virtual.usb_board import UsbBoard


class BenchLink:
    """The way to a board of the virtual bench; nobody else can open its port meanwhile.

    Args:
        bench: The bench.
        device: The port.
    """

    def __init__(self, bench: "VirtualBench", device: str) -> None:
        self.description = f"serial:{device}"
        self._bench = bench
        self._device = device
        self._board: UsbBoard | None = None

    @property
    def machine(self) -> "VirtualBoard | None":
        """The virtual board behind the port, while it runs MicroPython."""
        return None if self._board is None else self._board.machine

    def open(self) -> None:
        """Open the port.

        Raises:
            LinkError: No such port, or in use.
        """
        board = self._bench.board_at(self._device)
        if board is None:
            raise LinkError("link_missing", port=self.description)
        board.open(self._device)
        self._board = board

    def close(self) -> None:
        """Close the port; closing twice is no error."""
        board, self._board = self._board, None
        if board is not None:
            board.close(self._device)

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        """Return what has come in, waiting for the first byte at most ``timeout_s``.

        Args:
            max_bytes: The most bytes to return.
            timeout_s: How long to wait, in seconds.

        Raises:
            LinkLost: The board left USB, or was unplugged.
        """
        return self._opened().read(self._device, max_bytes, timeout_s)

    def write(self, data: bytes, timeout_s: float = 10.0) -> None:
        """Send all of ``data``.

        Args:
            data: The bytes.
            timeout_s: How long to wait for the board to take them, in seconds.

        Raises:
            LinkLost: The board left USB, was unplugged, or took nothing for ``timeout_s``.
        """
        self._opened().write(self._device, data, timeout_s)

    def send_break(self) -> None:
        """Hold the line down: a micro:bit's interface chip resets it, a Pico takes no notice."""
        if self._opened().is_microbit and self.machine is not None:
            self.machine.reset()

    def _opened(self) -> "UsbBoard":
        if self._board is None:
            raise LinkLost("link_lost", port=self.description)
        return self._board
