"""Whether what a host sends asks the board for a soft reset: a Ctrl-D at an empty prompt."""

from kibako.protocol.keys import CTRL_A, CTRL_B, CTRL_C, CTRL_D

SOFT_REBOOT = b"\r\nMPY: soft reboot\r\n"
"""What a board says first, for a link that ends before it can carry it."""


class ResetWatch:
    """Follows what is sent to a REPL.

    A Ctrl-D ends a program too (raw REPL, raw paste) and may be input for one: then something
    stood before it, or nothing comes of it.
    """

    def __init__(self) -> None:
        self.raw = False
        """Whether the board is in the raw REPL."""
        self._empty = True

    def sent(self, data: bytes) -> bool:
        """Take what is sent.

        Args:
            data: The bytes.

        Returns:
            Whether they end with a wish for a soft reset.
        """
        wished = False
        for at in range(len(data)):
            key = data[at : at + 1]
            wished = key == CTRL_D and self._empty
            if key in (CTRL_A, CTRL_B):
                self.raw = key == CTRL_A
                self._empty = True
            elif key in (CTRL_C, CTRL_D) or (key in b"\r\n" and not self.raw):
                self._empty = True
            else:
                self._empty = False
        return wished
