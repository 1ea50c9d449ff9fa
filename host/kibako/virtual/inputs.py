"""What can be set around a board: sensors, sliders and knobs, each of which describes itself.

A face, a script or a check needs to know no sensor: it lists the inputs and sets them by name.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from kibako.errors import UsageError


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that can be set around a board.

    Attributes:
        name: Such as ``temperature_c``, ``accelerometer.x_mg`` or ``soil.moisture_percent``: the
            part before the dot says what it belongs to, the end the unit.
        unit: The unit as a person reads it, such as ``°C``; empty for none.
        least: The smallest value.
        most: The largest value.
        value: The value just now; of a choice the word.
        choices: The words that may be chosen, if it is no number. Without any, a value that is a
            text may be any text; ``most`` is then how many bytes it may have.
        first: The value at the beginning.
    """

    name: str
    unit: str
    least: float
    most: float
    value: float | str
    choices: tuple[str, ...] = ()
    first: float | str = ""

    @property
    def told_as(self) -> tuple[str, str]:
        """Source and word of the event that tells a new value."""
        source, _, what = self.name.rpartition(".")
        return source or "room", what

    @property
    def is_text(self) -> bool:
        """Whether it may be any text."""
        return isinstance(self.value, str) and not self.choices

    def check(self, number: float) -> None:
        """Look whether a number that a person gave is within the bounds.

        Raises:
            UsageError: It is not.
        """
        if math.isnan(number):
            raise UsageError("world_no_number", quantity=self.name, value=str(number))
        if not self.least <= number <= self.most:
            raise UsageError(
                "world_bounds",
                quantity=self.name,
                value=f"{number:g}",
                least=plain_number(self.least),
                most=plain_number(self.most),
            )


def plain_number(number: float) -> str:
    """Return a number as it is read aloud: all its digits, no exponent, no point for nothing."""
    return str(int(number)) if number == int(number) else f"{number:g}"


class Inputs:
    """All inputs around one board, by name, in the order they were added."""

    def __init__(self) -> None:
        self._inputs: dict[str, Input] = {}
        self._taken: dict[str, Callable[[float], None]] = {}
        self._chosen: dict[str, Callable[[str], None]] = {}
        self._written: dict[str, Callable[[str], None]] = {}
        self._sources: dict[str, Callable[[], float]] = {}
        self.tell: Callable[[str, str, float | str], None] = lambda source, what, value: None

    def __iter__(self) -> Iterator[Input]:
        return iter(self._inputs.values())

    def __contains__(self, name: object) -> bool:
        return name in self._inputs

    def add(
        self,
        name: str,
        unit: str,
        span: tuple[float, float],
        first: float,
        taken: Callable[[float], None] = lambda value: None,
    ) -> None:
        """Add an input that is a number; ``taken`` gets its first value at once.

        Args:
            name: Its name.
            unit: Its unit.
            span: The smallest and the largest value.
            first: The value at the beginning.
            taken: Called with each new value.
        """
        self._inputs[name] = Input(name, unit, span[0], span[1], first, (), first)
        self._taken[name] = taken
        taken(first)

    def add_choice(
        self, name: str, choices: tuple[str, ...], chosen: Callable[[str], None], first: str = ""
    ) -> None:
        """Add an input that is one of some words, such as a gesture.

        Args:
            name: Its name.
            choices: The words.
            chosen: Called each time one is chosen, the same one again too.
            first: The word at the beginning; empty when it is a thing that happens.
        """
        self._inputs[name] = Input(name, "", 0, 0, first, choices, first)
        self._chosen[name] = chosen

    def add_text(self, name: str, bytes_max: int, written: Callable[[str], None]) -> None:
        """Add an input that is a text, such as what comes in on a wire.

        Args:
            name: Its name.
            bytes_max: How many bytes it may have in UTF-8.
            written: Called each time, with the same text again too.
        """
        self._inputs[name] = Input(name, "", 0, bytes_max, "")
        self._written[name] = written

    def follow(self, name: str, source: Callable[[], float]) -> None:
        """Ask somebody for the value of a number whenever it is wanted, as a sensor looks.

        Args:
            name: Which input.
            source: Returns its value just now.

        Raises:
            KeyError: There is no such input.
        """
        self._sources[self._inputs[name].name] = source

    def value(self, name: str) -> float:
        """Return the value of a number.

        Raises:
            KeyError: There is no such input.
        """
        source = self._sources.get(name)
        if source is not None:
            self.set(name, source())
        value = self._inputs[name].value
        return value if not isinstance(value, str) else 0.0

    def set(self, name: str, value: float | str) -> None:
        """Set an input. A number is held between its bounds.

        Args:
            name: Which one.
            value: The new value.

        Raises:
            UsageError: It cannot have that value.
            KeyError: There is no such input.
        """
        before = self._inputs[name]
        source, what = before.told_as
        if name in self._chosen:
            if not isinstance(value, str) or value not in before.choices:
                known = ", ".join(before.choices)
                raise UsageError("world_no_choice", quantity=name, value=str(value), known=known)
            self._keep(before, value)
            self.tell(source, what, value)
            self._chosen[name](value)
            return
        if name in self._written:
            if not isinstance(value, str) or len(value.encode(errors="replace")) > before.most:
                most = int(before.most)
                raise UsageError("world_no_text", quantity=name, most=most)
            self._keep(before, value)
            self.tell(source, what, value)
            self._written[name](value)
            return
        if isinstance(value, str) or math.isnan(value):
            raise UsageError("world_no_number", quantity=name, value=str(value))
        held = min(max(value, before.least), before.most)
        if held != before.value:
            self._keep(before, held)
            self.tell(source, what, held)
            self._taken[name](held)

    def _keep(self, before: Input, value: float | str) -> None:
        self._inputs[before.name] = replace(before, value=value)
