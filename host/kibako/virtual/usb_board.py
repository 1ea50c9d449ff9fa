"""One board of the virtual bench: what it runs, and how it shows itself on USB."""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kibako.errors import LinkBusy, LinkError, LinkLost
from kibako.events import Event
from kibako.images.image import ImagePart
from kibako.images.targets import Target, targets
from kibako.virtual.clock import Pace
from kibako.virtual.profile import VirtualProfile, board_id, find_profile

if TYPE_CHECKING:
    from kibako.virtual.board import VirtualBoard

Mode = Literal["application", "bootloader"]
BOOT_ROM_SERIAL = "E0C9125B0D9B"
"""The USB serial number of every RP2040 in its boot ROM, which knows no number of its own."""
_DAPLINK_USB = (0x0D28, 0x0204)
_BOOT_ROM_USB = (0x2E8A, 0x0003)


@dataclass(frozen=True, slots=True)
class Firmware:
    """The MicroPython that a board runs.

    Attributes:
        version: Such as ``1.27.0``.
        built: When it was built.
        release: The micro:bit's own number, ``""`` elsewhere.
    """

    version: str
    built: str = ""
    release: str = ""

    @classmethod
    def of(cls, part: ImagePart, target: Target) -> "Firmware | None":
        """Return the MicroPython of an image; None: what is in it does not run on that board."""
        if not part.version or target.id not in part.boards:
            return None
        return cls(part.version, part.built, part.release)


class UsbBoard:
    """A board of the bench.

    Args:
        number: Its place on the bench, from 0.
        profile_id: Which board it is.
        files: The folder for the files on it.
        pace: Its time.
        firmware: What it runs; None: a demonstration without MicroPython (micro:bit), nothing
            at all (Pico).
    """

    def __init__(
        self, number: int, profile_id: str, files: Path, pace: Pace, firmware: Firmware | None
    ) -> None:
        self.number = number
        self.profile: VirtualProfile = find_profile(profile_id)
        self.target = targets()[self.profile.id]
        self.firmware = firmware
        self.is_microbit = self.target.image.kind == "hex"
        self.serial = _serial(self.profile, self.target, number)
        self.socket = f"1-1.{number + 1}"
        self.mode: Mode = "application"
        self.port = ""
        self.wants_bootloader = False
        self._files = files / self.serial
        self._pace: Pace = pace
        self._changed = threading.Condition()
        self._machine: VirtualBoard | None = None
        self._taken = False

    @property
    def usb(self) -> tuple[int, int]:
        """Its USB vendor and product numbers, as it shows itself now."""
        if self.is_microbit:
            return _DAPLINK_USB
        if self.mode == "bootloader":
            return _BOOT_ROM_USB
        vendor, _, product = self.profile.usb_id.partition(":")
        return int(vendor, 16), int(product, 16)

    @property
    def shown_serial(self) -> str:
        """The USB serial number, as it shows itself now."""
        return self.serial if self.is_microbit or self.mode == "application" else BOOT_ROM_SERIAL

    @property
    def has_port(self) -> bool:
        """Whether it shows a serial port when it is plugged in."""
        return self.mode == "application" and (self.is_microbit or self.firmware is not None)

    @property
    def has_drive(self) -> bool:
        """Whether it shows a drive when it is plugged in."""
        return self.is_microbit or self.mode == "bootloader"

    def appear(self, port: str) -> None:
        """Show a serial port."""
        with self._changed:
            self.port = port

    def vanish(self) -> None:
        """Take the port away, and the power of what runs on the board."""
        with self._changed:
            port, self.port = self.port, ""
            machine, self._machine = self._machine, None
            self._taken = False
            self._changed.notify_all()
        if machine is not None:
            machine.serial.pulled = f"serial:{port}"
            machine.close()

    # The serial side

    def open(self, device: str) -> "VirtualBoard | None":
        """Take the port for one program alone; a MicroPython is switched on with it.

        Args:
            device: The port.

        Returns:
            The board behind it; None: nothing on it ever answers.

        Raises:
            LinkError: The port is not there, or taken.
        """
        with self._changed:
            if self.port != device:
                raise LinkError("link_missing", port=f"serial:{device}")
            if self._taken:
                raise LinkBusy("link_busy_unnamed", port=f"serial:{device}")
            if self._machine is None and self.firmware is not None:
                self._machine = self._switched_on(self.firmware)
            self._taken = True
            return self._machine

    def close(self, device: str) -> None:
        """Let others have the port; the board stays on."""
        with self._changed:
            if self.port == device:
                self._taken = False

    def read(self, device: str, max_bytes: int, timeout_s: float) -> bytes:
        """Return what the board sent; see :meth:`kibako.links.base.Link.read`."""
        machine = self._behind(device)
        if machine is not None:
            return machine.read(max_bytes, timeout_s)
        with self._changed:
            if self._changed.wait_for(lambda: self.port != device, timeout_s):
                raise LinkLost("link_lost", port=f"serial:{device}")
        return b""

    def write(self, device: str, data: bytes, timeout_s: float) -> None:
        """Send bytes to the board; see :meth:`kibako.links.base.Link.write`."""
        machine = self._behind(device)
        if machine is not None:
            machine.feed(data, timeout_s)

    def _behind(self, device: str) -> "VirtualBoard | None":
        with self._changed:
            if self.port != device:
                raise LinkLost("link_lost", port=f"serial:{device}")
            return self._machine

    def _switched_on(self, firmware: Firmware) -> "VirtualBoard":
        from kibako.virtual.board import VirtualBoard

        profile = self.profile.with_firmware(firmware.version, firmware.built, firmware.release)
        machine = VirtualBoard(
            profile,
            flash_dir=self._files,
            pace=self._pace,
            seed=self.number,
            on_event=self._heard,
            port_name=f"serial:{self.port}",
        )
        machine.start()
        return machine

    def _heard(self, event: Event) -> None:
        """Note on the board's own thread that it leaves for its boot ROM."""
        if (event.source, event.what) == ("board", "bootloader"):
            self.wants_bootloader = True


def _serial(profile: VirtualProfile, target: Target, number: int) -> str:
    """Return a USB serial number as such a board has it, always the same at its place."""
    own = board_id(profile.id, number)
    if target.image.kind == "uf2":
        return own  # MicroPython on a Pico gives the number of its flash chip: unique_id()
    common = sorted(target.image.numbers)[1]  # 9901 and 9904: the boards that most clubs have
    return f"{common:04x}3602{own}{own[::-1]}9796990b"
