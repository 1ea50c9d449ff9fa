"""The faces' voice: on or off as it is set, with what it says and how urgent each thing is."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from kibako import strings
from kibako.errors import ExitStatus, KibakoError
from kibako.events import Event
from kibako.workbench import commands
from kibako.workbench.questions import spoken_language
from kibako.workbench.view import View

if TYPE_CHECKING:
    from kibako_access.player import Quiet
    from kibako_access.speech_queue import Urgency
    from kibako_access.talker import Problem, Talker
    from kibako_access.voices import Manner

URGENT = (("program", "error"), ("error", "raised"), ("check", "stopped"), ("board", "broken"))
"""What is said before anything else."""
ASKED_FOR = ("lesson", "check", "code", "settings", "files", "launcher", "wireless", "doctor",
             "rescue", "recording", "speech")  # fmt: skip
"""The sources of what a person asked for; all else is chatter of a program and a board."""
RATE_PERCENT: Mapping[str, int] = {
    "slowest": 60, "slow": 80, "normal": 100, "fast": 150, "fastest": 250
}  # fmt: skip
PITCH_PERCENT: Mapping[str, int] = {"low": 70, "normal": 100, "high": 140}
VOLUME_PERCENT: Mapping[str, int] = {"quiet": 30, "normal": 60, "loud": 100}
"""What the named steps of the settings ask of a voice; each makes its own of it."""


class VoiceError(KibakoError):
    """A voice cannot be used; what it would have said is there as text."""

    exit_status = ExitStatus.FILE


def urgency_of(event: Event) -> "Urgency":
    """Return how urgent what an event tells is."""
    from kibako_access.speech_queue import Urgency

    if (event.source, event.what) in URGENT:
        return Urgency.STOP
    if (event.source, event.what) == ("program", "end"):
        return Urgency.RESULT if event.value == "done" else Urgency.STOP
    asked = (event.source in ASKED_FOR) or (event.source == "talkpoint" and event.what != "said")
    return Urgency.RESULT if asked else Urgency.CHATTER


def problem_of(problem: "Problem") -> VoiceError:
    """Return what a person is told of a problem with a voice."""
    voice = strings.text(f"voice.{problem.voice}") if problem.voice else ""
    return VoiceError(f"voice_{problem.what}", voice=voice, detail=problem.detail)


def manner_of(view: View) -> "Manner":
    """Return how a voice is to speak, as it is set now."""
    from kibako_access.voices import Manner

    def percent(steps: Mapping[str, int], name: str) -> int:
        return steps.get(view.setting(name), steps["normal"])

    return Manner(
        percent(RATE_PERCENT, "voice_rate"),
        percent(PITCH_PERCENT, "voice_pitch"),
        percent(VOLUME_PERCENT, "voice_volume"),
    )


def usual_talker(tell: "Callable[[Problem], None]", others: "Sequence[Quiet]") -> "Talker":
    """Return what speaks with the voices of this computer."""
    from kibako_access import talker, voices

    return talker.Talker(talker.Voices(voices.available(), voices.Manner(), tell), others=others)


class Talk:
    """Speaks when it is on, and does nothing at all when it is off.

    Args:
        view: Tells what is set now.
        tell: Told, on any thread, why something is not heard; once for each reason.
        others: What else makes sound, to be quieted by the silence key and every stop.
    """

    def __init__(
        self,
        view: Callable[[], View],
        tell: Callable[[VoiceError], None],
        others: "Sequence[Quiet]" = (),
    ) -> None:
        self._view = view
        self._tell = tell
        self._others = others
        self._lock = threading.Lock()
        self._talker: Talker | None = None

    @property
    def on(self) -> bool:
        """Whether it speaks."""
        return self._talker is not None

    def turn(self, on: bool) -> None:
        """Begin to speak, or end it."""
        with self._lock:
            talker = self._talker
            if on and talker is None:
                self._talker = usual_talker(
                    lambda found: self._tell(problem_of(found)), self._others
                )
            elif not on:
                self._talker = None
        if talker is not None and not on:
            talker.close()

    def say(self, lines: Iterable[str], urgency: "Urgency") -> None:
        """Say some lines as one thing.

        Args:
            lines: What is said, with ruby or without.
            urgency: How urgent it is.
        """
        if self._talker is not None:
            self._talker.speak_as(manner_of(self._view()))
            self._talker.say(lines, spoken_language(), urgency)

    def take(self, event: Event) -> None:
        """Take the setting and the silence key from the events; all else is passed over."""
        match event.source, event.what:
            case "settings", "speech":
                self.turn(event.value == "on")
            case "speech", "silence":
                self.silence()
            case _:
                pass

    def sent(self, command: commands.Command) -> None:
        """Say at once that a stop was asked for; the board may take its time."""
        if isinstance(command, commands.Stop):
            from kibako_access.speech_queue import Urgency

            for other in self._others if self._talker is None else ():
                other.silence()
            self.say([strings.text("voice.stopping")], Urgency.STOP)

    def silence(self) -> None:
        """Break off, and forget what waits."""
        if self._talker is not None:
            self._talker.silence()
        else:
            for other in self._others:
                other.silence()

    def close(self) -> None:
        """End it; closing twice is no error."""
        self.turn(False)
