"""The screen spoken: announcements, and the voice that says them."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence

from kibako_access import code_reader, ruby
from kibako_access.player import Quiet
from kibako_access.speech_queue import Urgency

from kibako import strings
from kibako.events import Event
from kibako.lessons.prose import parse
from kibako.tui.result import Note, how, problem, ways
from kibako.workbench import questions
from kibako.workbench.announcing import Announcement, Announcer, FaceWords
from kibako.workbench.around import Around
from kibako.workbench.commands import Command
from kibako.workbench.settings import SOUND_MODES
from kibako.workbench.settling import Settling
from kibako.workbench.sounding import is_spoken
from kibako.workbench.talk import Talk, VoiceError, urgency_of
from kibako.workbench.view import View

VOICE = ("voice_rate", "voice_pitch", "voice_volume")
SHOWN = ("speech", *VOICE, "sound", "volume", SOUND_MODES)
"""The settings whose change is told as a note too: it cannot be seen otherwise."""


def prose(text: str) -> Iterator[str]:
    """Yield the text of a step, sentence by sentence; its code in words."""
    for block in parse(text):
        for line in block.lines:
            shown = "".join(piece.shown("kana") for piece in line)
            if block.kind == "code":
                shown = code_reader.words(shown, questions.spoken_language())
            yield shown


class ScreenVoice:
    """Speaks for the screen, when it is set so.

    Args:
        show: Shows a note; called on any thread.
        view: Tells what is shown now.
        around: Tells what hangs on the board.
        others: What else makes sound, to be quieted with it.
    """

    def __init__(
        self,
        show: Callable[[Note], object],
        view: Callable[[], View],
        around: Callable[[], Around],
        others: Sequence[Quiet] = (),
    ) -> None:
        self._show = show
        self._view = view
        self._talk = Talk(view, self._tell_problem, others)
        self._announcer = Announcer(view, around, FaceWords(how, ways))
        self._settling = Settling()
        self._lock = threading.Lock()
        self._last: tuple[tuple[str, ...], Urgency] = ((), Urgency.RESULT)

    def turn(self, on: bool) -> None:
        """Begin to speak, or end it."""
        self._talk.turn(on)

    def take(self, event: Event) -> None:
        """Say what an event tells; what was asked for by a key is shown too.

        Called on the thread where it happened, returns at once: a program that prints without end
        does not wait for the screen, nor the voice for what the screen leaves out.
        """
        self._talk.take(event)
        if (event.source, event.what) == ("speech", "again"):
            said = self._last[0]
            heading, *rest = said or (strings.text("voice.nothing_said"),)
            self._show(Note("passed", heading, tuple(("", line) for line in rest)))
            self._talk.say(said, Urgency.RESULT)
            return
        shown = event.source == "settings" and event.what in SHOWN
        if not (self._talk.on or shown):
            return
        with self._lock:
            told = [line for each in self._announcer.take(event) for line in self._lines(each)]
        said = tuple(told)
        if said and is_spoken(event, self._view()):
            self._last = said, urgency_of(event)
            self._talk.say(*self._last)
        if shown:
            self._show(Note("passed", said[0]))

    def tick(self) -> None:
        """Say how things are that have stayed so for a moment; called several times a second."""
        with self._lock:
            told = self._settling.take(time.monotonic())
        for line in told:
            self._talk.say((line,), Urgency.CHATTER)

    def sent(self, command: Command) -> None:
        """Say at once that a stop was asked for."""
        self._talk.sent(command)

    def close(self) -> None:
        """End it; closing twice is no error."""
        self._talk.close()

    def _lines(self, told: Announcement) -> Iterator[str]:
        """Yield what is to be said now of an announcement; a state waits until it stays."""
        if told.manner == "step":
            yield from prose(told.text)
            return
        line = told.text if told.plain else ruby.render(told.text, "kana")
        if told.manner == "state":
            self._settling.put(told.thing, line, time.monotonic())
            return
        if told.manner == "begins":
            self._settling.clear()
        elif told.manner == "ends":
            yield from self._settling.take()
        yield line

    def _tell_problem(self, error: VoiceError) -> None:
        self._show(problem(error.what, error.next_step))
