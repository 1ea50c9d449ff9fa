"""What is heard in a lesson: each event's sound, the board's own notes, and when they are heard."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Literal

from kibako_access import earcons
from kibako_access.earcons import Sound, Tone
from kibako_access.sounder import Sounder, Trouble, installed

from kibako import strings
from kibako.errors import ExitStatus, KibakoError
from kibako.events import Event
from kibako.workbench.questions import spoken_language
from kibako.workbench.view import View

VARIABLE = "KIBAKO_SOUND"
"""``on``, ``off`` or ``auto`` in the environment stands above the setting, say for a whole room."""
Kind = Literal["sound", "announcement"]
TONE_MS_MAX = 10_000
"""A longer note of the board sounds until it is stopped."""

_PLAIN: Mapping[tuple[str, str], str] = {
    ("program", "start"): "program-start",
    ("program", "error"): "mistake",
    ("check", "passed"): "check-passed",
    ("check", "failed"): "check-failed",
    ("check", "stopped"): "stopped",
    ("check", "request"): "asked",
    ("lesson", "passed"): "step-done",
    ("lesson", "finished"): "pack-done",
    ("lesson", "hint"): "hint",
    ("board", "back"): "board-back",
    ("error", "raised"): "problem",
}
_ENDINGS = {
    "done": "program-end",
    "stopped": "stopped",
    "limit": "stopped",
    "lost": "board-lost",
}


class SoundError(KibakoError):
    """Sounds cannot be heard; what they would have told is there as text."""

    exit_status = ExitStatus.FILE


def trouble_error(trouble: Trouble) -> SoundError:
    """Return what a person is told of what keeps sounds from being heard."""
    return SoundError(f"sound_{trouble}")


def signal(event: Event) -> tuple[str, float] | None:
    """Return the sound of an event, and the number that its pitch follows; None for no sound."""
    value = event.value
    if name := _PLAIN.get((event.source, event.what)):
        return name, 0.0
    match event.source, event.what:
        case "program", "end" if str(value) in _ENDINGS:
            return _ENDINGS[str(value)], 0.0
        case "board", "unplugged" if isinstance(value, dict) and value.get("used"):
            return "board-lost", 0.0
        case "files", "progress" if isinstance(value, dict):
            done, total = value.get("done_bytes"), value.get("total_bytes")
            if isinstance(done, int) and isinstance(total, int) and total > 0:
                return "progress", min(100.0, 100 * done / total)
        case "code", "depth" if isinstance(value, int):
            return "indent", float(value)
        case _:
            pass
    return None


def note(event: Event) -> Sound | None:
    """Return what the board itself plays from now on; a sound without tones is silence."""
    value = event.value
    if event.what == "tone" and isinstance(value, dict):
        hz, ms = value.get("frequency_hz"), value.get("duration_ms")
        if isinstance(hz, int | float) and hz > 0:
            ends = isinstance(ms, int) and 0 < ms <= TONE_MS_MAX
            tone = Tone(float(hz), ms if isinstance(ms, int) and ends else 10)
            return Sound("music", (tone,), _buzzer(), 0.6, loops=not ends)
    ended = (event.source, event.what) in (("music", "rest"), ("program", "end"))
    return Sound("music", ()) if ended or event.what in ("tone", "stop") else None


def _buzzer() -> tuple[float, ...]:
    return tuple(earcons.sounds().timbres["hollow"])


def mode(kept: str, name: str, kind: Kind) -> earcons.Mode:
    """Return whether a sound is heard, or said.

    Args:
        kept: The setting ``sound_modes``: ``hint.sound=off``, one behind the other.
        name: Which sound.
        kind: Whether it is about being heard or being said.
    """
    chosen = _chosen(kept).get(f"{name}.{kind}")
    default = getattr(earcons.sounds().sounds[name], kind)
    return chosen if chosen in ("on", "off", "auto") else default


def with_mode(kept: str, name: str, kind: Kind, value: earcons.Mode) -> str:
    """Return the setting ``sound_modes`` with one thing changed."""
    table = earcons.sounds().sounds
    pairs = _chosen(kept)
    pairs[f"{name}.{kind}"] = value
    known = {f"{each}.{what}" for each in table for what in ("sound", "announcement")}
    return " ".join(f"{key}={said}" for key, said in pairs.items() if key in known)


def _chosen(kept: str) -> dict[str, str]:
    pairs = (each.partition("=") for each in kept.split())
    return {key: value for key, _, value in pairs}


def captions(event: Event, view: View) -> list[str]:
    """Return the sentence of an event's sound, where that is always to be said."""
    found = signal(event)
    if found is None or mode(view.setting("sound_modes"), found[0], "announcement") != "on":
        return []
    said = earcons.meaning(found[0], spoken_language())
    return [strings.text("sound_said.caption", meaning=said)]


def is_spoken(event: Event, view: View) -> bool:
    """Return whether a voice says an event; as text it is there in any case."""
    found = signal(event)
    return found is None or mode(view.setting("sound_modes"), found[0], "announcement") != "off"


class Ears:
    """Plays the sounds of a workbench's events, when it is set so.

    Args:
        view: Tells what is set now.
        tell: Told once, on any thread, what keeps sounds from being heard.
        listens: Whether somebody listens: then ``auto`` means on, where sounds can be made.
        sounder: Who plays; this computer's own when left out.
    """

    def __init__(
        self,
        view: Callable[[], View],
        tell: Callable[[SoundError], object],
        *,
        listens: bool,
        sounder: Sounder | None = None,
    ) -> None:
        self._view = view
        self._listens = listens and installed()

        def trouble(found: Trouble) -> None:
            tell(trouble_error(found))

        self._sounder = sounder or Sounder(trouble)

    @property
    def heard(self) -> bool:
        """Whether sounds are on."""
        chosen = os.environ.get(VARIABLE) or self._view().setting("sound")
        return chosen == "on" or (chosen != "off" and self._listens)

    def take(self, event: Event) -> None:
        """Let an event be heard; called on any thread, returns at once."""
        match event.source, event.what:
            case "sound", "asked":
                self._sounder.revive()
                self._play([example(str(event.value))])
                return
            case "settings", "sound":
                self._sounder.revive()
                if not self.heard:
                    self._sounder.silence()
                elif event.value == "on":
                    self._play([earcons.sounds().sound("hint")])
                return
            case "settings", "volume":
                self._play([earcons.sounds().sound("hint")] if self.heard else [])
                return
            case _:
                pass
        if not self.heard:
            return
        if (played := note(event)) is not None:
            self._play([played])
        if (found := signal(event)) is not None:
            name, number = found
            if mode(self._view().setting("sound_modes"), name, "sound") != "off":
                sound = earcons.sounds().sound(name, number)
                # One event may bring the next: of these only the last one is heard to its end.
                numbered = name in ("progress", "indent")
                self._play([sound if numbered else replace(sound, key="event")])

    def silence(self) -> None:
        """End what sounds, and forget what waits."""
        self._sounder.silence()

    def close(self) -> None:
        """End it; closing twice is no error."""
        self._sounder.close()

    def _play(self, sounds: Iterable[Sound]) -> None:
        self._sounder.volume = volume(self._view())
        for sound in sounds:
            self._sounder.play(sound)


def volume(view: View) -> float:
    """Return how loud sounds are, 0 to 1."""
    chosen = view.setting("volume")
    return int(chosen) / 100 if chosen.isdecimal() else 0.5


def example(name: str) -> Sound:
    """Return what is played for who asks how something sounds.

    Args:
        name: One of :func:`kibako_access.earcons.names`.

    Raises:
        KeyError: There is none of that name.
    """
    from kibako_access import sonify

    table = earcons.sounds()
    if name == "beeps":
        beep = sonify.beep(table)
        tones: list[Tone] = []
        for cm in (100.0, 60.0, 30.0, 15.0, 5.0, 5.0):
            every_ms = sonify.beep_every_ms(table, cm) or 0
            tones += [*beep.tones, Tone(0.0, every_ms - beep.tones[0].ms)]
        return replace(beep, tones=tuple(tones))
    if name in ("line", "progress", "indent"):
        if name == "line":
            each = [sonify.line(table, error, ms=250) for error in (-1.0, -0.5, 0.0, 0.5, 1.0)]
        else:
            steps = range(0, 101, 10) if name == "progress" else range(0, 17, 4)
            each = [table.sound(name, step) for step in steps]
        pause = Tone(0.0, 120)
        joined = tuple(tone for sound in each for tone in (*sound.tones, pause))
        return replace(each[0], key=name, tones=joined)
    if name == "music":
        tones = [Tone(earcons.note_hz(each), 200) for each in ("C4", "E4", "G4")]
        return Sound("music", tuple(tones), _buzzer(), 0.6)
    return table.sound(name)
