"""What a program measures: its printed tuples of numbers and the rows of its log, as columns.

``print((a, b))`` is the convention of the editor Mu: a line that is a tuple of numbers and nothing
else. The rows of the micro:bit's ``log`` module come as events of the board.
"""

import csv
import io
import math
import re
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kibako import strings
from kibako.errors import FileError, UsageError
from kibako.events import Event, EventSink, JsonValue
from kibako.visible import printable
from kibako.workbench import local

ROWS_MAX = 5000
"""So many rows are kept; an older one goes when another comes."""
COLUMNS_MAX = 8
"""So many columns are kept; what stands behind them is not."""
LABEL_MAX = 40
"""How many letters of a label are kept."""
TREND_ROWS = 200
"""From how many of the newest values it is told where they go."""
_LINE_MAX = 400
_NUMBER = r"[-+]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:e[-+]?\d{1,3})?"
_TUPLE = re.compile(rf"\({_NUMBER}(?:, ?{_NUMBER}){{0,200}},?\)", re.ASCII)
_ONE = re.compile(_NUMBER, re.ASCII)
_TIME = re.compile(r"Time \([a-z]+\)")
"""What the log of a micro:bit calls the time that it puts before each row."""
_FORMULA = ("=", "+", "-", "@", "\t")
"""A label that begins so would be reckoned by a program for tables."""
_STEADY_SHARE = 0.6
"""How much of the span a straight line must climb for the values to be called rising."""

Trend = Literal["rising", "falling", "same", "wavering", "unknown"]


@dataclass(frozen=True, slots=True)
class Column:
    """One thing that is measured.

    Attributes:
        source: ``print`` or ``log``.
        name: The place in the tuple, counted from 1; or the label of the log.
    """

    source: str
    name: str

    @property
    def title(self) -> str:
        """What a person calls it, in the current language."""
        if self.source == "log":
            return self.name
        return strings.text("plot.column", number=self.name)

    @property
    def heading(self) -> str:
        """What stands over it in a file, the same in every language."""
        if self.source == "print":
            return f"print_{self.name}"
        return f"'{self.name}" if self.name.startswith(_FORMULA) else self.name

    @property
    def is_time(self) -> bool:
        """Whether it says when a row was logged: nothing to draw."""
        return self.source == "log" and _TIME.fullmatch(self.name) is not None


@dataclass(frozen=True, slots=True)
class Curve:
    """A column with what has been measured in it.

    Attributes:
        column: Which one.
        count: How many values there have been since the program began.
        lowest: The lowest of them all.
        highest: The highest of them all.
        values: Those that are kept, the newest last.
    """

    column: Column
    count: int
    lowest: float
    highest: float
    values: tuple[float, ...]

    @property
    def trend(self) -> Trend:
        """Where the newest values go."""
        return trend(self.values[-TREND_ROWS:])

    @property
    def words(self) -> str:
        """It as sentences, with ruby: how many, the lowest, the highest, the last, the trend."""
        return self._told("plot.told")

    @property
    def brief(self) -> str:
        """The same in fewer words, to stand over a curve."""
        return self._told("plot.brief")

    def _told(self, message: str) -> str:
        return strings.text(
            message,
            title=self.column.title,
            count=self.count,
            lowest=figure(self.lowest),
            highest=figure(self.highest),
            last=figure(self.values[-1]),
            trend=strings.text(f"plot.{self.trend}"),
        )


class Plot:
    """Keeps what the running program measures, and what the last one measured. Thread-safe.

    Args:
        subscribe: Takes what is to get every event.
    """

    def __init__(self, subscribe: Callable[[EventSink], None] = lambda sink: None) -> None:
        self._lock = threading.Lock()
        self._checking = False
        self._clear()
        self.version = 0
        """Another number after each change."""
        subscribe(self.take)

    def _clear(self) -> None:
        self._columns: dict[Column, tuple[int, float, float]] = {}
        """Of each column how many values there were, the lowest and the highest."""
        self._rows: deque[tuple[int, Mapping[Column, float]]] = deque(maxlen=ROWS_MAX)
        self._count = 0
        self._begun = ""

    def take(self, event: Event) -> None:
        """Take an event; called on any thread, returns at once."""
        with self._lock:
            match event.source, event.what:
                case "program", "start":
                    self._clear()
                    self._checking = False
                    self.version += 1
                case "program", "print":
                    self._print(event.t_ms, str(event.value))
                case "check", what:
                    # Where a check logs something, it is not the learner's run.
                    self._checking = what in ("start", "request")
                case "log", "row" if isinstance(event.value, dict) and not self._checking:
                    self._log(event.t_ms, event.value)
                case _:
                    pass

    def curves(self) -> tuple[Curve, ...]:
        """Return what there is to draw and to tell."""
        with self._lock:
            rows = [values for _, values in self._rows]
            found: list[Curve] = []
            for column, (count, lowest, highest) in self._columns.items():
                kept = tuple(values[column] for values in rows if column in values)
                if kept and not column.is_time:
                    found.append(Curve(column, count, lowest, highest, kept))
        return tuple(found)

    def left_out(self) -> int:
        """Return how many older rows are no longer kept."""
        with self._lock:
            return self._count - len(self._rows)

    def as_csv(self) -> tuple[bytes, int]:
        """Return the rows that are kept as a table, and how many there are.

        Raises:
            UsageError: There are none.
        """
        with self._lock:
            columns, rows = list(self._columns), list(self._rows)
        if not rows:
            raise UsageError("plot_nothing")
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(["time_ms", *(column.heading for column in columns)])
        for t_ms, values in rows:
            writer.writerow([t_ms, *(values.get(column, "") for column in columns)])
        return text.getvalue().encode(), len(rows)

    def save(self, name: str) -> tuple[str, str, JsonValue]:
        """Write the rows into a new file that only this user can read.

        Args:
            name: The file; without an ending it is given ``.csv``.

        Returns:
            The source, the word and the value of the event that tells it.

        Raises:
            UsageError: There are no rows.
            FileError: There is such a file already, or it cannot be written.
        """
        content, rows = self.as_csv()
        path = Path(name)
        if not path.suffix and path.name not in ("", ".."):
            path = path.with_suffix(".csv")
        try:
            there = path.is_symlink() or path.exists()
        except (OSError, ValueError) as error:
            raise FileError("local_name_bad", path=name.replace("\0", "?")) from error
        if there:
            raise FileError("local_exists_here", path=str(path))
        local.write_bytes(path, content, replace=False, private=True)
        return "plot", "saved", {"path": str(path), "rows": rows, "left_out": self.left_out()}

    def _print(self, t_ms: int, text: str) -> None:
        if "\n" not in text:
            self._begun = (self._begun + text)[: _LINE_MAX + 1]
            return
        first, *lines = text.split("\n")
        for line in (self._begun + first, *lines[:-1]):
            numbers = tuple_in(line)
            if numbers:
                columns = (Column("print", str(at)) for at in range(1, len(numbers) + 1))
                self._add(t_ms, dict(zip(columns, numbers, strict=True)))
        self._begun = lines[-1][: _LINE_MAX + 1]

    def _log(self, t_ms: int, row: Mapping[str, JsonValue]) -> None:
        found: dict[Column, float] = {}
        for label, value in row.items():
            number = number_in(str(value).strip())
            if number is not None:
                found[Column("log", printable(label)[:LABEL_MAX])] = number
        self._add(t_ms, found)

    def _add(self, t_ms: int, values: Mapping[Column, float]) -> None:
        kept: dict[Column, float] = {}
        for column, value in values.items():
            before = self._columns.get(column)
            if before is None and len(self._columns) >= COLUMNS_MAX:
                continue
            count, lowest, highest = before or (0, value, value)
            self._columns[column] = count + 1, min(lowest, value), max(highest, value)
            kept[column] = value
        if kept:
            self._rows.append((t_ms, kept))
            self._count += 1
            self.version += 1


def sentences(plot: Plot) -> list[str]:
    """Return what has been measured as sentences, with ruby; one that says so if nothing was."""
    curves = plot.curves()
    if not curves:
        return [strings.text("plot.none")]
    said = [curve.words for curve in curves]
    left_out = plot.left_out()
    return [*said, strings.text("plot.left_out", count=left_out)] if left_out else said


def tuple_in(line: str) -> tuple[float, ...]:
    """Return the numbers of a line that is a tuple of numbers and nothing else; else none."""
    line = line.strip()
    if len(line) > _LINE_MAX or "," not in line or not _TUPLE.fullmatch(line):
        return ()
    numbers = [number_in(each.strip()) for each in line[1:-1].split(",") if each.strip()]
    found = tuple(each for each in numbers if each is not None)
    return found if len(found) == len(numbers) else ()


def number_in(text: str) -> float | None:
    """Return a text as a number; None for what is none, or too large for one."""
    if len(text) > 40 or not _ONE.fullmatch(text):
        return None
    number = float(text)
    if not math.isfinite(number):
        return None
    return int(text) if text.lstrip("+-").isdecimal() else number


def figure(value: float) -> str:
    """Return a number in as few letters as tell it."""
    return f"{value:.6g}"


def trend(values: tuple[float, ...]) -> Trend:
    """Return where values go: a straight line through them tells it.

    Args:
        values: The values, the newest last.
    """
    count = len(values)
    if count < 3:
        return "unknown"
    halves = [value / 2 for value in values]  # the span of the largest ones is no number
    span = max(halves) - min(halves)
    if not span:
        return "same"
    middle = (count - 1) / 2
    mean = sum(half / count for half in halves)
    slope = sum((at - middle) * ((half - mean) / span) for at, half in enumerate(halves))
    climb = slope / sum((at - middle) ** 2 for at in range(count)) * (count - 1)
    if abs(climb) < _STEADY_SHARE:
        return "wavering"
    return "rising" if climb > 0 else "falling"
