"""What a virtual board is made from: the `[virtual]` part of its profile in hardware/boards/."""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import cast

from kibako import resources
from kibako.errors import UsageError

Table = dict[str, object]
_RAW_PASTE_SINCE = [1, 14]


@dataclass(frozen=True)
class VirtualProfile:
    """The profile of a virtual board.

    Attributes:
        id: Its name in a moniker, such as ``microbit-v2``.
        name: What a person calls the board.
        platform: What ``sys.platform`` says.
        release: The firmware's own version, as ``os.uname`` tells it.
        hardware: What ``os.uname`` calls the board.
        machine: What ``sys.implementation._machine`` says.
        firmware: The folder of its board code in firmware/virtual/.
        heap_bytes: The heap of a program, as on the real board.
        firmware_heap_bytes: What the kernel and board code need besides: on the real board they
            take no heap.
        flash_bytes: The room for files.
        block_bytes: The unit in which files take room.
        modules: The interpreter's own modules that a program may import.
        importable: All modules of the board; board code for others is not offered.
        lacks: Names that board code offers and this board has not, such as
            ``microbit.microphone``.
        abilities: What the firmware of this board can do and that of its kin cannot.
        preloaded: Board code that is loaded before a program begins, while the heap is whole.
        serial_bytes: How many bytes the UART keeps for a program that does not read.
        folders: Whether the board's file system has folders.
        loops_per_ms: Turns of ``s += i * 3 % 7`` that the real board does in a millisecond.
        call_us: What calling something of the board takes at least, such as writing a pin.
        collection_us: What a collection takes on the real board while its heap is empty.
        pins: The names of the pins and what each can do.
        raw_paste: Whether its raw REPL has raw paste.
        banner_version: What the banner says of the version; empty: the interpreter's own.
        python: What ``os.uname`` of a micro:bit says of the MicroPython in its firmware.
        usb_id: Its USB vendor and product numbers while it runs MicroPython: ``2e8a:0005``.
        old_firmware: What differs with an old firmware.
    """

    id: str
    name: str
    platform: str
    release: str
    hardware: str
    machine: str
    firmware: str
    heap_bytes: int
    firmware_heap_bytes: int
    flash_bytes: int
    block_bytes: int
    modules: frozenset[str]
    importable: frozenset[str]
    lacks: frozenset[str]
    abilities: frozenset[str]
    preloaded: tuple[str, ...]
    serial_bytes: int
    folders: bool
    loops_per_ms: int
    call_us: int
    collection_us: int
    pins: Mapping[str, frozenset[str]]
    raw_paste: bool
    banner_version: str
    python: str
    usb_id: str
    old_firmware: Mapping[str, object]

    def with_old_firmware(self) -> "VirtualProfile":
        """Return the same board with the image that one from the drawer may still carry."""
        old = self.old_firmware
        return replace(
            self,
            banner_version=str(old["banner"]),
            release=str(old["release"]),
            raw_paste=bool(old["raw_paste"]),
        )

    def with_firmware(self, version: str, built: str, release: str) -> "VirtualProfile":
        """Return the same board with the MicroPython of an image.

        Args:
            version: The MicroPython, such as ``1.27.0``.
            built: When it was built; ``""``: unknown.
            release: The firmware's own number where it has one, as the micro:bit's has.
        """
        numbers = [int(part) for part in re.findall(r"\d+", version)[:2]]
        return replace(
            self,
            banner_version=f"v{version} on {built}" if built else f"v{version}",
            release=release or version,
            python=version,
            raw_paste=self.raw_paste and numbers >= _RAW_PASTE_SINCE,
        )


@cache
def profiles() -> dict[str, VirtualProfile]:
    """Return every profile that has a virtual board, by id."""
    return {profile.id: profile for profile, _ in _read().values()}


def find_profile(name: str) -> VirtualProfile:
    """Return the profile of an id or an alias.

    Args:
        name: Such as ``microbit`` or ``pico``.

    Returns:
        The profile.

    Raises:
        UsageError: There is no virtual board of that name.
    """
    for profile, aliases in _read().values():
        if name == profile.id or name in aliases:
            return profile
    known = ", ".join(sorted(_read()))
    raise UsageError("virtual_unknown", name=name, known=known)


def board_id(profile_id: str, seed: int) -> str:
    """Return the processor's serial number of a virtual board, in hexadecimal.

    Args:
        profile_id: Which board.
        seed: The seed of what is random on it.
    """
    return hashlib.sha256(f"{profile_id} {seed}".encode()).hexdigest()[:16]


@cache
def _read() -> dict[str, tuple[VirtualProfile, frozenset[str]]]:
    found: dict[str, tuple[VirtualProfile, frozenset[str]]] = {}
    for path in sorted((resources.data_root() / "hardware" / "boards").glob("*.toml")):
        data = cast("Table", tomllib.loads(path.read_text(encoding="utf-8")))
        if "virtual" in data:
            profile = _profile(data, path)
            found[profile.id] = (profile, frozenset(_names(data.get("aliases"))))
    return found


def _profile(data: Table, path: Path) -> VirtualProfile:
    virtual = _table(data["virtual"])
    return VirtualProfile(
        id=str(data.get("id", path.stem)),
        name=str(data.get("name", path.stem)),
        platform=str(data["sys_platform"]),
        release=str(virtual.get("release", "")),
        hardware=str(data["machine"]),
        machine=f"Kibako virtual {data['machine']}",
        firmware=str(virtual["firmware"]),
        heap_bytes=_int(virtual["heap_bytes"]),
        firmware_heap_bytes=_int(virtual.get("firmware_heap_bytes", 24576)),
        flash_bytes=_int(virtual["flash_bytes"]),
        block_bytes=_int(virtual.get("block_bytes", 4096)),
        modules=frozenset(_names(virtual["modules"])),
        importable=frozenset(_names(_table(data["modules"])["builtin"])),
        lacks=frozenset(_names(virtual.get("lacks"))),
        abilities=frozenset(_names(virtual.get("abilities"))),
        preloaded=tuple(_names(virtual.get("preloaded"))),
        serial_bytes=_int(virtual.get("serial_bytes", 256)),
        folders=bool(_table(data["files"]).get("folders", True)),
        loops_per_ms=_int(virtual["loops_per_ms"]),
        call_us=_int(virtual["call_us"]),
        collection_us=_int(virtual["collection_us"]),
        pins=_pins(data.get("pins")),
        raw_paste=_table(data["repl"]).get("raw_paste") != "no",
        banner_version="",
        python="1.27",
        usb_id=_names(_table(data["links"])["usb_ids"])[0],
        old_firmware=_table(virtual["old_firmware"]),
    )


def _table(value: object) -> Table:
    return cast("Table", value) if isinstance(value, dict) else {}


def _pins(value: object) -> dict[str, frozenset[str]]:
    tables = [_table(item) for item in cast("list[object]", value)]
    return {str(pin["name"]): frozenset(_names(pin.get("capabilities"))) for pin in tables}


def _names(value: object) -> list[str]:
    return [str(name) for name in cast("list[object]", value)] if isinstance(value, list) else []


def _int(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value
