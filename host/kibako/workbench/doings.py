"""What the parts of a circuit do just now, and which note sounds: gathered from events alone."""

import colorsys
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kibako import strings
from kibako.events import Event, JsonValue
from kibako.workbench.around import Around, told, told_state

_MOST = 32
"""So many doings are kept; no circuit of ours has as many."""
_LISTED_MAX = 4
"""So many colours of a strip are said one after the other."""
_NOTES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_AUDIBLE_HZ = (20, 20_000)
_HUES = ((15, "red"), (45, "orange"), (70, "yellow"), (165, "green"), (200, "light_blue"),
         (260, "blue"), (310, "purple"), (345, "pink"), (361, "red"))  # fmt: skip
"""Up to which hue, in degrees, a colour has which name."""

_KINDS = {
    "brightness_percent": ("lamp", ""), "lamp_left": ("lamp", "lamp_left"),
    "lamp_right": ("lamp", "lamp_right"), "colour": ("colour", ""), "colours": ("colour", ""),
    "speed_percent": ("motor", ""), "left_percent": ("motor", "left_percent"),
    "right_percent": ("motor", "right_percent"), "target_deg": ("angle", ""),
    "angle_deg": ("angle", ""), "servo1_target_deg": ("angle", "servo1_deg"),
    "servo1_deg": ("angle", "servo1_deg"), "servo2_target_deg": ("angle", "servo2_deg"),
    "servo2_deg": ("angle", "servo2_deg"), "tone": ("sound", ""), "stop": ("sound", ""),
}  # fmt: skip
"""By what an event tells: what kind of doing it is, and which of the part's several."""

_OTHERWISE = (
    ("lesson", "opened"),
    ("lesson", "closed"),
    ("board", "chosen"),
    ("settings", "language"),
)
"""After these events another circuit hangs on the board, or its parts are called otherwise."""


@dataclass(frozen=True, slots=True)
class Doing:
    """What one part does just now.

    Attributes:
        part: The name of the part; ``music`` for the board's own sound.
        kind: ``lamp``, ``colour``, ``motor``, ``angle`` or ``sound``.
        which: Which of the part's several, such as ``lamp_left``; "" where it has one.
        value: How bright or fast (percent), how far (degrees), how high (hertz), which colours.
        title: What a person calls it, with ruby.
        brief: The same where there is little room: of a part's several only which one.
    """

    part: str
    kind: str
    which: str
    value: JsonValue
    title: str
    brief: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What the next doing of the same thing has in common with this one."""
        return self.part, self.kind, self.which

    @property
    def active(self) -> bool:
        """Whether it is lit, turns or sounds."""
        if isinstance(self.value, list):
            return any(colour != "#000000" for colour in self.value)
        return self.kind == "angle" or self.value not in (0, False, "#000000")

    @property
    def sign(self) -> str:
        """It in few letters, for a screen: shapes and figures, never a colour alone."""
        match self.kind:
            case "lamp":
                partly = isinstance(self.value, int | float) and 1 < self.value < 100
                return f"● {self.value:g} %" if partly else "●" if self.active else "○"
            case "colour":
                return f"● {self._colours()}" if self.active else "○"
            case "motor":
                return f"{self.value} %"
            case "angle":
                return f"{self.value:g}°" if isinstance(self.value, int | float) else ""
            case _:
                return f"♪ {_note(self.value)}{self.value} Hz" if self.active else "♪ -"

    @property
    def words(self) -> str:
        """It as a sentence, for a voice, with ruby."""
        value = self.value
        number = value if isinstance(value, int | float) else 0
        match self.kind:
            case "lamp" if 1 < number < 100:
                said = "lit_percent"
            case "lamp":
                said = "lit" if self.active else "dark"
            case "colour":
                said, value = ("colour", self._colours()) if self.active else ("dark", "")
            case "motor":
                said = "forward" if number > 0 else "backward" if number < 0 else "still"
                value = abs(number)
            case "angle":
                said, value = "angle", f"{number:g}"
            case _:
                said = "sounds" if self.active else "silent"
        what = strings.text(f"part_doing.{said}", value=value)
        return strings.text("part_doing.said", title=self.title, what=what)

    def _colours(self) -> str:
        """Return the names of the colours, same ones beside each other once."""
        found = self.value if isinstance(self.value, list) else [self.value]
        runs: list[tuple[str, int]] = []
        for name in (_colour(str(each)) for each in found):
            if runs and runs[-1][0] == name:
                runs[-1] = (name, runs[-1][1] + 1)
            else:
                runs.append((name, 1))
        said = [f"{name}×{count}" if count > 1 else name for name, count in runs[:_LISTED_MAX]]
        return " ".join([*said, "…"] if len(runs) > _LISTED_MAX else said)


class Doings:
    """Gathers what the parts do.

    Args:
        around: Says what hangs on the board; asked when a part tells something for the first time.
    """

    def __init__(self, around: Callable[[], Around]) -> None:
        self._around = around
        self._titles: Mapping[str, str] | None = None
        self._now: dict[tuple[str, str, str], Doing] = {}

    def clear(self) -> None:
        """Forget everything: another circuit hangs on the board, or people speak otherwise."""
        self._titles = None
        self._now.clear()

    def take(self, event: Event) -> Doing | None:
        """Take an event; return what a part does from now on, None if it tells no such thing."""
        if (event.source, event.what) in _OTHERWISE:
            self.clear()
        if event.what not in _KINDS:
            return None
        kind, which = _KINDS[event.what]
        value = event.value
        if kind == "sound":
            value = value.get("frequency_hz", 0) if isinstance(value, dict) else 0
        if event.source == "music":
            title = brief = ""
        elif (found := self._title(event.source)) is not None:
            brief = told_state(which, 0)[0] if which else found
            title = f"{found} {brief}" if which else found
        else:
            return None
        doing = Doing(event.source, kind, which, value, title, brief)
        if doing.key in self._now or len(self._now) < _MOST:
            self._now[doing.key] = doing
        return doing

    def shown(self) -> tuple[Doing, ...]:
        """What the parts do; the board's own sound only where no part sounds."""
        heard = any(each.kind == "sound" and each.part != "music" for each in self._now.values())
        return tuple(each for each in self._now.values() if not (heard and each.part == "music"))

    def _title(self, part: str) -> str | None:
        if self._titles is None:
            self._titles = {each.name: told(each)[0] for each in self._around().parts}
        return self._titles.get(part)


def _note(frequency_hz: JsonValue) -> str:
    """Return the nearest note as the music module writes it, such as ``C4``, and a space."""
    least_hz, most_hz = _AUDIBLE_HZ
    if not isinstance(frequency_hz, int | float) or not least_hz <= frequency_hz <= most_hz:
        return ""
    number = round(69 + 12 * math.log2(frequency_hz / 440))
    return f"{_NOTES[number % 12]}{number // 12 - 1} "


def _colour(code: str) -> str:
    """Return the name of a colour such as ``#ff8000``."""
    try:
        red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    except ValueError:
        return code
    hue, saturation, brightness = colorsys.rgb_to_hsv(red, green, blue)
    if not brightness:
        name = "off"
    elif saturation < 0.25:
        name = "white"
    else:
        name = next(name for up_to, name in _HUES if hue * 360 < up_to)
    return strings.text(f"colour_name.{name}")
