"""One board of the virtual bench: what it runs, and how it shows itself on USB."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kibako.errors import LinkBusy, LinkError, LinkLost
from kibako.events import Event
from kibako.images.targets import Target, targets
from kibako.virtual import boot_rom
from kibako.virtual.clock import Pace
from kibako.virtual.faults import Fault
from kibako.virtual.profile import VirtualProfile, board_id, find_profile
from kibako.virtual.strangers import Stranger
from kibako.virtual.usb_firmware import Firmware, Kind

if TYPE_CHECKING:
    from kibako.virtual.board import VirtualBoard

Mode = Literal["application", "bootloader"]
_DAPLINK_USB = (0x0D28, 0x0204)
_BOOT_ROM_USB = (0x2E8A, 0x0003)
_STRANGERS: tuple[Kind, ...] = ("circuitpython", "arduino")


class UsbBoard:
    """A board of the bench.

    Args:
        number: Its place on the bench, from 0.
        profile_id: Which board it is.
        files: The folder for the files on it.
        pace: Its time.
        firmware: What its flash holds; None: nothing.
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
        self.faults: dict[str, Fault] = {}
        self._files = files / self.serial
        self._pace: Pace = pace
        self._changed = threading.Condition()
        self._behind: VirtualBoard | Stranger | None = None
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
        return self.serial if self.is_microbit or self.mode == "application" else boot_rom.SERIAL

    @property
    def shown_id(self) -> str:
        """What its drive says that it is: its serial number, the Board-ID of a boot ROM."""
        says = self.serial if self.is_microbit else self.target.image.drive
        if "wrong-id" not in self.faults:
            return says
        return f"9999{says[4:]}" if self.is_microbit else "RPI-OTHER"

    @property
    def kind(self) -> Kind:
        """What is on it."""
        if "garbage" in self.faults:
            return "garbage"
        if self.firmware is None or "dead" in self.faults:
            return "silent"
        return self.firmware.kind

    @property
    def has_port(self) -> bool:
        """Whether it shows a serial port when it is plugged in."""
        # A micro:bit's port is its interface chip's, a Pico's that of the program on it.
        return self.mode == "application" and (self.is_microbit or self.kind != "silent")

    @property
    def has_drive(self) -> bool:
        """Whether it shows a drive when it is plugged in."""
        return self.is_microbit or self.mode == "bootloader"

    # What happens to it

    def begin(self, fault: Fault) -> None:
        """Let something be wrong with it from now on.

        Args:
            fault: One of :data:`kibako.virtual.usb_faults.USB_FAULTS`.
        """
        for kind in _STRANGERS:
            if fault.name == kind:
                self.firmware = Firmware(kind=kind)  # until it gets another one
                return
        self.faults[fault.name] = fault

    def appear(self, port: str) -> None:
        """Show a serial port."""
        with self._changed:
            self.port = port

    def restart(self) -> None:
        """End what runs on it; its port stays, and what is in its flash then runs anew."""
        with self._changed:
            behind, self._behind = self._behind, None
        self._switch_off(behind)

    def vanish(self) -> None:
        """Take the port away, and the power of what runs on the board."""
        with self._changed:
            self.port, self._taken = "", False
        self.restart()

    def _switch_off(self, behind: "VirtualBoard | Stranger | None") -> None:
        if behind is None:
            return
        if not isinstance(behind, Stranger):
            behind.serial.pulled = behind.port_name
        behind.close()

    # The serial side

    @property
    def machine(self) -> "VirtualBoard | None":
        """The virtual board, while it runs MicroPython and was opened once."""
        behind = self._behind
        return None if isinstance(behind, Stranger) else behind

    def open(self, device: str) -> None:
        """Take the port for one program alone; what is on the board is switched on with it.

        Args:
            device: The port.

        Raises:
            LinkError: The port is not there, or taken.
        """
        with self._changed:
            if self.port != device:
                raise LinkError("link_missing", port=f"serial:{device}")
            if self._taken:
                raise LinkBusy("link_busy_unnamed", port=f"serial:{device}")
            self._taken = True
            try:
                self._running(device)
            except BaseException:
                self._taken = False
                raise

    def close(self, device: str) -> None:
        """Let others have the port; the board stays on."""
        with self._changed:
            if self.port == device:
                self._taken = False

    def read(self, device: str, max_bytes: int, timeout_s: float) -> bytes:
        """Return what the board sent; see :meth:`kibako.links.base.Link.read`."""
        behind = self._running(device)
        try:
            return behind.read(max_bytes, timeout_s)
        except LinkLost:
            if not self._was_replaced(device, behind):
                raise
            return b""  # whatever comes next comes from the new firmware

    def write(self, device: str, data: bytes, timeout_s: float) -> None:
        """Send bytes to the board; see :meth:`kibako.links.base.Link.write`."""
        behind = self._running(device)
        try:
            if isinstance(behind, Stranger):
                behind.feed(data)
            else:
                behind.feed(data, timeout_s)
        except LinkLost:
            if not self._was_replaced(device, behind):
                raise

    def _was_replaced(self, device: str, behind: "VirtualBoard | Stranger") -> bool:
        """Return whether a board ended because it got new firmware: its port stays."""
        return self.port == device and not self.wants_bootloader and self._behind is not behind

    def _running(self, device: str) -> "VirtualBoard | Stranger":
        """Return what runs behind a port; it is switched on if it is not.

        Raises:
            LinkLost: The port is gone.
        """
        with self._changed:
            if self.port != device:
                raise LinkLost("link_lost", port=f"serial:{device}")
            if self._behind is None:
                self._behind = self._switched_on()
            return self._behind

    def _switched_on(self) -> "VirtualBoard | Stranger":
        name = f"serial:{self.port}"
        if self.kind != "micropython" or self.firmware is None:
            return Stranger(self.kind, name)
        from kibako.virtual.board import VirtualBoard

        firmware = self.firmware
        machine = VirtualBoard(
            self._profile_with(firmware),
            flash_dir=self._files,
            pace=self._pace,
            seed=self.number,
            on_event=self._heard,
            port_name=name,
        )
        machine.start()
        return machine

    def _profile_with(self, firmware: Firmware) -> VirtualProfile:
        profile = self.profile.with_firmware(firmware.version, firmware.built, firmware.release)
        if not firmware.board:
            return profile
        built_for = find_profile(firmware.board)
        return replace(profile, hardware=built_for.hardware, machine=built_for.machine)

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
