"""The link contract: five things that every way to a board offers, bytes only."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class Link(Protocol):
    """A byte pipe to a board. One thread may read while another writes."""

    @property
    def description(self) -> str:
        """What a person would call it, such as ``serial:/dev/ttyACM0`` or ``virtual:microbit``."""
        ...

    def open(self) -> None:
        """Open the link.

        Raises:
            LinkError: Not found, busy, no permission.
        """
        ...

    def close(self) -> None:
        """Close the link; closing twice is no error."""
        ...

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        """Return what has come in, waiting for the first byte at most ``timeout_s``.

        Args:
            max_bytes: The most bytes to return.
            timeout_s: How long to wait for the first byte, in seconds.

        Returns:
            1 to ``max_bytes`` bytes, or ``b""`` when nothing came in time.

        Raises:
            LinkLost: The other side is gone.
        """
        ...

    def write(self, data: bytes, timeout_s: float = 10.0) -> None:
        """Send all of ``data``.

        Args:
            data: The bytes.
            timeout_s: How long to wait for the other side to take them, in seconds.

        Raises:
            LinkLost: The other side is gone, or took nothing for ``timeout_s``.
        """
        ...


@runtime_checkable
class Returning(Protocol):
    """A link that ends when its board starts anew, and can find it again."""

    def returns(self, timeout_s: float) -> bool:
        """Wait for a board that went away, and connect to it anew.

        Args:
            timeout_s: How long to wait, in seconds.

        Returns:
            Whether it is there again.
        """
        ...
