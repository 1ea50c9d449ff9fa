"""The LED matrix, seen from outside: how long each light shone in the last turn of its row."""

from typing import TYPE_CHECKING

from .timeline import CYCLES_PER_US

if TYPE_CHECKING:
    from .chip import Chip

ROWS = (21, 22, 15, 24, 19)
"""The pins of the rows, high when lit; column pins are low when lit (micro:bit V2 schematic)."""
COLUMNS = (28, 11, 31, 37, 30)


class Matrix:
    """Watches the ten pins and measures light."""

    def __init__(self, chip: "Chip") -> None:
        self._chip = chip
        self.lit_us = [[0.0] * 5 for _ in ROWS]
        """How long each light shone the last time its row was driven, in microseconds."""
        self.turns = [0] * 5
        """How often each row was driven."""
        self._driven: list[bool] = [False] * 5
        self._shining: dict[tuple[int, int], int] = {}
        self._sums = [[0] * 5 for _ in ROWS]
        for row, pin in enumerate(ROWS):
            chip.pins.watchers[pin] = lambda _pin, row=row: self._row_changed(row)
        for column, pin in enumerate(COLUMNS):
            chip.pins.watchers[pin] = lambda _pin, column=column: self._column_changed(column)

    def _row_changed(self, row: int) -> None:
        driven = self._chip.pins.driven(ROWS[row]) == 1
        if driven == self._driven[row]:
            return
        self._driven[row] = driven
        if driven:
            self._sums[row] = [0] * 5
        for column in range(5):
            self._update(row, column)
        if not driven:
            self.lit_us[row] = [each / CYCLES_PER_US for each in self._sums[row]]
            self.turns[row] += 1

    def _column_changed(self, column: int) -> None:
        for row in range(5):
            if self._driven[row]:
                self._update(row, column)

    def _update(self, row: int, column: int) -> None:
        shines = self._driven[row] and self._chip.pins.driven(COLUMNS[column]) == 0
        since = self._shining.get((row, column))
        now = self._chip.timeline.now
        if shines and since is None:
            self._shining[row, column] = now
        elif not shines and since is not None:
            del self._shining[row, column]
            self._sums[row][column] += now - since
