"""What can be named in a check: the parts of the circuit and the places of the board."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from kibako import strings
from kibako.events import JsonValue
from kibako.lessons.check_values import BadCall
from kibako.lessons.findings import words
from kibako.lessons.observation import Observation
from kibako.tables import Words

if TYPE_CHECKING:
    from kibako.circuits.circuit import Circuit, Fitted
    from kibako.virtual.profile import VirtualProfile

Level = Callable[[JsonValue], float]
_CAR_LAMPS = ("lamp_left", "lamp_right")
_PRESSED = frozenset({"touch", "irq"})
"""What a pin can do that a finger or a button on it reaches."""


class Things:
    """Names what a check speaks of, and knows which events tell its brightness or level.

    Args:
        profile: The board.
        circuit: What hangs on it.
    """

    def __init__(self, profile: "VirtualProfile", circuit: "Circuit | None") -> None:
        self._profile = profile
        self._pins = frozenset(profile.pins)
        self._circuit = circuit

    def part(self, name: str, *behaviours: str) -> "Fitted":
        """Return a part of the circuit.

        Raises:
            BadCall: There is none of that name, or it is something else.
        """
        part = None if self._circuit is None else self._circuit.part(name)
        if part is None or (behaviours and part.kind.behaviour not in behaviours):
            raise BadCall(f"{name}: the circuit has {', '.join(self.names(*behaviours)) or '-'}")
        return part

    def names(self, *behaviours: str) -> list[str]:
        """Return the names of all parts, or of those that behave so."""
        parts = () if self._circuit is None else self._circuit.parts
        return [p.name for p in parts if not behaviours or p.kind.behaviour in behaviours]

    def label(self, name: str) -> Words:
        """Return what a person calls a part, a pin or a button."""
        first, _, rest = name.partition(".")
        part = None if self._circuit is None else self._circuit.part(first)
        if part is not None and part.label is not None:
            if not rest or strings.has(f"thing.{rest}"):
                inner = words(f"thing.{rest}") if rest else None
                return part.label if inner is None else inner
            return words("thing.of", part=part.label, name=rest)
        for group in ("button", "thing"):
            if strings.has(f"{group}.{name}"):
                return words(f"{group}.{name}")
        return Words(ja=name, en=name)

    def pin(self, name: str) -> str:
        """Return the name of a pin; ``LED`` is the lamp on any Pico.

        Raises:
            BadCall: The board has none of that name.
        """
        if name == "LED" and "LED" not in self._pins:
            name = "GP25"
        if name not in self._pins:
            has = ", ".join(self.names()) or "-"
            raise BadCall(f"{name}: no pin or part has that name; the circuit has {has}")
        return name

    def is_lamp(self, name: str) -> bool:
        """Return whether it is a lamp rather than a bare pin."""
        return name == "LED" or name.partition(".")[0] in self.names()

    def levels(self, seen: Observation, name: str) -> list[tuple[int, float]]:
        """Return how bright a lamp, or how high a pin was: times and percents.

        The first one is what was so when the check began to look; neighbours differ.

        Raises:
            BadCall: There is nothing of that name that shines or is driven.
        """
        told: list[tuple[int, float]] = []
        first = (-1, 0.0)
        for source, what, level in self.tellers(name):
            series = seen.series(source, what)
            if series.start and series.entries[series.start - 1][0] >= first[0]:
                first = (series.entries[series.start - 1][0], level(series.before()))
            told += [(t_ms, level(value)) for t_ms, value in series.fresh()]
        levels = [(seen.since_ms, first[1])]
        for t_ms, percent in sorted(told, key=lambda each: each[0]):
            if percent != levels[-1][1]:
                levels.append((t_ms, percent))
        return levels

    def button(self, name: str) -> str:
        """Return the name of what can be pressed: a button, a key, or a pin of the board.

        Raises:
            BadCall: There is none of that name.
        """
        if name not in self._pressable():
            raise BadCall(f"{name}: nothing of that name can be pressed")
        return name

    def known(self) -> list[str]:
        """Return all names of parts, of what they have, of buttons and of pins."""
        cars = [f"{name}.{lamp}" for name in self.names("maqueen") for lamp in _CAR_LAMPS]
        return [*dict.fromkeys((*self.names(), *cars, *self._pressable(), *self._pins, "LED"))]

    def _pressable(self) -> list[str]:
        from kibako.virtual.parts.keys import Keypad

        keys = [f"{name}.{key}" for name in self.names("keypad") for key in Keypad.KEYS]
        pins = self._profile.pins
        own = {each for able in pins.values() for each in able if each.startswith("button_")}
        wired = [pin for pin, able in pins.items() if able & _PRESSED and "internal" not in able]
        return [*self.names("button"), *keys, *sorted(own), *wired, "bootsel"]

    def tellers(self, name: str) -> list[tuple[str, str, Level]]:
        """Return which events tell how bright a lamp is, or how high a pin.

        Raises:
            BadCall: There is nothing of that name that shines or is driven.
        """
        source, _, what = name.partition(".")
        part = None if self._circuit is None else self._circuit.part(source)
        if part is None:
            pin = self.pin(name)
            return [(pin, "digital", _bit), (pin, "analog", _analog), (pin, "pwm", _pwm)]
        behaviour = part.kind.behaviour
        if behaviour == "led" and not what:
            return [(source, "brightness_percent", _plain)]
        if behaviour == "rgb_led" and not what:
            return [(source, "colour", _colour)]
        if behaviour == "neopixel" and not what:
            return [(source, "colours", _colours)]
        if behaviour == "maqueen" and what in _CAR_LAMPS:
            return [(source, what, _bit)]
        raise BadCall(f"{name}: that is no lamp and no pin")


def _plain(value: JsonValue) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _bit(value: JsonValue) -> float:
    return 100.0 if value else 0.0


def _analog(value: JsonValue) -> float:
    return _plain(value) / 10.23


def _pwm(value: JsonValue) -> float:
    return _plain(value.get("duty_u16")) / 655.35 if isinstance(value, dict) else 0.0


def _colour(value: JsonValue) -> float:
    return max(rgb(str(value or "#000000"))) / 2.55


def _colours(value: JsonValue) -> float:
    colours = cast("list[JsonValue]", value) if isinstance(value, list) else []
    return max((_colour(each) for each in colours), default=0.0)


NAMED = {
    "off": "#000000",
    "red": "#ff0000",
    "green": "#00ff00",
    "blue": "#0000ff",
    "yellow": "#ffff00",
    "white": "#ffffff",
    "orange": "#ff8000",
    "purple": "#ff00ff",
    "cyan": "#00ffff",
}
"""The colours that have a name in a check."""


def rgb(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0 to 255.

    Args:
        colour: ``#rrggbb`` or a name.

    Raises:
        BadCall: It is neither.
    """
    digits = NAMED.get(colour, colour)
    try:
        if len(digits) != 7 or digits[0] != "#":
            raise ValueError
        number = int(digits[1:], 16)
    except ValueError:
        raise BadCall(f"{colour[:20]}: no colour") from None
    return number >> 16, number >> 8 & 255, number & 255
