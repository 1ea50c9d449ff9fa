"""The micro:bit V2's data log: rows of a table that stay when the board is switched off.

Headings, times and what is cleaned out of values follow lancaster-university/codal-microbit-v2,
MicroBitLog.
"""

from collections.abc import Callable, Mapping

from kibako.events import JsonValue
from kibako.virtual.hostcall import HostCallError, HostFunction, integer, value_error
from kibako.virtual.staging import Staging
from kibako.virtual.surroundings import Surroundings

ROOM_BYTES = 118_784
"""About what the flash of the real board has for it."""

_UNITS = {1: "milliseconds", 10: "seconds", 600: "minutes", 36_000: "hours", 864_000: "days"}
"""Milliseconds in a hundredth of each unit (of milliseconds: in one)."""
_CELL_CHARS_MAX = 200
_COLUMNS_MAX = 100
_ENOSPC = "28"


class DataLog:
    """The table.

    Args:
        world: What all parts share.
        staging: Where bytes wait.
    """

    def __init__(self, world: Surroundings, staging: Staging) -> None:
        self._world = world
        self._staging = staging
        self._headings: list[str] = []
        self._changed = False
        self._row: dict[str, str] = {}
        self._unit = 10
        self._mirrored = False
        self._used_bytes = 0
        self._full = False
        self.keep: Callable[[str, bool], None] = lambda text, anew: None
        """Takes what is written to the log, without a lock held; True: all before it is gone."""
        self.functions: Mapping[str, HostFunction] = {
            "log.labels": self._labels,
            "log.begin": self._begin,
            "log.data": self._data,
            "log.end": self._end,
            "log.mirror": self._mirror,
            "log.delete": self._delete,
        }

    def reset(self) -> None:
        """The board starts anew: rows and headings stay, settings do not."""
        self._row, self._unit, self._mirrored = {}, 10, False

    def already(self, used_bytes: int) -> None:
        """Say how much was logged before the board was switched on."""
        self._used_bytes = used_bytes

    def _labels(self, payload: str) -> str:
        """Choose the unit of the times, 0 for none."""
        unit = integer(payload)
        if unit and unit not in _UNITS:
            raise value_error("invalid timestamp")
        self._unit = unit
        return ""

    def _begin(self, payload: str) -> str:
        """Begin a row; its time comes first."""
        del payload
        self._row = {}
        if self._unit:
            self._head(f"Time ({_UNITS[self._unit]})", at_front=True)
        return ""

    def _data(self, payload: str) -> str:
        """Set a cell of the row: ``HEADING VALUE``, both as hexadecimal text."""
        heading, _, value = payload.partition(" ")
        name = _cell(heading)
        self._head(name)
        self._row[name] = _cell(value)
        return ""

    def _head(self, name: str, *, at_front: bool = False) -> None:
        if name in self._headings:
            return
        if len(self._headings) >= _COLUMNS_MAX:
            raise value_error("too many labels")
        self._headings.insert(0 if at_front else len(self._headings), name)
        self._changed = True

    def _end(self, payload: str) -> str:
        """Write the row down; tell what is to be mirrored: ``COUNT PIECE``."""
        del payload
        said = ""
        if self._changed:
            self._write(",".join(self._headings))
            said = ",".join(self._headings) + "\n"
            self._changed = False
            self._world.emit("log", "labels", list[JsonValue](self._headings))
        if any(self._row.values()):
            if self._unit:
                self._row[f"Time ({_UNITS[self._unit]})"] = self._time()
            cells = [self._row.get(name, "") for name in self._headings]
            self._write(",".join(cells))
            said += ",".join(cells) + "\n"
            told = {name: cell for name, cell in zip(self._headings, cells, strict=True) if cell}
            self._world.emit("log", "row", dict[str, JsonValue](told))
        self._row = {}
        mirrored = said.encode() if self._mirrored else b""
        return f"{len(mirrored)} {self._staging.give(mirrored)}"

    def _time(self) -> str:
        ticks = self._world.now_ms() // self._unit
        return str(ticks) if self._unit == 1 else f"{ticks // 100}.{ticks % 100:02}"

    def _write(self, line: str) -> None:
        text = line + "\n"
        size = len(text.encode())
        if self._used_bytes + size > ROOM_BYTES:
            if not self._full:
                self._full = True
                self._world.emit("log", "full")
            self._row = {}
            raise HostCallError("OSError", _ENOSPC)
        self._used_bytes += size
        self._world.later(lambda: self.keep(text, False))

    def _mirror(self, payload: str) -> str:
        self._mirrored = bool(integer(payload))
        return ""

    def _delete(self, payload: str) -> str:
        """Delete everything: 1 erases it too, which takes longer."""
        full = bool(integer(payload))
        self._headings.clear()
        self._row, self._changed, self._full, self._used_bytes = {}, False, False, 0
        self._world.emit("log", "deleted", "full" if full else "quick")
        self._world.later(lambda: self.keep("", True))
        return ""


def _cell(text: str) -> str:
    """Return a cell without what would break the table: separators, and the end of the page."""
    try:
        cell = bytes.fromhex(text).decode(errors="replace")[:_CELL_CHARS_MAX]
    except ValueError:
        raise value_error("not hexadecimal") from None
    cell = cell.replace("-->", "___")
    return "".join("_" if char in ",\t\n\r" else char for char in cell)
