"""The world around a virtual board as a picture: frozen, for faces, checks and tests."""

from collections.abc import Mapping
from dataclasses import dataclass

from kibako.events import JsonValue
from kibako.virtual.wires import Direction


@dataclass(frozen=True, slots=True)
class PinView:
    """A pin as it is just now.

    Attributes:
        direction: Who drives it.
        level: Its digital level.
        analog: What the board gives as PWM or analog value, None if it gives none.
        use: What the board's own software uses it for.
    """

    direction: Direction
    level: int
    analog: int | None
    use: str


@dataclass(frozen=True, slots=True)
class PartView:
    """A part on the table as it is just now; nobody needs to know the part to show it.

    Attributes:
        name: What it is called in its circuit.
        kind: Which part it is, such as ``servo-sg90``.
        label: What a person calls it, by language; empty: its name.
        state: What is to be known of it, by names that carry their unit.
        picture: Rows of what it shows: ``0`` and ``1`` for dots, or letters; None if none.
    """

    name: str
    kind: str
    label: Mapping[str, str]
    state: Mapping[str, JsonValue]
    picture: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class WorldView:
    """The board as it is to be seen just now.

    Attributes:
        display: Five rows of five digits (0 dark, 9 bright), None if there is no display.
        buttons: Everything that can be pressed, and whether it is.
        pins: The pins by name.
        tone_hz: What sounds, 0 if all is still.
        temperature_c: How warm it is.
        light: How bright it is, 0 to 255.
        parts: What hangs on the board, in the order of its circuit.
    """

    display: tuple[str, ...] | None
    buttons: Mapping[str, bool]
    pins: Mapping[str, PinView]
    tone_hz: int
    temperature_c: float
    light: int
    parts: tuple[PartView, ...] = ()
