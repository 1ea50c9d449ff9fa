"""Bytes on their way between a program and the host: hexadecimal text, in pieces.

A host call carries text, and its answer is short: a board with a heap of ten kilobytes has no
room for more. What is long is laid down here piece by piece before the call that needs it, and
fetched piece by piece after the call that gave it.
"""

from collections.abc import Mapping

from kibako.virtual.hostcall import HostFunction, bounded, integer, value_error

PIECE_BYTES = 256
"""How many bytes an answer carries."""
STAGED_BYTES_MAX = 65_536
"""More than any board can hold."""


class Staging:
    """Where bytes wait."""

    def __init__(self) -> None:
        self._laid = bytearray()
        self._given = b""
        self.functions: Mapping[str, HostFunction] = {
            "bytes.put": self._put,
            "bytes.get": self._get,
        }

    def reset(self) -> None:
        """Forget everything: the board starts anew."""
        self._laid.clear()
        self._given = b""

    def take(self, last: str) -> bytes:
        """Return what the board laid down, and the last piece that came with the call itself.

        Args:
            last: That piece: ``OFFSET:HEX``.

        Returns:
            All bytes, once.

        Raises:
            HostCallError: It is no hexadecimal text, or not the last piece.
        """
        self._lay(*last.partition(":")[::2])
        data = bytes(self._laid)
        self._laid.clear()
        return data

    def give(self, data: bytes) -> str:
        """Let the board have bytes.

        Args:
            data: The bytes.

        Returns:
            The first piece: the answer to the call.
        """
        self._given = data
        return data[:PIECE_BYTES].hex()

    def _put(self, payload: str) -> str:
        """Take a piece that is not the last one: ``OFFSET:HEX``."""
        self._lay(*payload.partition(":")[::2])
        return ""

    def _lay(self, offset: str, text: str) -> None:
        if integer(offset) == 0:  # a new row; one that Ctrl-C broke off is forgotten
            self._laid.clear()
        if integer(offset) != len(self._laid) or len(self._laid) > STAGED_BYTES_MAX:
            raise value_error("bytes out of order")
        self._laid += _unhex(text)

    def _get(self, payload: str) -> str:
        """Give the piece at ``OFFSET``."""
        offset = bounded(integer(payload), 0, len(self._given), "no such bytes")
        return self._given[offset : offset + PIECE_BYTES].hex()


def _unhex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise value_error("not hexadecimal") from None
