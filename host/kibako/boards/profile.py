"""What a board can do, read from ``hardware/boards/*.toml``: never an ``if`` in the code."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import cast

from kibako.protocol.rawrepl import RawPaste
from kibako.resources import data_root

_Table = dict[str, object]


@dataclass(frozen=True, slots=True)
class Pin:
    """One pin of a board.

    Attributes:
        name: What a program calls it: ``pin0``, ``GP15``.
        gpio: What the processor's data sheet calls it.
        capabilities: Such as ``digital``, ``analog_in``, ``pwm``, ``touch``, ``irq``.
    """

    name: str
    gpio: str
    capabilities: frozenset[str]


@dataclass(frozen=True, slots=True)
class BoardProfile:
    """One kind of board.

    Attributes:
        id: ``microbit-v2``, ``pico-w``.
        name: What a person would call it.
        aliases: Other ids that mean it.
        family: The boards that share a programming interface.
        mcu: The processor.
        machine: The end of what the board says of itself.
        sys_platform: Its ``sys.platform``.
        ble: Whether its MicroPython can talk over Bluetooth.
        baud: The speed of its serial port.
        usb_ids: Vendor and product numbers, ``0d28:0204``.
        usb_serial_prefixes: How its USB serial number begins, where the numbers are shared.
        raw_paste: Whether its REPL has raw paste.
        chunk_bytes: The most bytes to send at once without flow control.
        chunk_pause_s: The pause after such a chunk.
        heap_bytes: Memory for programs.
        files_bytes: Room for files.
        folders: Whether its file system has folders.
        rename: Whether a file can be renamed.
        name_bytes_max: The longest file name.
        modules: The modules that a program may import.
        pins: Its pins.
        newest: The newest firmware that is known, ``2.1.2``; ``""``: none.
        newest_date: Its date, ``2023-10-30``; ``""``: unknown.
        newest_place: Where it is to be had.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    family: str
    mcu: str
    machine: str
    sys_platform: str
    ble: bool
    baud: int
    usb_ids: tuple[str, ...]
    usb_serial_prefixes: tuple[str, ...]
    raw_paste: RawPaste
    chunk_bytes: int
    chunk_pause_s: float
    heap_bytes: int
    files_bytes: int
    folders: bool
    rename: bool
    name_bytes_max: int
    modules: frozenset[str]
    pins: tuple[Pin, ...]
    newest: str = ""
    newest_date: str = ""
    newest_place: str = ""


OTHER = BoardProfile(
    id="other",
    name="MicroPython",
    aliases=(),
    family="other",
    mcu="",
    machine="",
    sys_platform="",
    ble=False,
    baud=115200,
    usb_ids=(),
    usb_serial_prefixes=(),
    raw_paste="ask",
    chunk_bytes=16,
    chunk_pause_s=0.005,
    heap_bytes=0,
    files_bytes=0,
    folders=True,
    rename=True,
    name_bytes_max=255,
    modules=frozenset(),
    pins=(),
)
"""What is taken for granted of a board before it said who it is: the most careful values."""


@cache
def profiles() -> dict[str, BoardProfile]:
    """Return every board that Kibako knows, by id."""
    read = [_read(text) for text in _sources()]
    return {profile.id: profile for profile in sorted(read, key=lambda profile: profile.id)}


def profile_of_machine(machine: str, platform: str) -> BoardProfile | None:
    """Return the profile of a board by what it says of itself.

    Args:
        machine: Such as ``micro:bit with nRF51822``.
        platform: Its ``sys.platform``.

    Returns:
        The profile, or None for a board that Kibako does not know.
    """
    for text in _sources():
        # A file takes a millisecond to read in full, and a command waits for it.
        if platform in text:
            profile = _read(text)
            if profile.sys_platform == platform and machine.endswith(profile.machine):
                return profile
    return None


def profiles_of_usb(vendor: int, product: int, serial: str) -> list[BoardProfile]:
    """Return the profiles that a USB device may be.

    Args:
        vendor: The USB vendor number.
        product: The USB product number.
        serial: The USB serial number, ``""`` when unknown.

    Returns:
        All that fit; the serial number decides where several share the numbers.
    """
    usb_id = f"{vendor:04x}:{product:04x}"
    fitting = [profile for profile in profiles().values() if usb_id in profile.usb_ids]
    named = [
        p for p in fitting if p.usb_serial_prefixes and serial.startswith(p.usb_serial_prefixes)
    ]
    return named or fitting


def _profile(data: _Table) -> BoardProfile:
    links, repl = _table(data, "links"), _table(data, "repl")
    memory, files = _table(data, "memory"), _table(data, "files")
    newest = _table(data, "newest")
    raw_paste = _text(repl, "raw_paste")
    if raw_paste not in ("yes", "ask", "no"):
        raise ValueError(raw_paste)
    return BoardProfile(
        id=_text(data, "id"),
        name=_text(data, "name"),
        aliases=_texts(data, "aliases"),
        family=_text(data, "family"),
        mcu=_text(data, "mcu"),
        machine=_text(data, "machine"),
        sys_platform=_text(data, "sys_platform"),
        ble=_flag(links, "ble"),
        baud=_number(links, "baud"),
        usb_ids=_texts(links, "usb_ids"),
        usb_serial_prefixes=_texts(links, "usb_serial_prefixes"),
        raw_paste=raw_paste,
        chunk_bytes=_number(repl, "chunk_bytes"),
        chunk_pause_s=_number(repl, "chunk_pause_ms") / 1000,
        heap_bytes=_number(memory, "heap_bytes"),
        files_bytes=_number(memory, "files_bytes"),
        folders=_flag(files, "folders"),
        rename=_flag(files, "rename"),
        name_bytes_max=_number(files, "name_bytes_max"),
        modules=frozenset(_texts(_table(data, "modules"), "builtin")),
        pins=tuple(
            Pin(_text(pin, "name"), _text(pin, "gpio"), frozenset(_texts(pin, "capabilities")))
            for pin in _tables(data, "pins")
        ),
        newest=_text(newest, "release"),
        newest_date=_text(newest, "date"),
        newest_place=_text(newest, "place"),
    )


@cache
def _sources() -> list[str]:
    """Return the text of each board's file."""
    folder = data_root() / "hardware" / "boards"
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))]


@cache
def _read(text: str) -> BoardProfile:
    return _profile(tomllib.loads(text))


# The data is ours and a test reads all of it: a wrong type is a fault of ours, a TypeError.


def _table(data: _Table, key: str) -> _Table:
    value = data[key]
    if not isinstance(value, dict):
        raise TypeError(key)
    return cast("_Table", value)


def _tables(data: _Table, key: str) -> list[_Table]:
    value = data[key]
    if not isinstance(value, list):
        raise TypeError(key)
    return cast("list[_Table]", value)


def _text(data: _Table, key: str) -> str:
    value = data[key]
    if not isinstance(value, str):
        raise TypeError(key)
    return value


def _texts(data: _Table, key: str) -> tuple[str, ...]:
    value = data[key]
    if not isinstance(value, list):
        raise TypeError(key)
    return tuple(str(item) for item in cast("list[object]", value))


def _number(data: _Table, key: str) -> int:
    value = data[key]
    if not isinstance(value, int):
        raise TypeError(key)
    return value


def _flag(data: _Table, key: str) -> bool:
    value = data[key]
    if not isinstance(value, bool):
        raise TypeError(key)
    return value
