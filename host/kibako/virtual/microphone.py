"""The micro:bit V2's microphone: how loud it is, and what is heard as loud or quiet.

The level goes from 0 to 255 for 35 to 100 dB, as codal-core's ``LevelDetectorSPL`` scales it. It
tells a loud sound above its upper threshold (85 dB at first) and then nothing before it has been
quiet: below the lower one (65 dB).
"""

from kibako.virtual.hostcall import HostFunction, integer, value_error
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.timeline import Plan

LOUD_LEVEL = 196
QUIET_LEVEL = 118
ROOM_LEVEL = 20
"""What is heard until somebody says otherwise."""

_SHOUT_LEVEL = 230
_CLAP_MS = 150
_EVENTS_MAX = 8
_EVENTS = ("quiet", "loud")


class Microphone:
    """The chip with the board's inputs ``microphone.level`` and ``microphone.sound``.

    Args:
        world: What all parts share.
    """

    def __init__(self, world: Surroundings) -> None:
        self._world = world
        self._clap: Plan | None = None
        self._forget()
        world.inputs.add("microphone.level", "", (0, 255), ROOM_LEVEL, lambda level: self._hear())
        world.inputs.add_choice("microphone.sound", (*_EVENTS, "clap"), self._choose)
        self.functions: dict[str, HostFunction] = {
            "mic.level": self._level,
            "mic.threshold": self._set_threshold,
            "mic.current": self._current,
            "mic.was": self._was,
            "mic.list": self._list,
        }

    def reset(self) -> None:
        """Forget what was heard: the board starts anew."""
        self._forget()

    def _forget(self) -> None:
        self._thresholds = {"quiet": QUIET_LEVEL, "loud": LOUD_LEVEL}
        self._listening = False
        self._last = ""
        self._now = "quiet"
        self._heard: set[str] = set()
        self._begun: list[str] = []

    # What the board asks

    def _level(self, payload: str) -> str:
        del payload
        self._listen()
        return str(round(self._world.inputs.value("microphone.level")))

    def _set_threshold(self, payload: str) -> str:
        """Set a threshold: ``EVENT LEVEL``."""
        name, _, level = payload.partition(" ")
        if name not in _EVENTS:
            raise value_error("invalid sound")
        self._thresholds[name] = min(max(integer(level), 0), 255)
        self._listen()
        return ""

    def _current(self, payload: str) -> str:
        del payload
        self._listen()
        return self._now

    def _was(self, payload: str) -> str:
        if payload not in _EVENTS:
            raise value_error("invalid sound")
        self._listen()
        was = payload in self._heard
        self._heard.discard(payload)
        self._begun.clear()
        return str(int(was))

    def _list(self, payload: str) -> str:
        """Tell what was heard since the last call, oldest first, separated by spaces."""
        del payload
        self._listen()
        names = " ".join(self._begun)
        self._begun.clear()
        return names

    # Hearing

    def _listen(self) -> None:
        """Begin to listen at the first use, as the firmware does."""
        self._listening = True
        self._hear()

    def _hear(self) -> None:
        if not self._listening:
            return
        level = self._world.inputs.value("microphone.level")
        if level > self._thresholds["loud"]:
            self._take("loud")
        elif level < self._thresholds["quiet"]:
            self._take("quiet")

    def _take(self, name: str) -> None:
        if name == self._last:
            return
        self._last = self._now = name
        self._heard.add(name)
        if len(self._begun) < _EVENTS_MAX:
            self._begun.append(name)

    def _choose(self, word: str) -> None:
        inputs = self._world.inputs
        if self._clap is not None:
            self._clap.cancel()
        before = inputs.value("microphone.level")
        inputs.set("microphone.level", ROOM_LEVEL if word == "quiet" else _SHOUT_LEVEL)
        if word == "clap":
            self._clap = self._world.after(
                _CLAP_MS, lambda: inputs.set("microphone.level", min(before, ROOM_LEVEL))
            )
