"""The way to a board that is named by its label: looked for anew each time it is opened."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from kibako.boards.labels import resolve
from kibako.errors import LinkLost
from kibako.links.base import Link

if TYPE_CHECKING:
    from kibako.usb import UsbView


class LabelledLink:
    """A link to ``board:LABEL``, wherever that board is plugged in when it is opened.

    Args:
        moniker: ``board:LABEL`` or ``board:SERIAL``.
        reach: Makes the link to a port.
        usb: What is plugged in; the computer's own USB without it.
    """

    def __init__(
        self, moniker: str, reach: Callable[[str], Link], usb: "UsbView | None" = None
    ) -> None:
        self._moniker = moniker
        self._reach = reach
        self._usb = usb
        self._link: Link | None = None

    @property
    def description(self) -> str:
        """The port where the board was found last; its label before that."""
        return self._moniker if self._link is None else self._link.description

    @property
    def machine(self) -> object:
        """The virtual board behind the link, if there is one."""
        return getattr(self._link, "machine", None)

    def open(self) -> None:
        """Find the board and open the link to it.

        Raises:
            LinkError: It is not plugged in, or cannot be opened.
            FileError: The file of labels is broken.
        """
        self.close()
        link = self._reach(resolve(self._moniker, self._usb))
        link.open()
        self._link = link

    def close(self) -> None:
        """Close the link; closing twice is no error."""
        if self._link is not None:
            self._link.close()

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        """See :meth:`kibako.links.base.Link.read`."""
        return self._opened().read(max_bytes, timeout_s)

    def write(self, data: bytes, timeout_s: float = 10.0) -> None:
        """See :meth:`kibako.links.base.Link.write`."""
        self._opened().write(data, timeout_s)

    def _opened(self) -> Link:
        if self._link is None:
            raise LinkLost("link_lost", port=self._moniker)
        return self._link
