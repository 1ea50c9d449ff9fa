"""A virtual board as a link: the same bytes as a real one sends."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from kibako.errors import KibakoError, LinkLost
from kibako.links.named_folders import folder_of, take_over
from kibako.virtual.options import ORDINARY, VirtualOptions

if TYPE_CHECKING:
    from kibako.virtual.board import VirtualBoard


class VirtualLink:
    """The way to a virtual board at ``virtual:PROFILE`` or ``virtual:PROFILE/NAME``.

    Args:
        profile_id: Which board, such as ``microbit-v2``.
        name: Whose board: each name has files of its own, and so has each kind of board.
        options: How it is to be.
    """

    def __init__(self, profile_id: str, name: str, options: VirtualOptions = ORDINARY) -> None:
        self.description = (
            f"virtual:{profile_id}" if name == profile_id else f"virtual:{profile_id}/{name}"
        )
        self._profile_id = profile_id
        self._name = name
        self._options = options
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self.machine: VirtualBoard | None = None
        """The board itself, for who wants to press its buttons; None while closed."""
        self.notice: KibakoError | None = None
        """What a person should know of the board's files, once it is open."""

    def open(self) -> None:
        """Switch the board on.

        Raises:
            LinkError: Another program has the board, or its files cannot be used.
        """
        from kibako.virtual.board import VirtualBoard

        if not self._options.ephemeral:
            self.notice = take_over(self._profile_id, self._name)
        machine = VirtualBoard(
            self._profile_id,
            flash_dir=self._flash_dir(),
            pace=self._options.pace,
            seed=self._options.seed,
            on_event=self._options.on_event,
            faults=self._options.faults,
            circuit=self._options.circuit,
            port_name=self.description,
        )
        try:
            machine.start()
        except BaseException:
            self._forget_folder()
            raise
        self.machine = machine

    def close(self) -> None:
        """Switch the board off; closing twice is no error."""
        machine, self.machine = self.machine, None
        if machine is not None:
            machine.close()
        self._forget_folder()

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        """Return what the board sent, waiting for the first byte at most ``timeout_s``.

        Args:
            max_bytes: The most bytes to return.
            timeout_s: How long to wait, in seconds.

        Raises:
            LinkLost: The board was switched off.
        """
        return self._on().read(max_bytes, timeout_s)

    def write(self, data: bytes, timeout_s: float = 10.0) -> None:
        """Send all of ``data``.

        Args:
            data: The bytes.
            timeout_s: How long to wait for the board to take them, in seconds.

        Raises:
            LinkLost: The board was switched off, or took nothing for ``timeout_s``.
        """
        self._on().feed(data, timeout_s)

    def _on(self) -> "VirtualBoard":
        if self.machine is None:
            raise LinkLost("link_lost", port=self.description)
        return self.machine

    @property
    def flash_folder(self) -> Path:
        """The folder that keeps the files of the board of this name."""
        return folder_of(self._profile_id, self._name)

    def _flash_dir(self) -> Path:
        if not self._options.ephemeral:
            return self.flash_folder
        self._folder = tempfile.TemporaryDirectory(prefix="kibako-")
        return Path(self._folder.name) / "flash"

    def _forget_folder(self) -> None:
        folder, self._folder = self._folder, None
        if folder is not None:
            folder.cleanup()
